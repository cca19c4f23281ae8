from __future__ import annotations

import pytest


def test_help_is_open_to_the_signed_out(house, says):
    page = says(house.visitor(Accept="text/html").get("/help"))
    assert "Your employer sees nothing" in page
    assert "at most once in five years" in page


@pytest.mark.parametrize("address", ["/today", "/trends", "/account", "/help"])
def test_every_page_leads_to_the_help(annas, address):
    assert 'href="/help"' in annas.get(address).text


def test_newcomers_and_leaders_find_their_own_line(annas, says):
    page = annas.get("/help")
    assert "who your mentor is" in says(page)
    assert "Your own leader sees nothing of it" in says(page)
    steps = annas.get("/welcome").text
    for place in ("new", "leading"):
        assert f'id="{place}"' in page.text
        assert f'href="/help#{place}"' in steps
