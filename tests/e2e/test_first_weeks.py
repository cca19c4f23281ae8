"""A new employee's first four weeks in Chromium, in each language: every page on the way, and the taps it takes.

The heart is simulated and its beats take the product's own way to the ingest door; the clock on the wall is moved.
Taps are counted from the page that one stands on, the first one from the link that signs one in.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from alerts.pipeline.compute import InProcess
from alerts.schedule.tick import tick
from api.app import create_app
from api.settings import load_settings
from hrv import Colour
from messages import SOURCE_LANGUAGE, languages
from messages.catalogues import forms, stored
from store.subjects import Employee, Operator, Role
from tests.api.conftest import HERE, QUICK, House, Wall
from tests.browser import WornStrap, served
from tests.e2e.test_main_road import Strap, live_mornings
from tests.patience import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from store.models import Account

FIRST_MORNING = datetime(2031, 9, 1, 7, tzinfo=UTC)
"""A Monday with no public holiday near; it lies ahead, so that a browser with the true time keeps its cookies."""

PHONE = {"viewport": {"width": 390, "height": 844}}
USUAL_RMSSD_MS, FALLEN_RMSSD_MS = 45.0, 18.0
CHECK_S = 200
COLOUR = ".first-screen.{}"
PAUSE, BACK = 'form[action="/today/away"] button', 'form[action="/today/back"] button'
LEADS_ON = "(each) => each.matches('a[href], form button:not([type=button])')"
STOP = "#now ~ ul form button"
READ = """() => {
  const heard = ["aria-label", "title", "placeholder", "alt"];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode())
    if (!walk.currentNode.parentElement.closest("script, style, [translate=no]")) texts.push(walk.currentNode.data);
  for (const each of document.body.querySelectorAll(":not([translate=no] *)"))
    for (const name of heard) texts.push(each.getAttribute(name) ?? "");
  return texts.map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => text);
}"""
ENGLISH = re.compile(r"\b(the|your|you|with|this|that|what|from)\b", re.IGNORECASE)
"""Words that neither Danish nor Norwegian has."""


def untranslated(language: str) -> Callable[[str], bool]:
    """Whether a text on a page is English, though the page speaks another language."""
    if language == SOURCE_LANGUAGE:
        return lambda _: False
    texts = [(forms(each.id), forms(each.string)) for each in stored(language) if each.id]
    translations = {form for _, translated in texts for form in translated}
    sources = {form for source, _ in texts for form in source} - translations
    return lambda text: text in sources or ENGLISH.search(text) is not None


class Tour:
    """One person in a window, who taps what is named by where it leads, never by its words."""

    def __init__(self, house: House, url: str, context: BrowserContext, account: Account, language: str) -> None:
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.house, self.url, self.account = house, url, account
        self.page: Page = context.new_page()
        self.taps = 0
        self._is_english = untranslated(language)

    def sign_in(self) -> None:
        """Open a link from a mail, and press its one button."""
        self.page.context.clear_cookies()
        self.open(f"/sign-in/link/{self.house.link(self.account)}")
        self.taps = 0
        self.tap('main form[action="/sign-in/link"] button')

    def open(self, address: str) -> None:
        self.page.goto(self.url + address)
        self.read()

    def tap(self, selector: str) -> None:
        """Press the first of these that is seen, and read what then stands there."""
        target = self.page.locator(selector).locator("visible=true").first
        if target.evaluate(LEADS_ON):
            with self.page.expect_navigation():
                target.click()
        else:
            target.click()
        self.taps += 1
        self.read()

    def unfold(self, selector: str) -> None:
        self.tap(f"{selector} >> summary")

    def read(self) -> None:
        """Find what no page may say."""
        said = self.page.evaluate(READ)
        assert said
        self.complaints += [
            f"{self.page.url.removeprefix(self.url)}: {text}" for text in said if self._is_english(text)
        ]

    def sees(self, selector: str) -> None:
        expect(self.page.locator(selector).locator("visible=true").first).to_be_visible()


@pytest.fixture
def house(store, tmp_path) -> House:
    """The application on a first morning."""
    wall = Wall(FIRST_MORNING)
    settings = load_settings(data_dir=tmp_path, public_url=HERE)
    return House(create_app(settings, store, now=wall, hasher=QUICK), store, wall, settings)


@pytest.fixture
def employee(house) -> Account:
    return house.account(Role.EMPLOYEE, "Kim")


@pytest.fixture
def nurse(house) -> Account:
    return house.account(Role.NURSE, "Nora")


def test_english_is_noticed_on_a_danish_page():
    is_english = untranslated("da")
    assert is_english("Start a check")
    assert is_english("A new sentence with no translation")
    assert not any(map(is_english, ("Begynd en hvilemåling", "Pause", "Pulsro")))


@pytest.mark.nightly
@pytest.mark.browser
@pytest.mark.parametrize("language", languages())
def test_tour_of_first_four_weeks_leaves_nothing_in_english(chromium, house, employee, nurse, language):
    with house.store.begin(Operator(house.account(Role.OPERATOR, "Olga").id), now=house.now) as record:
        record.boxes.add(place="Rum 3", contact="Olga")
    with served(house.app) as url:
        mine, hers = (chromium.new_context(**PHONE, locale=language) for _ in range(2))
        tour = Tour(house, url, mine, employee, language)
        token = _first_day(tour)
        mornings = Strap(house, token)
        dice = np.random.default_rng(5)
        live_mornings(house, mornings, dice, days=5, rmssd_ms=USUAL_RMSSD_MS)
        _first_colour(tour)
        _days_away(tour, mornings, dice)
        live_mornings(house, mornings, dice, days=9, rmssd_ms=USUAL_RMSSD_MS)
        _second_week(tour)
        live_mornings(house, mornings, dice, days=9, rmssd_ms=FALLEN_RMSSD_MS)
        _fall(tour)
        _shared_and_withdrawn(tour, Tour(house, url, hers, nurse, language))
        assert tour.page.locator("html").get_attribute("lang") == language
        for context in (mine, hers):
            context.close()
    assert tour.complaints == []


def _first_day(tour: Tour) -> str:
    """First steps, the ways to measure, and a first check; gives the token of the person's strap."""
    tour.sign_in()
    assert tour.page.url.endswith("/welcome")
    tour.tap('main a[href="/welcome/measuring"]')
    tour.tap('button[name="said"][value="yes"]')
    for place, way in enumerate(("/strap", None, "/sharing#devices", "/files", "/exercises")):
        tour.unfold(f"main details >> nth={place}")
        if way:
            tour.sees(f'main details a[href="{way}"]')
    tour.tap('main a[href="/check"]')
    token = tour.house.device_of(tour.account)
    strap = WornStrap(tour.url, token, start_s=tour.house.now.timestamp() - 40)
    strap.bring(tour.house.now.timestamp())
    tour.tap('form[action="/check"] button')
    tour.house.wall.forward(seconds=CHECK_S)
    strap.bring(tour.house.now.timestamp())
    tour.page.reload()  # its time is over, so it is finished
    tour.sees("#outcome")
    tick(tour.house.store, now=tour.house.now, compute=InProcess())
    tour.sees("#outcome .card")
    tour.tap('main a[href="/today"]')
    tour.sees(COLOUR.format(Colour.GREY))
    for address in ("/help", "/call", "/strap", "/files", "/account", "/account/asking"):
        tour.open(address)
    tour.house.wall.moment = tour.house.now.replace(hour=20, minute=0, second=0)
    tick(tour.house.store, now=tour.house.now, compute=InProcess())
    tour.house.wall.forward(hours=11)
    return token


