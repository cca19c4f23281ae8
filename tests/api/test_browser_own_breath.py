"""Breathe with a strap that this browser connects to, by a clock that the test moves."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from statistics import median

import numpy as np
import pytest
from playwright.sync_api import expect

from alerts.breathing import summarise_due
from hrv.breath.pace_search import Outcome, PaceSearch
from hrv.breath.session import SessionSummary
from sensors.simulation.baroreflex import Baroreflex
from store.models import BreakReason, BreathingMode, BreathingSession
from store.subjects import Employee
from tests.api.breather import COUNTING, Breather
from tests.api.strap_chooser import answering
from tests.api.test_browser_breathing import STAND_INS, asked, kept
from tests.browser import served, sign_in, stop_clock
from tests.patience import wait_until

pytestmark = pytest.mark.browser
ACCELERATION = 2
HOUR = timedelta(hours=1)
CURVE_SHOWS_S = 75 + 8  # what was, and a little of the pacer that comes
HEART_LINE = """canvas => {
  const {width, height} = canvas;
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const alphas = (x) => Array.from({length: height}, (_, y) => pixels[4 * (y * width + x) + 3]);
  return Array.from({length: width}, (_, x) => Math.max(...alphas(x)) > 180);
}"""
"""In which columns of the curve the heart is drawn; the pacer's wave lies under it, and is pale."""


@pytest.fixture
def breather(hearing, house, anna, fake):
    """Anna, who agreed to keeping, before Breathe; what the page asks of the device is written down."""
    house.agree(anna)
    with served(house.app) as url, hearing.new_context(reduced_motion="reduce") as context:
        mistakes = []
        context.on("weberror", lambda error: mistakes.append(str(error.error)))
        page = sign_in(context, url, house.link(anna))
        page.clock.install(time=house.now)
        page.add_init_script(STAND_INS)
        page.add_init_script(COUNTING)
        page.goto(f"{url}/breathe")
        house.wall.moment = stop_clock(page)
        yield Breather(page, house, fake, Baroreflex(swing_ms=220, resonance_per_min=6.6))
        assert mistakes == []


def beats_of(breather, anna):
    """All that the server has."""
    now = breather.house.now
    with breather.house.store.reading(Employee(anna.id), now=now) as record:
        return record.beats.read(anna.id, start=now - HOUR, end=now + HOUR)


def bring_home(breather, anna):
    """Wait until the server has what the page heard; packets may be a few seconds behind their beats."""
    due_s = breather.house.now.timestamp() - 5
    wait_until(lambda: len(beats_of(breather, anna)) and beats_of(breather, anna).time_s[-1] > due_s, "beats are home")


def breath_rates(breather, *, for_s):
    """What the page says once in 5 s."""
    for _ in range(0, for_s, 5):
        breather.live(5)
        said = breather.page.locator("[data-part=breath-rate]").inner_text()
        yield float(re.fullmatch(r"([\d.]+) breaths a minute", said)[1])


def longest_gap_s(times_s):
    return float(np.diff(times_s).max())


def drawn_gap_s(page):
    """The longest stretch without a line between two with one."""
    drawn = np.flatnonzero(page.locator("[data-part=curve]").evaluate(HEART_LINE))
    width = page.locator("[data-part=curve]").evaluate("canvas => canvas.width")
    return longest_gap_s(drawn) * CURVE_SHOWS_S / width


def test_whole_session_with_the_strap_in_the_browser(breather, house, anna):
    page = breather.page
    breather.live(1)
    breather.connect()
    wait_until(lambda: breather.fake.measures() == [ACCELERATION], "its acceleration is asked for")
    page.get_by_label("2 min").check()
    page.get_by_label("Show numbers").check()
    page.get_by_text("Rhythm, sound and screen").click()
    page.get_by_label("A voice of this device says in and out").check()
    page.get_by_label("Vibration for in and out").check()
    breather.live(40)
    page.get_by_role("button", name="Begin").click()
    breather.live(75)
    assert median(breath_rates(breather, for_s=30)) == pytest.approx(6.0, abs=0.3)  # one reading is of 1.5 breaths
    breather.shows("against", "breath")
    breather.reads("Heart and breath move together.")
    breather.live(4, moves=True)
    breather.shows("against", "pacer")
    expect(page.locator("[data-part=breath-rate]")).to_have_text("not known right now")
    breather.live(12)

    expect(page.get_by_role("heading", name="What did you notice?")).to_be_visible()
    expect(page.locator("[data-card]")).to_contain_text("2 minutes, 6 breaths a minute")
    told = asked(page)
    assert (told["locks"], told["freed"]) == (2, 1)  # the strap keeps the screen awake for itself
    assert (told["said"][:2], told["said"][-1]) == (["here: In", "here: Out"], "here: Thank you. Take your time.")
    assert len(told["vibrations"]) == len(told["said"])

    page.get_by_role("button", name="Stop measuring").click()
    breather.reads("Measuring has ended.")
    wait_until(lambda: breather.fake.measures() == [] and asked(page)["freed"] == 2, "strap and screen rest")
    bring_home(breather, anna)
    assert summarise_due(house.store, now=house.now + HOUR) == 1
    (session,) = kept(house, anna)
    assert (session.mode, session.chosen_s, session.breaks) == (BreathingMode.PACED, 120.0, ())
    assert session.followed
    assert session.summary.together.value > 0.5
    assert session.summary.during.swing_ms.value > 80
    assert longest_gap_s(beats_of(breather, anna).time_s) < 2
    bodies = [request.post_data or "" for request in breather.sent if "/api/" in request.url]
    assert not any("quality" in body or 'breath"' in body for body in bodies)


