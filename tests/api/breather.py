"""Somebody before Breathe with a strap that this browser listens to, by a clock that the test moves."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import numpy as np
from playwright.sync_api import expect

from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing, Manner, Pacer
from sensors.simulation.chest import ChestModel
from sensors.simulation.heart import Physiology
from sensors.simulation.led_heart import LedHeart
from sensors.simulation.strap import SimulatedStrap
from tests.api.strap_chooser import answering
from tests.patience import LOOK_S, PATIENCE_S, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request

    from tests.api.conftest import House
    from tests.sensors.fake_bluez.process import FakeBluezProcess

COUNTING: Final = """
window.notified = 0;
const counted = new WeakSet();
BluetoothRemoteGATTCharacteristic.prototype.addEventListener = function (kind, hear) {
  EventTarget.prototype.addEventListener.call(this, kind, (event) => {
    hear(event);
    if (!this.uuid.startsWith("00002a37") || counted.has(event)) return;
    counted.add(event);
    notified += 1;
  });
};
"""
"""Counts the packets that the page has heard: beats are timed by their arrival, so the clock waits for it."""
SAMPLES_HZ: Final = 50  # what the page asks for
BEGINS_S: Final = 60.0  # what the strap's own clock says
SOON_S: Final = 0.5
OFF_SKIN: Final = build(HeartRateMeasurement(bpm=0, contact=False, rr_1024=()))
ATTENTIVE: Final = Manner(miss_s=0.05, lapses=0.0)


class Breather:
    """A person who follows the pacer of the page.

    Args:
        page: Breathe, with `COUNTING` on it; its clock stands still but for what is done here.
        house: the server, whose clock goes as the page's does.
        fake: the strap.
        baroreflex: how the heart answers to the breath.
    """

    def __init__(self, page: Page, house: House, fake: FakeBluezProcess, baroreflex: Baroreflex) -> None:
        self.page = page
        self.house = house
        self.fake = fake
        self.sent: list[Request] = []
        dice = np.random.default_rng(3)
        breathing = Breathing(dice, ATTENTIVE)
        loop = BaroreflexLoop(dice, baroreflex, breathing)
        self._heart = LedHeart(dice, Physiology(hr_bpm=62, rmssd_ms=35), loop)
        self._chest = ChestModel(dice, breathing)
        self._begun_s = self._now_s
        self._packets = SimulatedStrap(self._heart, dice, start_s=self._begun_s, ahead_s=4.0).packets()
        self._ahead = next(self._packets)
        self._earlier_links = 0
        self._paced_per_min: float | None = None
        page.on("request", self._look)

    def connect(self) -> None:
        """Choose the strap on the page."""
        with answering(self.page):
            self.page.get_by_role("button", name="Connect my strap").click()
            expect(self.page.get_by_role("button", name="Stop measuring")).to_be_visible()
        wait_until(self.is_listened_to, "the strap is listened to")

    def is_listened_to(self) -> bool:
        state = self.fake.state()
        if not state["links"]:
            self._earlier_links = state["subscriptions"]
        return state["subscriptions"] > self._earlier_links

    def live(self, seconds: int, *, moves: bool = False, off_skin: bool = False) -> None:
        """So many seconds go by, for the person, the page and the server."""
        for _ in range(seconds):
            self.house.wall.forward(seconds=1)
            self.page.clock.run_for(1000)
            beats, samples = self._beats(off_skin=off_skin), self._samples(moves=moves)
            if self.is_listened_to():
                self._say(beats, samples)

    def live_until(self, condition: Callable[[], object], what: str) -> None:
        """As many seconds go by as it takes, none of them while it comes about by itself.

        A radio or a server that answers takes a moment of real time, in which a page's clock could run for minutes.
        """
        ends_s = time.monotonic() + PATIENCE_S
        while not _soon(condition):
            assert time.monotonic() < ends_s, f"Lived for long, but not: {what}."
            self.live(1)

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def shows(self, name: str, value: str) -> None:
        expect(self.page.locator("[data-breathe]")).to_have_attribute(f"data-{name}", value)

    @property
    def _now_s(self) -> float:
        return self.house.now.timestamp()

    def _say(self, beats: list[bytes], samples: bytes) -> None:
        """The samples go first, so whoever has heard the beats has heard these too."""
        heard = self.page.evaluate("notified") + len(beats)
        self.fake.measure(samples)
        for payload in beats:
            self.fake.notify(payload)
        wait_until(lambda: self.page.evaluate("notified") >= heard, "the page heard the beats")

    def _beats(self, *, off_skin: bool) -> list[bytes]:
        due = []
        while self._ahead.arrival_s <= self._now_s:
            due.append(OFF_SKIN if off_skin else self._ahead.payload)
            self._ahead = next(self._packets)
        return due

    def _samples(self, *, moves: bool) -> bytes:
        from tests.sensors.fake_bluez.virtual_pmd import acceleration_frame

        time_s = self._now_s + np.arange(-SAMPLES_HZ + 1, 1) / SAMPLES_HZ
        stretch = ((time_s[0], time_s[-1]),) if moves else ()
        samples = np.rint(self._chest.acceleration(time_s, moves=stretch)).astype(int)
        stamp_ns = round((self._now_s - self._begun_s + BEGINS_S) * 1e9)
        return acceleration_frame(stamp_ns, [tuple(row) for row in samples.tolist()])

    def _look(self, request: Request) -> None:
        """See how the pacer goes as the page tells it: again and again, up to a second late for one who looks here."""
        self.sent.append(request)
        if request.url.endswith("/live/pacer"):
            told = request.post_data_json
            per_min = told["per_minute"] if told["is_running"] else None
            if per_min != self._paced_per_min:
                self._heart.follow(per_min and Pacer.at(self._now_s, breaths=told["breaths"], per_min=per_min))
            self._paced_per_min = per_min


def _soon(condition: Callable[[], object]) -> bool:
    ends_s = time.monotonic() + SOON_S
    while not (is_so := bool(condition())) and time.monotonic() < ends_s:
        time.sleep(LOOK_S)
    return is_so
