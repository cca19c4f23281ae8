"""What the scripts of the pages say is made of messages too: seen in Chromium, after they have run.

One server, one browser and one window are shared by whoever reads.
"""

from __future__ import annotations

import pytest

from messages.catalogues import PSEUDO
from tests.api.every_page import things  # noqa: F401 - its fixture
from tests.api.pseudo_locale import Spoken
from tests.api.test_browser_pages import life, page_of, wall  # noqa: F401 - its fixtures
from tests.browser import served, sign_in

pytestmark = pytest.mark.browser
SCRIPTED = ("/today", "/breathe", "/strap", "/trends?period=365", "/diary")
"""Pages whose scripts ask the server for something; the others have said everything once they are loaded."""

STREAMS = ("/check", "/check/{running}")
"""Pages whose network is never idle."""

EMPLOYEE = (*SCRIPTED, *STREAMS, "/check/{check}", "/talk", "/sharing", "/sharing/erase", "/files", "/account")
OF_THINGS = ("/account/asking", "/prompts/{prompt}", "/cases/{case}")
NURSE = ("/worklist", "/people/{person}", "/cases/{case}", "/account")


def said_unmarked(page, url, addresses, *, idle):
    """What stands in no brackets, page by page, for the pages where there is anything."""
    faults = {}
    for address, path in addresses.items():
        page.goto(url + path, wait_until="networkidle" if address in idle else "load")
        page.locator("main").wait_for()
        faults[address] = Spoken(page.content()).faults
    return {address: found for address, found in faults.items() if found}


def named(addresses, of):
    return {address: address.format(**of) for address in addresses}


@pytest.mark.nightly
def test_what_scripts_say_is_made_of_messages(chromium, house, anna, things):  # noqa: F811 - as above
    house.speak(PSEUDO)
    with served(house.app) as url, page_of(chromium, house, anna, url) as page:
        assert said_unmarked(page, url, named((*SCRIPTED, *STREAMS), things), idle=SCRIPTED) == {}


@pytest.mark.nightly
@pytest.mark.parametrize("look", [{}, {"viewport": {"width": 390, "height": 844}}], ids=["desktop", "phone"])
def test_pages_and_their_scripts_say_only_messages(chromium, house, anna, things, nora, look):  # noqa: F811 - as above
    house.speak(PSEUDO)
    with served(house.app) as url, page_of(chromium, house, anna, url, **look) as page:
        faults = {"employee": said_unmarked(page, url, named((*EMPLOYEE, *OF_THINGS), things), idle=SCRIPTED)}
        noras = sign_in(page.context, url, house.link(nora))
        faults["nurse"] = said_unmarked(noras, url, named(NURSE, things), idle=())

    assert faults == {"employee": {}, "nurse": {}}


@pytest.mark.nightly
def test_empty_pages_and_their_scripts_say_only_messages(chromium, house, anna, nora):
    house.speak(PSEUDO)
    employees = {address: address for address in (*EMPLOYEE, "/account/asking") if "{" not in address}
    with served(house.app) as url, page_of(chromium, house, anna, url) as page:
        faults = {"employee": said_unmarked(page, url, employees, idle=SCRIPTED)}
        noras = sign_in(page.context, url, house.link(nora))
        faults["nurse"] = said_unmarked(noras, url, {"/worklist": "/worklist"}, idle=())

    assert faults == {"employee": {}, "nurse": {}}
