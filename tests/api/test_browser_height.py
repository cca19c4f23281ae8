"""How far one scrolls: with its folds shut no page of an employee is longer than three screens of a phone."""

from __future__ import annotations

import pytest

from store.models import Scope
from tests.api.test_browser_pages import house, life, open_prompt, page_of, wall  # noqa: F401 - its fixtures
from tests.api.test_browser_today import MOST_SCREENS
from tests.browser import served
from tests.sampling import nightly

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
EMPLOYEE = (
    *("/today", "/check", "/breathe", "/breathe/sessions", "/trends", "/trends?period=365", "/trends/recordings"),
    *("/trends/days", "/strap", "/diary", "/diary/look-back", "/talk", "/exercises", "/exercises/gravity"),
    *("/exercises/stop-card", "/exercises/values-compass", "/actions", "/other-doors", "/sharing", "/sharing/erase"),
    *("/files", "/account", "/account/asking", "/today/do/leader-feedback", "/prompts/{prompt}", "/cases/{case}"),
    *("/check/{check}", "/writings/{card}", "/call", "/help"),
)
FOLD = "() => { for (const fold of document.querySelectorAll('details[open]')) fold.open = false; }"
LONGER = {
    "/talk": "what one agrees to is not folded",
    "/sharing": "what one agreed to is not folded",
    "/help": "help",
    "/trends/days": "a list that one asked for",
    "/trends/recordings": "a list that one asked for",
}
"""Pages that may be longer than three screens, and why."""


@pytest.fixture
def things(house, anna, nora, life):  # noqa: F811 - as above
    """What the pages of single things are about."""
    case = life.asks(nora, also=Scope.RATINGS | Scope.NOTES)
    with house.store.begin(life.subject, now=house.now) as record:
        card = record.writings.add(anna.id, exercise="stop-card", words={"body": "tense"})
        check = record.recordings.list(anna.id)[0]
    return {"person": anna.id, "prompt": open_prompt(house, life), "case": case, "check": check.id, "card": card.id}


@pytest.mark.parametrize("addresses", [("/today", "/actions", "/other-doors", "/exercises"), nightly(EMPLOYEE)])
def test_folded_pages_are_three_screens_at_most(chromium, house, anna, things, addresses):  # noqa: F811 - as above
    screens = {}
    with served(house.app) as url, page_of(chromium, house, anna, url, viewport=PHONE) as page:
        for address in addresses:
            page.goto(url + address.format(**things))
            page.evaluate(FOLD)
            screens[address] = page.evaluate("document.documentElement.scrollHeight") / PHONE["height"]
    longer = {address: round(n, 1) for address, n in screens.items() if n > MOST_SCREENS}
    assert {address for address in longer if address not in LONGER} == set(), longer