def test_link_lost_and_strap_off_are_gaps_that_stay(breather, house, anna):
    page = breather.page
    breather.live(1)
    breather.connect()
    page.get_by_role("button", name="Begin").click()
    breather.live(15)
    breather.fake.fall_asleep()
    breather.reads("Your strap is out of reach. We keep looking for it.")
    breather.live(15)
    breather.reads("No beats from the strap just now. Keep breathing: the pacer works without them.")
    breather.fake.wake_up()
    breather.live_until(breather.is_listened_to, "the link is back")
    breather.live(12)
    breather.reads("Your beats are back.")
    bring_home(breather, anna)
    gap_s = longest_gap_s(beats_of(breather, anna).time_s)
    assert gap_s > 14
    assert drawn_gap_s(page) == pytest.approx(gap_s, abs=2)

    breather.live(16, off_skin=True)
    breather.reads("The electrodes have no contact with your skin.")
    breather.reads("No beats from the strap just now. Keep breathing: the pacer works without them.")
    page.get_by_role("button", name="That is enough").click()
    wait_until(lambda: kept(house, anna), "the session is kept")
    (session,) = kept(house, anna)
    assert [each.reason for each in session.breaks] == [BreakReason.STRAP_OFF] * 2
    assert longest_gap_s(beats_of(breather, anna).time_s) == gap_s


@pytest.mark.nightly
def test_led_session_moves_where_the_heart_answers_more(breather, house, anna):
    found_earlier(house, anna, low_per_min=6.5, high_per_min=6.7)
    page = breather.page
    breather.live(1)
    breather.connect()
    page.get_by_label("As long as I like").check()
    page.get_by_text("Rhythm, sound and screen").click()
    page.get_by_label("The pacer, moving softly to what my heart answers").check()
    page.get_by_role("button", name="Begin").click()
    for pace in ("6.1", "6.2"):
        breather.live(120)
        moved = page.get_by_text(f"The pace is {pace} breaths a minute now.")
        breather.live_until(moved.is_visible, f"the pace is {pace}")
    page.get_by_role("button", name="That is enough").click()
    wait_until(lambda: kept(house, anna)[:-1], "the session is kept")
    session = kept(house, anna)[0]
    assert session.mode is BreathingMode.LED_SOFTLY
    assert [each.per_minute for each in session.paces] == [6.0, 6.1, 6.2]
    assert all(later.at_s - each.at_s >= 120 for each, later in zip(session.paces, session.paces[1:], strict=False))


def test_strap_that_was_not_chosen_is_asked_for_again(breather):
    breather.live(1)
    with answering(breather.page, take=False):
        breather.page.get_by_role("button", name="Connect my strap").click()
        breather.reads("No strap was chosen. If yours is not in the list, wet its electrodes and put it on first.")
    breather.connect()
    breather.page.get_by_role("button", name="Stop measuring").click()
    expect(breather.page.get_by_role("button", name="Connect my strap")).to_be_visible()


def found_earlier(house, person, *, low_per_min, high_per_min):
    """An earlier session found the person's own pace."""
    began = house.now - 24 * HOUR
    session = BreathingSession(
        str(uuid.uuid4()), began, began + HOUR / 8, BreathingMode.FIND_PACE, None, (), (), followed=True
    )
    pace = (low_per_min + high_per_min) / 2
    search = PaceSearch(Outcome.FOUND, None, pace, low_per_min, high_per_min, True, ())
    with house.store.begin(Employee(person.id), now=house.now) as record:
        record.breathing.keep(person.id, session, summary_due_at=began + HOUR)
        nothing = SessionSummary((), 1.0, None, None, None, None)
        record.breathing.summarise(session.id, nothing, search=search, is_last=True)