def _first_colour(tour: Tour) -> None:
    """From a link to the light, a session, an exercise and the page of talks, in few taps."""
    tour.sign_in()
    tour.sees(COLOUR.format(Colour.GREEN))
    assert tour.taps == 1

    tour.taps = 0
    tour.tap('main a[href="/breathe"]')
    tour.tap("[data-part=press]")
    tour.sees("[data-part=end]")
    assert tour.taps == 2
    tour.page.wait_for_timeout(11_000)  # shorter ones are no session
    tour.tap("[data-part=end]")
    tour.sees("[data-part=card] *")
    tour.open("/breathe/sessions")
    tour.tap('main a[href^="/breathe/sessions/"]')

    tour.open("/today")
    tour.taps = 0
    tour.tap('main a[href="/talk"]')
    assert tour.taps == 1


def _days_away(tour: Tour, strap: Strap, dice: np.random.Generator) -> None:
    """Three days on which a low value says nothing, to nobody."""
    tour.open("/today")
    tour.tap(PAUSE)
    tour.sees(BACK)
    live_mornings(tour.house, strap, dice, days=3, rmssd_ms=FALLEN_RMSSD_MS / 2)
    tour.sign_in()
    tour.tap(BACK)
    tour.sees(COLOUR.format(Colour.GREEN))
    tour.open("/trends?period=30")
    tour.tap("#trend summary")
    tour.sees("#trend tbody tr")


