"""A shared phone or a borrowed strap: whose beats these are, and what signing out there leaves."""

from __future__ import annotations

from store.subjects import Role
from tests.api.pages.conftest import at_pages


def test_page_says_whose_beats_these_are_and_what_is_left(annas, anna, says):
    page = annas.get("/account/forget")
    assert f"You are signed in here as: {anna.name}" in says(page)
    assert f'name="person" value="{anna.id}"' in page.text
    for left in ("what you measured", "list of devices", "a password that the browser saved", "Bluetooth list"):
        assert left in says(page).split("Not deleted:")[1]
    assert f"You are measuring as: {anna.name}" in says(annas.get("/check"))
    assert 'href="/account/forget"' in annas.get("/account").text


def test_forgetting_signs_out_and_keeps_what_others_wait_to_send(annas, anna):
    answer = annas.post("/account/forget", data={"person": anna.id})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "cookies"'
    assert annas.get("/today").headers["location"].startswith("/sign-in")


def test_page_of_an_earlier_user_signs_nobody_else_out(annas, house):
    bob = house.account(Role.EMPLOYEE, "Bob")
    answer = annas.post("/account/forget", data={"person": bob.id})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2F")
    assert annas.get("/today").status_code == 200


def test_nurses_do_without_the_page(house, nora):
    assert at_pages(house.signed_in(nora)).get("/account/forget").status_code == 404
