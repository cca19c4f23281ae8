"""Breathe with a strap that this browser connects to, by a clock that the test moves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing, Pacer
from sensors.simulation.chest import ChestModel
from sensors.simulation.heart import Physiology
from sensors.simulation.led_heart import LedHeart
from sensors.simulation.strap import SimulatedStrap
from tests.api.strap_chooser import answering
from tests.browser import served, sign_in
from tests.patience import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

    from tests.api.conftest import House
    from tests.sensors.fake_bluez.process import FakeBluezProcess

pytestmark = pytest.mark.browser
SAMPLES_HZ = 25
ACCELERATION = 2
OFF_SKIN = build(HeartRateMeasurement(bpm=0, contact=False, rr_1024=()))


@dataclass
class Breather:
    """Somebody with a strap on who follows the pacer of the page."""

    page: Page
    house: House
    fake: FakeBluezProcess
    asked: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        dice = np.random.default_rng(3)
        breathing = Breathing(dice)
        self.heart = LedHeart(
            dice, Physiology(hr_bpm=62, rmssd_ms=35), BaroreflexLoop(dice, Baroreflex(swing_ms=220), breathing)
        )
        self._chest = ChestModel(dice, breathing)
        self._begun_s = self.now_s
        self._packets = SimulatedStrap(self.heart, dice, start_s=self.now_s, ahead_s=4.0).packets()
        self._ahead = next(self._packets)
        self.page.on("request", self._look)

    @property
    def now_s(self) -> float:
        return self.house.now.timestamp()

    def live(self, seconds: int, *, moves: bool = False, off_skin: bool = False, is_heard: bool = True) -> None:
        """So many seconds go by, for the person, the page and the server."""
        for _ in range(seconds):
            self._second(moves=moves, off_skin=off_skin, is_heard=is_heard)
            self.house.wall.forward(seconds=1)
            self.page.clock.run_for(1000)

    def connect(self) -> None:
        with answering(self.page):
            self.page.get_by_role("button", name="Connect my strap").click()
            expect(self.page.get_by_role("button", name="Stop measuring")).to_be_visible()
        wait_until(lambda: self.fake.links() == 1, "the strap is listened to")

    def _second(self, *, moves: bool, off_skin: bool, is_heard: bool) -> None:
        from tests.sensors.fake_bluez.virtual_pmd import acceleration_frame

        while self._ahead.arrival_s <= self.now_s:
            if is_heard:
                self.fake.notify(OFF_SKIN if off_skin else self._ahead.payload)
            self._ahead = next(self._packets)
        time_s = self.now_s + np.arange(-SAMPLES_HZ + 1, 1) / SAMPLES_HZ
        stretch = ((time_s[0], time_s[-1]),) if moves else ()
        samples = np.rint(self._chest.acceleration(time_s, moves=stretch)).astype(int)
        stamp_ns = round((self.now_s - self._begun_s + 60) * 1e9)
        if is_heard:
            self.fake.measure(acceleration_frame(stamp_ns, [tuple(row) for row in samples.tolist()]))

    def _look(self, request: Request) -> None:
        self.asked.append(request)
        if request.url.endswith("/live/pacer"):
            told = request.post_data_json
            pacer = Pacer.at(self.now_s, breaths=told["breaths"], per_min=told["per_minute"])
            self.heart.follow(pacer if told["is_running"] else None)

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def shows(self, name: str, value: str) -> None:
        expect(self.page.locator("[data-breathe]")).to_have_attribute(f"data-{name}", value)


@pytest.fixture
def breather(hearing, house, anna, fake):
    """Anna, who agreed to keeping, before Breathe."""
    house.agree(anna)
    with served(house.app) as url, hearing.new_context(reduced_motion="reduce") as context:
        mistakes = []
        context.on("weberror", lambda error: mistakes.append(str(error.error)))
        page = sign_in(context, url, house.link(anna))
        page.clock.install(time=house.now)
        page.goto(f"{url}/breathe")
        house.wall.moment = datetime.fromtimestamp(page.evaluate("Date.now()") // 1000 + 2, UTC)
        page.clock.pause_at(house.now)
        yield Breather(page, house, fake)
        assert mistakes == []


def test_breath_of_a_strap_in_the_browser_is_shown_and_not_sent(breather):
    breather.live(1)
    breather.connect()
    wait_until(lambda: breather.fake.measures() == [ACCELERATION], "its acceleration is asked for")
    breather.page.get_by_role("button", name="Begin").click()
    breather.page.get_by_label("Show numbers").check()
    breather.live(80)
    expect(breather.page.locator("[data-part=breath-rate]")).to_have_text(
        re.compile(r"^(5\.[89]|6|6\.[12]) breaths a minute$")
    )
    breather.shows("against", "breath")
    breather.reads("Heart and breath move together.")

    breather.live(4, moves=True)
    breather.shows("against", "pacer")
    expect(breather.page.locator("[data-part=breath-rate]")).to_have_text("not known just now")
    bodies = [request.post_data or "" for request in breather.asked if "/api/" in request.url]
    assert any("rr_ms" in body for body in bodies)
    assert not any("quality" in body or 'breath"' in body for body in bodies)

    breather.page.get_by_role("button", name="Stop measuring").click()
    breather.reads("Measuring has ended.")
    assert breather.fake.measures() == []


def test_lost_strap_and_a_strap_off_each_have_a_calm_sentence(breather):
    breather.live(1)
    breather.connect()
    breather.page.get_by_role("button", name="Begin").click()
    breather.live(12)
    breather.fake.fall_asleep()
    breather.reads("Your strap is out of reach. We keep looking for it.")
    breather.live(15, is_heard=False)
    breather.reads("No beats from the strap just now. Breathe on: the pacer needs none.")
    breather.fake.wake_up()
    wait_until(lambda: breather.fake.links() == 1, "the link is back")
    breather.live(8)
    breather.reads("Your beats are back.")
    breather.live(16, off_skin=True)
    breather.reads("The electrodes have no contact with your skin.")
    breather.reads("No beats from the strap just now. Breathe on: the pacer needs none.")