def _second_week(tour: Tour) -> None:
    """A word of one's own, a note, an action and an exercise."""
    tour.sign_in()
    tour.unfold("#own")
    tour.tap('#own input[value="yellow"]')
    tour.tap("#own form button")
    tour.sees("#own[open]")
    tour.open("/diary")
    tour.tap('main form[action^="/diary/"] input[type=checkbox]')
    tour.tap('main form[action^="/diary/"] button')
    tour.open("/diary/look-back")
    for address in ("/trends", "/trends/days", "/trends/recordings", "/actions", "/other-doors", "/exercises"):
        tour.open(address)
    tour.open("/today")
    tour.tap('main .first-screen a[href^="/today/do/"]')


def _fall(tour: Tour) -> None:
    """Another light, why it is so, and something for the body in two taps."""
    tour.sign_in()
    tour.sees(", ".join(COLOUR.format(colour) for colour in (Colour.YELLOW, Colour.RED)))
    tour.taps = 0
    tour.tap('main a[href="/exercises/gravity"]')
    tour.tap("[data-part=begin]")
    tour.sees("[data-part=now]")
    assert tour.taps == 2
    tour.tap("[data-part=stop]")
    tour.tap('form[action$="/noticed"] button')
    tour.open("/today")
    tour.unfold("#why")
    tour.unfold("#to-do")
    tour.tap('main a[href^="/prompts/"]')
    tour.tap('form[action$="/answer"] button[value="just_busy"]')
    tour.open("/trends")
    tour.sees("figure#trend canvas")


def _shared_and_withdrawn(tour: Tour, nurses: Tour) -> None:
    """The nurse reads what is shared, until it is not."""
    tour.open("/talk")
    tour.tap('input[name="nurse"]')
    tour.tap('input[name="share"][value="trend"]')
    tour.tap('form[action="/talk"] button.primary')
    assert "/cases/" in tour.page.url

    nurses.sign_in()
    shared = f"/people/{tour.account.id}"
    nurses.tap(f'main a[href="{shared}"]')
    nurses.sees("figure#trend canvas")
    nurses.tap('main a[href^="/cases/"]')

    tour.open("/sharing")
    while tour.page.locator(STOP).count():
        tour.tap(STOP)
    assert nurses.page.request.get(nurses.url + shared).status == 404
    nurses.open("/worklist")
    with tour.house.store.reading(Employee(tour.account.id), now=tour.house.now) as record:
        assert [each.purpose for each in record.consents.live(tour.account.id)] == ["store"]
    assert nurses.complaints == []
