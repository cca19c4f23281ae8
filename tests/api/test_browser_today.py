"""What is seen in the first five seconds: everything above the tab bar of a small phone, in few words."""

from __future__ import annotations

from datetime import timedelta
from math import log

import pytest

from hrv import DailyValue, Kind, Quality, Rhythm
from store.subjects import Engine
from tests.api.pages.conftest import Life
from tests.browser import served, sign_in

pytestmark = pytest.mark.browser

MOST_WORDS = 45
MOST_CHARACTERS = 300
PARTS = (
    ".first-light svg",
    "#light",
    ".first-light p",
    ".first-screen > p",
    ".spark",
    ".two .button",
    ".first-screen > .button",
)
SEEN = """() => {
  const bar = document.querySelector(".ways ul").getBoundingClientRect().top;
  const boxes = (what) => [...document.querySelectorAll(what)].map((each) => each.getBoundingClientRect());
  return {
    text: document.querySelector(".first-screen").innerText,
    below: PARTS.filter((what) => boxes(what).length === 0 ||
      boxes(what).some((box) => box.bottom > bar || box.top < 0 || box.left < 0 || box.right > innerWidth)),
  };
}""".replace("PARTS", str(list(PARTS)))


@pytest.fixture
def life(house, anna) -> Life:
    house.agree(anna)
    return Life(house, anna)


def checked_today(life, rmssd_ms) -> None:
    value = DailyValue(life.today, Kind.CHECK, log(rmssd_ms), 0.05, 61.0, Quality.GOOD, Rhythm.REGULAR, 1)
    with life.house.store.begin(Engine(), now=life.house.now) as record:
        record.days.upsert(life.person.id, value)


def fallen(life) -> None:
    """A fall, and a check of today that is within the usual range: the longest sentence."""
    life.days(n=80, fall_days=14, ending=life.today - timedelta(days=1))
    checked_today(life, 42.0)
    life.evaluate()


@pytest.mark.parametrize("state", [fallen, Life.green], ids=["fallen", "green"])
def test_first_screen_stands_above_the_tab_bar(chromium, house, anna, life, state):
    state(life)
    with served(house.app) as url:
        page = sign_in(chromium.new_context(viewport={"width": 360, "height": 640}), url, house.link(anna))
        page.goto(f"{url}/today")
        for size in ({"width": 360, "height": 640}, {"width": 390, "height": 844}):
            page.set_viewport_size(size)
            seen = page.evaluate(SEEN)
            assert seen["below"] == [], size
        assert len(seen["text"].split()) <= MOST_WORDS, seen["text"]
        assert len(seen["text"]) <= MOST_CHARACTERS
        page.context.close()


@pytest.mark.parametrize(("address", "most_kb"), [("/today", 35), ("/trends", 45)])
def test_page_with_all_files_is_light_on_the_wire(chromium, house, anna, life, address, most_kb):
    fallen(life)
    with served(house.app) as url:
        page = sign_in(chromium.new_context(), url, house.link(anna))
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        received = []
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        page.goto(url + address, wait_until="networkidle")
        assert sum(received) <= most_kb * 1000, received
        page.context.close()
