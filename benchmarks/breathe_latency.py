"""How long after its packet a beat is seen on *Breathe*, over a relay; and what the picture costs.

A simulated strap takes the product's own way (clock, spool, sender, HTTP, record, live stream) to a page in Chromium
that watches. A beat counts as seen one frame after the page drew it.
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

    from playwright.sync_api import CDPSession, Page

    from sensors.beat_clock.beat import Beat
    from sensors.heart_rate.packets import Packet
    from sensors.upload.blocks import BeatBlock

FIGURES: Final = ("water", "trees", "flower")
WATCH: Final = """
window.seen = [];
const root = document.querySelector("[data-breathe]");
new MutationObserver(() => {
  const newest = Number(root.dataset.newest);
  requestAnimationFrame(() => window.seen.push([newest, Date.now() / 1000]));
}).observe(root, { attributeFilter: ["data-newest"] });
"""
FRAMES: Final = """(forMs) => new Promise((done) => {
  let frames = 0;
  const start = performance.now();
  const frame = () => {
    frames += 1;
    const passed = performance.now() - start;
    if (passed < forMs) requestAnimationFrame(frame);
    else done((1000 * frames) / passed);
  };
  requestAnimationFrame(frame);
})"""


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
    page.evaluate(WATCH)
    page.wait_for_timeout(1000 * for_s)
    seen = page.evaluate("window.seen")
    by_beat = relay.heard.by_beat
    return [at_s - by_beat[round(beat, 3)] for beat, at_s in seen if round(beat, 3) in by_beat]


def cost_of(page: Page, devtools: CDPSession, figure: str, *, for_s: float = 8.0) -> tuple[float, float]:
    """Frames a second with a figure, and the share of a core that the page's main thread takes."""
    page.evaluate("name => document.querySelector(`[name=figure][value=${name}]`).click()", figure)
    page.wait_for_timeout(500)
    before = _metrics(devtools)
    frames = page.evaluate(FRAMES, 1000 * for_s)
    after = _metrics(devtools)
    return frames, (after["ThreadTime"] - before["ThreadTime"]) / (after["Timestamp"] - before["Timestamp"])


def _metrics(devtools: CDPSession) -> dict[str, float]:
    return {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
