"""Every page in every look: what axe finds, what is cut off, what moves while it loads, and how long the page is.

`make test` opens each page once, language, theme and width by turns; `make nightly` tries every combination. A page is
loaded once for each language; then the window is resized and the theme is switched, with reduced motion, so that no
movement is judged half-way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import cycle, product

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from messages.catalogues import languages
from tests.api.every_page import AGAIN, PAGES, readers, things, visit  # noqa: F401 - its fixtures
from tests.api.test_browser_pages import life, page_of, wall  # noqa: F401 - its fixtures
from tests.browser import barriers, cut, resize, served

pytestmark = pytest.mark.browser

LOCALES = {"en": "en-GB", "da": "da-DK", "nb": "nb-NO"}
PHONE = {"width": 390, "height": 844}
WINDOWS = ({"width": 320, "height": 568}, PHONE, {"width": 1280, "height": 900})
MOST_SCREENS = 3
LONGER = {
    "/talk": "what one agrees to is not folded",
    "/sharing": "what one agreed to is not folded",
    "/help": "help",
    "/offline/exercises": "a list that one asked for",
    "/service": "lists, to be read at a desk",
    "/service/languages/da": "print",
    "/trends/days": "a list that one asked for",
    "/trends/recordings": "a list that one asked for",
    "/writings/{card}/print": "print",
}
"""Pages that may be longer than three screens of a phone with their folds shut, and why."""

MOST_SHIFT = 0.05
SHIFT = """() => new Promise((done) => {
  let shift = 0;
  const seen = (list) => { for (const each of list.getEntries()) if (!each.hadRecentInput) shift += each.value; };
  new PerformanceObserver(seen).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(shift))));
})"""
HEIGHT = """() => {
  const open = [...document.querySelectorAll("main details[open]")];
  for (const fold of open) fold.open = false;
  const height = document.documentElement.scrollHeight;
  for (const fold of open) fold.open = true;
  return height;
}"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    theme: str
    window: dict

    def __str__(self) -> str:
        return f"{self.theme}, {self.window['width']} px"

    def take(self, page) -> None:
        page.emulate_media(color_scheme=self.theme, reduced_motion="reduce")
        resize(page, self.window)


LOOKS = [Look(*each) for each in product(("light", "dark"), WINDOWS)]
LOOKS_BY_TURNS = [LOOKS[place] for place in (1, 3, 5, 4, 0, 2, 2)]
"""One more than there are looks, so that each language meets each of them."""


def moved(page) -> list[str]:
    """Whether things jumped while the page loaded."""
    shift = page.evaluate(SHIFT)
    return [f"moved while loading: {shift:.3f}"] if shift > MOST_SHIFT else []


def too_long(page) -> list[str]:
    """Whether one has to scroll further than three screens of a phone, with the folds shut."""
    resize(page, PHONE)
    screens = page.evaluate(HEIGHT) / PHONE["height"]
    return [f"{screens:.1f} screens long"] if screens > MOST_SCREENS else []


def faults(page) -> list[str]:
    """What keeps somebody from reading or using the page as it stands."""
    return [*barriers(page), *(f"cut: {each}" for each in cut(page))]


def judged(page, url, address, things, looks) -> list[str]:  # noqa: F811 - as above
    """What is wrong with one page, in some looks; it is loaded in the first one."""
    looks[0].take(page)
    visit(page, url, address, things)
    found = moved(page)
    for look in looks:
        look.take(page)
        found += [f"{look}: {fault}" for fault in faults(page)]
    return found if address in LONGER else [*found, *too_long(page)]


def turns(spoken, reader):
    """The pages of a reader whose turn this language is, each in another look than the one before."""
    pages = [address for address in PAGES[reader] if (reader, address) not in AGAIN]
    spoken_by_turns = zip(pages, cycle(languages()), cycle(LOOKS_BY_TURNS), strict=False)
    return [(address, look) for address, language, look in spoken_by_turns if language == spoken]


@pytest.mark.parametrize("spoken", languages())
def test_every_page_is_whole_in_one_look(chromium, house, readers, things, spoken):  # noqa: F811 - as above
    found = {}
    with served(house.app) as url:
        for reader, account in readers.items():
            with page_of(chromium, house, account, url, locale=LOCALES[spoken]) as page:
                for address, look in turns(spoken, reader):
                    found[reader, address] = judged(page, url, address, things, [look])
    assert {page: each for page, each in found.items() if each} == {}


@pytest.mark.nightly
@pytest.mark.timeout(1500)  # half a hundred pages in six looks each
@pytest.mark.parametrize("spoken", languages())
@pytest.mark.parametrize("reader", PAGES)
def test_every_page_is_whole_in_every_look(chromium, house, readers, things, reader, spoken):  # noqa: F811 - as above
    found = {}
    with (
        served(house.app) as url,
        page_of(chromium, house, readers[reader], url, locale=LOCALES[spoken]) as page,
    ):
        for address in PAGES[reader]:
            found[address] = judged(page, url, address, things, LOOKS)
    assert {address: each for address, each in found.items() if each} == {}


def test_matrix_knows_every_page(house):
    known = {(reader, address) for reader, addresses in PAGES.items() for address in addresses}
    missing = {path for path in pages_of(house.app) if not any(fits(path, address) for _, address in known)}
    assert missing == {"/", "/sharing/devices/codes/{code_id}", "/service-worker.js"}  # no pages: a way, a part, a file


def pages_of(app) -> set[str]:
    """The addresses of everything that answers a browser with a page."""
    return {
        context.path
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute)
        and context.endpoint.__module__.startswith("api.pages.")
        and "GET" in context.methods
    }


def fits(path: str, address: str) -> bool:
    pattern = re.sub(r"\{\w+\}", "[^/]+", path)
    return re.fullmatch(pattern, address.partition("?")[0]) is not None
