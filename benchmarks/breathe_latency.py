"""How long after its packet a beat is seen on *Breathe*, over a relay and with the strap in the browser.

A simulated strap takes the product's own way (clock, spool, sender, HTTP, record, live stream) to a page in Chromium
that watches; or a stand-in for Web Bluetooth gives the page *Strap*, or *Breathe* itself, its packets. A beat counts as
seen one frame after the page drew it.
"""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from hrv.recording_kind import RecordingKind
from sensors.simulation.heart import HeartModel, Physiology
from sensors.simulation.strap import SimulatedStrap
from sensors.upload.keeper import Keeper
from sensors.upload.onlooker import Onlooker
from sensors.upload.sender import Sender, client_for
from sensors.upload.spool import Spool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from playwright.sync_api import Page

    from sensors.beat_clock.beat import Beat
    from sensors.heart_rate.packets import Packet
    from sensors.upload.blocks import BeatBlock

WATCH: Final = """
window.seen = [];
const root = document.querySelector("[data-breathe]");
new MutationObserver(() => {
  const newest = Number(root.dataset.newest);
  requestAnimationFrame(() => window.seen.push([newest, Date.now() / 1000]));
}).observe(root, { attributeFilter: ["data-newest"] });
"""
# The packet that came last when a beat was told to the other pages of this browser; see `live/own_strap.ts`.
STRAP: Final = """
const measurement = Object.assign(new EventTarget(), {startNotifications: async () => measurement});
const service = {getCharacteristic: async () => measurement};
const none = () => Promise.reject(new DOMException("none", "NotFoundError"));
const gatt = {
  connect: async () => gatt, disconnect: () => {},
  getPrimaryService: (name) => (name === "heart_rate" ? Promise.resolve(service) : none()),
};
const device = Object.assign(new EventTarget(), {id: "stand-in", name: "Stand-in", gatt});
Object.defineProperty(navigator, "bluetooth", {value: {requestDevice: async () => device}});
window.heard = [];
let packetAtS = 0;
const post = BroadcastChannel.prototype.postMessage;
BroadcastChannel.prototype.postMessage = function (told) {
  const newest = [...(told.beats ?? []), ...(told.open ?? [])].at(-1);
  if (newest) window.heard.push([newest.timeS, packetAtS]);
  post.call(this, told);
};
window.wear = () => setInterval(() => {
  const rr = Math.round(1024 * (1 + 0.06 * Math.sin(performance.now() / 1600)));
  measurement.value = new DataView(new Uint8Array([0x16, 60, rr & 255, rr >> 8]).buffer);
  packetAtS = Date.now() / 1000;
  measurement.dispatchEvent(new Event("characteristicvaluechanged"));
}, 1000);
"""


class _Heard:
    """When the packet came that brought each beat."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.by_beat: dict[float, float] = {}

    def note(self, times: Iterable[float]) -> None:
        for time_s in times:
            self.by_beat.setdefault(round(time_s, 3), self.now_s)


class _NotedStrap:
    def __init__(self, strap: SimulatedStrap, heard: _Heard) -> None:
        self.unix_offset_s = strap.unix_offset_s
        self._strap, self._heard = strap, heard

    async def __aiter__(self) -> AsyncIterator[Packet]:
        async for packet in self._strap:
            self._heard.now_s = time.time()
            yield packet


class _NotedSpool(Spool):
    heard: _Heard

    def put(self, block: BeatBlock) -> None:
        self.heard.note(block.series.time_s.tolist())
        super().put(block)


class _NotedOnlooker(Onlooker):
    heard: _Heard

    def hear(self, source: str, open_beats: Iterable[Beat]) -> None:
        beats = tuple(open_beats)
        self.heard.note(beat.time_s for beat in beats)
        super().hear(source, beats)


class Relay:
    """A worn strap on a thread of its own; a context manager."""

    def __init__(self, url: str, token: str, folder: Path) -> None:
        self.heard = _Heard()
        self._url, self._token, self._folder = url, token, folder
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._carry()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _carry(self) -> None:
        dice = np.random.default_rng(1)
        strap = SimulatedStrap(HeartModel(dice, Physiology(hr_bpm=64, rmssd_ms=40)), dice, start_s=time.time())
        onlooker = _NotedOnlooker()
        onlooker.heard = self.heard
        with _NotedSpool(self._folder / f"{uuid.uuid4()}.spool") as spool:
            spool.heard = self.heard
            keeper = Keeper(spool, source=str(uuid.uuid4()), kind=RecordingKind.WORKDAY, onlooker=onlooker)
            async with client_for(self._url) as client:
                keeping = asyncio.create_task(keeper.listen(_NotedStrap(strap, self.heard)))
                await Sender(spool, client, self._token, onlooker=onlooker).run(self._stop)
                keeping.cancel()
                await asyncio.gather(keeping, return_exceptions=True)


def delays_s(page: Page, relay: Relay, *, for_s: float) -> list[float]:
    """From packet to picture for each beat that was the newest one on the page."""
    return _between(relay.heard.by_beat, _seen(page, for_s))


def delays_in_browser_s(page: Page, url: str, *, for_s: float) -> list[float]:
    """The same with the strap in another tab of this browser; both pages are new."""
    strap = page.context.new_page()
    strap.add_init_script(STRAP)
    strap.goto(f"{url}/strap")
    strap.get_by_role("button", name="Choose your strap").click()
    strap.locator("[data-strap-page][data-links='1']").wait_for()
    strap.evaluate("wear()")
    page.bring_to_front()  # a page behind another one draws once a second
    page.goto(f"{url}/breathe")
    seen = _seen_live(page, for_s)
    heard = _heard_by(strap)
    strap.close()
    return _between(heard, seen)


def delays_on_page_s(page: Page, url: str, *, for_s: float) -> list[float]:
    """The same with the strap connected on *Breathe*, which draws, listens and keeps in one tab; the page is new."""
    page.add_init_script(STRAP)
    page.goto(f"{url}/breathe")
    page.get_by_role("button", name="Connect my strap").click()
    page.get_by_role("button", name="Stop measuring").wait_for()
    page.evaluate("wear()")
    seen = _seen_live(page, for_s)
    return _between(_heard_by(page), seen)


def _heard_by(page: Page) -> dict[float, float]:
    heard: dict[float, float] = {}
    for beat, at_s in page.evaluate("window.heard"):
        heard.setdefault(round(beat, 3), at_s)
    return heard


def _seen_live(page: Page, for_s: float) -> list[tuple[float, float]]:
    page.get_by_role("button", name="Begin").click()
    page.locator("[data-presence=live]").wait_for()
    return _seen(page, for_s)


def _seen(page: Page, for_s: float) -> list[tuple[float, float]]:
    """Beats and when each was seen."""
    page.evaluate(WATCH)
    page.wait_for_timeout(1000 * for_s)
    seen: list[tuple[float, float]] = page.evaluate("window.seen")
    return seen


def _between(heard: dict[float, float], seen: list[tuple[float, float]]) -> list[float]:
    return [at_s - heard[round(beat, 3)] for beat, at_s in seen if round(beat, 3) in heard]
