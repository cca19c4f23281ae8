"""What is seen in the first five seconds, and what travels for it."""

from __future__ import annotations

from datetime import timedelta
from math import log

import pytest

from hrv import DailyValue, Kind, Quality, Rhythm
from messages.catalogues import languages
from store.subjects import Engine
from tests.api.pages.conftest import Life
from tests.browser import resize, served, sign_in

pytestmark = pytest.mark.browser

SMALL, USUAL = ({"width": w, "height": h} for w, h in ((360, 640), (390, 844)))
MOST_WORDS = 45
MOST_CHARACTERS = 300
SEEN = """() => {
  const bar = document.querySelector(".ways ul").getBoundingClientRect().top;
  const parts = [...document.querySelectorAll(".first-screen :is(h1, p, svg, a)")];
  return {
    text: document.querySelector(".first-screen").innerText,
    cut: parts.map((each) => [each.outerHTML.slice(0, 60), each.getBoundingClientRect()])
      .filter(([, box]) => box.bottom > bar || box.top < 0 || box.left < 0 || box.right > innerWidth),
  };
}"""


@pytest.fixture
def life(house, anna) -> Life:
    return Life(house, anna)


def newcomer(life) -> None:
    """Nobody has agreed to anything."""


def beginning(life) -> None:
    """Three of five mornings."""
    life.house.agree(life.person)
    life.days(n=3)
    life.evaluate()


def unclear(life) -> None:
    """The rhythm could not be read: the longest sentence."""
    life.house.agree(life.person)
    life.days(n=40, ending=life.today - timedelta(days=3))
    life.days(n=3, rhythm=Rhythm.UNCLEAR)
    life.evaluate()


def green(life) -> None:
    """An ordinary day."""
    life.house.agree(life.person)
    life.green()


def fallen(life) -> None:
    """A fall, and a check of today that is within the usual range: the most to say."""
    life.house.agree(life.person)
    life.days(n=80, fall_days=14, ending=life.today - timedelta(days=1))
    value = DailyValue(life.today, Kind.CHECK, log(42.0), 0.05, 61.0, Quality.GOOD, Rhythm.REGULAR, 1)
    with life.house.store.begin(Engine(), now=life.house.now) as record:
        record.days.upsert(life.person.id, value)
    life.evaluate()


def only(*by_day, of):
    """All of them at night, some in `make test`."""
    return [pytest.param(each, marks=() if each in by_day else pytest.mark.nightly) for each in of]


@pytest.mark.parametrize("language", only("en", of=languages()))
@pytest.mark.parametrize("state", only(fallen, unclear, of=(newcomer, beginning, unclear, green, fallen)))
def test_first_screen_stands_above_the_tab_bar(chromium, house, anna, life, state, language):
    state(life)
    house.speak(language)
    with served(house.app) as url:
        page = sign_in(chromium.new_context(viewport=SMALL), url, house.link(anna))
        page.goto(f"{url}/today")
        for size in (SMALL, USUAL):
            resize(page, size)
            seen = page.evaluate(SEEN)
            assert seen["cut"] == [], size
        assert len(seen["text"].split()) <= MOST_WORDS, seen["text"]
        assert len(seen["text"]) <= MOST_CHARACTERS
        page.context.close()


def test_pages_are_light(chromium, house, anna, life):
    fallen(life)
    with served(house.app) as url:
        for address, most_kb in (("/today", 35), ("/trends", 45), ("/account", 35), ("/call", 35)):
            page = sign_in(chromium.new_context(viewport=USUAL), url, house.link(anna))
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            received = []
            session.on(
                "Network.loadingFinished", lambda event, so_far=received: so_far.append(event["encodedDataLength"])
            )
            page.goto(url + address, wait_until="networkidle")
            assert sum(received) <= most_kb * 1000, (address, received)
            page.context.close()
