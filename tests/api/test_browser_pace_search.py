"""A whole search for one's own pace in Chromium, by a clock that the test moves, on simulated hearts that have one."""

from __future__ import annotations

import re
from datetime import timedelta

import numpy as np
import pytest
from playwright.sync_api import expect

from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing, Pacer
from sensors.simulation.heart import Physiology
from sensors.simulation.led_heart import LedHeart
from tests.api.test_browser_live import page_of
from tests.browser import WornStrap, served
from tests.patience import wait_until

pytestmark = pytest.mark.browser

# Time goes on only in `live`, in quarters of a second. It stops early when the page asks the server for something, and
# what is asked goes out with `send`, when the server's clock has come to the same moment.
BY_HAND = """
let nowMs = 0;
const beganMs = Date.now(), frames = [], timers = [], asked = [], ask = window.fetch;
performance.now = () => nowMs;
Date.now = () => beganMs + nowMs;
window.requestAnimationFrame = (frame) => frames.push(frame);
window.setInterval = (act, everyMs) => timers.push({act, everyMs, dueMs: nowMs + everyMs});
window.fetch = (...order) => new Promise((give, refuse) => asked.push(async () => {
  const answer = await ask(...order).catch(refuse);
  const text = await answer.text();
  give({ok: answer.ok, status: answer.status, text: async () => text, json: async () => JSON.parse(text)});
}));
function draw() {
  for (const frame of frames.splice(0)) frame(nowMs);
}
window.live = (seconds) => {
  for (const untilMs = nowMs + 1000 * seconds; nowMs < untilMs && asked.length === 0; draw()) {
    nowMs += 250;
    for (const timer of timers.filter((each) => each.dueMs <= nowMs)) {
      timer.dueMs += timer.everyMs;
      timer.act();
    }
  }
  return nowMs / 1000;
};
window.send = () => Promise.all(asked.splice(0).map((go) => go()));
window.look = () => {
  draw();
  return Number(document.querySelector("[data-breathe]").dataset.newest);
};
"""
BEATS_EVERY_S = 5.0
"""After twelve seconds without beats the page would say that none arrive."""


class Search:
    """Page, server, strap and heart, which live by one clock; the heart breathes with the pacer of the page."""

    def __init__(self, house, url, page, anna, person: Baroreflex, seed: int) -> None:
        dice = np.random.default_rng([seed, 22])
        self.house, self.page, self.anna = house, page, anna
        self.began = house.now
        self.heart = LedHeart(dice, Physiology(), BaroreflexLoop(dice, person, Breathing(dice)))
        token = house.device_of(anna)
        self.strap = WornStrap(url, token, start_s=house.now.timestamp() - 40, heart=self.heart, ahead_s=2.0)

    def begin(self) -> None:
        self.hear()
        self.live()  # the page looks once a second whether a strap is heard
        self.page.get_by_text("Rhythm, sound and screen").click()
        self.page.get_by_label("Find my pace").check()
        self.page.get_by_role("button", name="Begin").click()

    def live(self) -> None:
        """Some seconds, or fewer if the page asks for something; then the beats of that time come in."""
        passed_s = self.page.evaluate("live", BEATS_EVERY_S)
        self.house.wall.moment = self.began + timedelta(seconds=passed_s)
        self.hear()
        self.page.evaluate("send()")
        self.follow()

    def follow(self) -> None:
        now_s = self.house.now.timestamp()
        shown = self.house.app.state.context.board.pacer_of(self.anna.id, now_s)
        self.heart.follow(shown and Pacer.at(now_s, breaths=shown.breaths, per_min=shown.per_minute))

    def hear(self) -> None:
        """Bring the beats until now, and wait until the page has them."""
        newest_s = self.strap.bring(self.house.now.timestamp())
        wait_until(lambda: self.page.evaluate("look()") >= newest_s - 0.001, "the page has the beats")

    def lives_on(self) -> bool:
        return self.page.locator("[data-breathe]").get_attribute("data-stage") == "running"


# Hearts as people at rest have them: own pace, sharpness, trough to peak in ms.
HEARTS = (
    (5.8, 3.0, 240.0),
    (4.6, 1.5, 160.0),
    (4.9, 4.0, 200.0),
    (5.1, 2.0, 250.0),
    (5.4, 2.5, 160.0),
    (5.7, 1.5, 220.0),
    (6.0, 3.5, 180.0),
    (6.3, 2.5, 200.0),
    (6.6, 2.0, 160.0),
    (6.8, 4.0, 250.0),
)


@pytest.fixture
def searching(chromium, house, anna):
    """Begins a search on a heart, and lives until it ended by itself; gives what the page says then."""
    house.agree(anna)

    def searched(url, person, seed):
        with page_of(chromium, house, anna, url, reduced_motion="reduce") as page:
            page.add_init_script(BY_HAND)
            page.goto(f"{url}/breathe")
            search = Search(house, url, page, anna, person, seed)
            search.begin()
            assert search.lives_on()
            while search.lives_on():
                search.live()
            card = page.locator("[data-card]")
            wait_until(lambda: page.evaluate("send()") == [] and card.count() == 1, "the card is there")
            expect(card).to_contain_text("Your breath was not measured")
            return card.inner_text()

    with served(house.app) as url:
        yield lambda person, seed=1: searched(url, person, seed)


@pytest.mark.nightly  # half a minute of a processor for each heart
@pytest.mark.parametrize("place", range(len(HEARTS)))
def test_search_finds_the_pace_at_which_a_heart_swings_far(searching, place):
    own, sharpness, swing_ms = HEARTS[place]
    person = Baroreflex(resonance_per_min=own, sharpness=sharpness, swing_ms=swing_ms)
    said = searching(person, seed=place)
    assert "8 minutes" in said
    found = re.search(r"swings furthest at ([\d.]+) breaths a minute \(([\d.]+) to ([\d.]+)\)", said)
    if found is None:
        assert sharpness == 1.5, said  # a heart that answers to all paces nearly alike
        assert "No clear pace today." in said
        return
    pace, low, high = map(float, found.groups())
    assert low <= pace <= high
    assert person.swing_at(pace) >= 0.95 * swing_ms, said


@pytest.mark.nightly
def test_heart_that_answers_no_pace_has_no_clear_one_on_the_page(searching):
    assert "No clear pace today." in searching(Baroreflex(swing_ms=0.1))
