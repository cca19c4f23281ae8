"""In which language a page comes: the account's, this browser's choice, or what the browser asks for."""

from __future__ import annotations

import re

import pytest

from messages.catalogues import own_name
from store.subjects import Employee, Operator

SPOKEN = ("en", "da", "nb")


@pytest.fixture
def house(house):
    house.speak(*SPOKEN)
    return house


def _language(answer):
    return re.search(r'<html lang="(\w+)">', answer.text)[1]


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("da-DK,da;q=0.9,en;q=0.5", "da"), ("no", "nb"), ("nn-NO,en;q=0.5", "nb"), ("fr", "en"), ("", "en")],
)
def test_page_follows_the_browser_before_sign_in(house, asked, spoken):
    assert _language(house.visitor(**{"accept-language": asked}).get("/sign-in")) == spoken


def test_choice_of_this_browser_beats_its_wish(house):
    browser = house.visitor(**{"accept-language": "da"})
    answer = browser.post("/language", data={"language": "nb", "next": "/sign-in?next=/today"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/today")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert _language(browser.get("/sign-in")) == "nb"


def test_sign_in_page_offers_each_language_by_its_own_name(house):
    page = house.visitor().get("/sign-in").text
    assert all(f'lang="{code}"' in page and own_name(code) in page for code in SPOKEN)


@pytest.mark.parametrize("away", ["https://elsewhere.example", "//elsewhere.example"])
def test_choice_of_language_never_leads_away(house, away):
    answer = house.visitor().post("/language", data={"language": "da", "next": away})
    assert answer.headers["location"] == "/sign-in"


def test_language_that_is_not_spoken_is_refused(house):
    assert house.visitor().post("/language", data={"language": "tlh"}).status_code == 422


def test_choice_of_the_account_beats_the_browser(house, anna):
    browser = house.signed_in(anna)
    browser.post("/language", data={"language": "nb"})
    browser.post("/account/language", data={"language": "da"})
    assert _language(browser.get("/account")) == "da"


def test_account_without_a_choice_follows_its_browser(house, anna):
    browser = house.signed_in(anna)
    assert browser.post("/account/language", data={"language": ""}).status_code == 303
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        assert record.accounts.get(anna.id).language == ""
    browser.headers["accept-language"] = "da"
    assert _language(browser.get("/account")) == "da"
    browser.post("/language", data={"language": "nb"})
    assert _language(browser.get("/account")) == "nb"


def test_first_pages_of_a_new_account_speak_as_the_browser_does(house, anna):
    browser = house.visitor(**{"accept-language": "da-DK"})
    token = house.link(anna)
    assert _language(browser.get(f"/sign-in/link/{token}")) == "da"
    assert browser.post("/sign-in/link", data={"token": token}).status_code == 303
    assert _language(browser.get("/welcome")) == "da"


def test_new_account_follows_its_browser(house, olga):
    browser = house.signed_in(olga)
    browser.post("/service/accounts", data={"name": "Per", "email": "per@example.org", "role": "employee"})
    with house.store.reading(Operator(olga.id), now=house.now) as record:
        assert next(each for each in record.accounts.everyone() if each.name == "Per").language == ""


def test_operator_prints_a_sheet_of_each_unread_language(house, olga):
    browser = house.signed_in(olga)
    assert '<a href="/service/languages/da">' in browser.get("/service").text
    sheet = browser.get("/service/languages/da").text
    assert '<td lang="en">Sign in</td><td lang="da">Log ind</td>' in sheet
    assert browser.get("/service/languages/en").status_code == 404
