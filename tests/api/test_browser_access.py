"""Every page with the keyboard alone, in forced colours, and at twice the size. `make test` tries Today."""

from __future__ import annotations

import pytest

from tests.api.every_page import PAGES, readers, things, visit  # noqa: F401 - its fixtures
from tests.api.test_browser_pages import life, page_of, wall  # noqa: F401 - its fixtures
from tests.browser import barriers, cut, served
from tests.sampling import nightly

pytestmark = pytest.mark.browser

LAPTOP = {"viewport": {"width": 1280, "height": 900}}
FORCED_COLOURS = LAPTOP | {"forced_colors": "active"}
TWICE_AS_LARGE = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
MOST_KEYS = 400
REACHABLE = """() => {
  const usable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  window.reachable = [...document.querySelectorAll(usable)]
    .filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }));
}"""
FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const box = element.getBoundingClientRect();
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;  // of what is in the window
  const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
  const above = document.elementFromPoint(x, y);
  const seen = [element, element.closest("label"), element.nextElementSibling].filter((each) => each !== null);
  const styles = seen.map((each) => getComputedStyle(each));
  return {
    number: window.reachable.indexOf(element),
    name: element.outerHTML.slice(0, 80),
    isCovered: above === null || !seen.some((each) => each.contains(above) || above.contains(each)),
    isMarked: styles.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none"),
  };
}"""
MISSED = """(numbers) => {
  const reached = numbers.map((number) => window.reachable[number]);
  const isOfGroup = (one, other) => one.type === "radio" && other.type === "radio" && one.name === other.name;
  return window.reachable
    .filter((each) => !reached.some((one) => one === each || isOfGroup(one, each)))
    .map((each) => each.outerHTML.slice(0, 80));
}"""


def walked(page) -> list[str]:
    """What is wrong for somebody who goes through the page with the tab key."""
    page.evaluate(REACHABLE)
    numbers, found = [], []
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["number"] in numbers[:1]:
            break
        numbers.append(focused["number"])
        found += [f"{focused['name']} is covered"] * focused["isCovered"]
        found += [f"{focused['name']} shows no focus"] * (not focused["isMarked"])
    return [*found, *(f"{each} is never reached" for each in page.evaluate(MISSED, [n for n in numbers if n >= 0]))]


def whole(page) -> list[str]:
    return [*barriers(page), *cut(page)]


def found_on(page, url, addresses, things, look_for):  # noqa: F811 - as above
    """What is wrong with each page."""
    found = {}
    for address in addresses:
        visit(page, url, address, things)
        found[address] = look_for(page)
    return {address: each for address, each in found.items() if each}


EVERY = [("anna", ("/today",)), *(nightly(*each) for each in PAGES.items())]


@pytest.mark.parametrize(("reader", "addresses"), EVERY)
def test_pages_are_used_with_the_keyboard_alone(chromium, house, readers, things, reader, addresses):  # noqa: F811
    with served(house.app) as url, page_of(chromium, house, readers[reader], url, **LAPTOP) as page:
        assert found_on(page, url, addresses, things, walked) == {}


@pytest.mark.nightly
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("look", [FORCED_COLOURS, TWICE_AS_LARGE], ids=["forced colours", "twice as large"])
@pytest.mark.parametrize("reader", PAGES)
def test_pages_are_whole_in_unusual_looks(chromium, house, readers, things, reader, look):  # noqa: F811
    with served(house.app) as url, page_of(chromium, house, readers[reader], url, **look) as page:
        assert found_on(page, url, PAGES[reader], things, whole) == {}
