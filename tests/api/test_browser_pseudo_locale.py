"""What the scripts of the pages say is made of messages too: seen in Chromium, after they have run."""

from __future__ import annotations

import pytest

from messages.catalogues import PSEUDO
from store.models import Scope
from tests.api.pseudo_locale import Spoken
from tests.api.test_browser_pages import house, life, page_of, wall  # noqa: F401 - the fixtures of the pages
from tests.browser import served

pytestmark = pytest.mark.browser
ADDRESSES = ("/today", "/check", "/breathe", "/strap", "/trends?period=all", "/diary")


def test_scripts_say_only_messages(chromium, house, anna, nora, life):  # noqa: F811 - as above
    life.asks(nora, also=Scope.RATINGS | Scope.NOTES)
    house.speak(PSEUDO)
    faults = {}
    with served(house.app) as url, page_of(chromium, house, anna, url) as page:
        for address in ADDRESSES:
            page.goto(url + address)
            page.wait_for_load_state("networkidle" if address != "/check" else "load")
            page.locator("main").wait_for()
            faults[address] = Spoken(page.content()).faults
    assert {address: found for address, found in faults.items() if found} == {}
