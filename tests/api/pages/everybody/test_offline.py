"""Pages that browsers keep for times without a connection hold nothing of anybody."""

from __future__ import annotations

import pytest

KEPT = ("/offline/exercises", "/offline/breathe")


@pytest.mark.parametrize("address", [*KEPT, "/call"])
def test_only_what_the_signed_out_get_may_be_kept(house, anna, annas, address):
    signed_out = house.visitor(Accept="text/html").get(address)
    assert signed_out.headers["Pulsro-Keep"] == "same for everybody"
    assert "Pulsro-Keep" not in annas.get(address).headers
    assert anna.id not in signed_out.text


@pytest.mark.parametrize("address", KEPT)
def test_kept_page_has_nowhere_to_write_and_no_own_pages(house, address):
    page = house.visitor(Accept="text/html").get(address).text
    assert 'method="post"' not in page
    assert "<textarea" not in page
    assert 'href="/breathe/sessions"' not in page


def test_kept_exercises_are_all_of_them_with_their_steps(house, says):
    page = says(house.visitor(Accept="text/html").get("/offline/exercises"))
    assert page.count("Begin") >= 14
    assert "You have no connection at the moment. These run without one." in page
