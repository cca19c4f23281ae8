from __future__ import annotations

from datetime import date, time

import pytest

from store.models import Away, PromptWishes
from store.subjects import Employee

FORM = {
    "time_zone": "Europe/Oslo",
    "quiet_from": "18:30",
    "quiet_until": "09:00",
    "quiet_weekdays": ["2", "5"],
    "holidays_of": "NO",
    "away_first": "2026-12-21",
    "away_last": "2027-01-03",
    "rhythm": "4",
}


def wishes_of(house, anna):
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        return record.wishes.of(anna.id), record.accounts.get(anna.id).time_zone


def test_form_starts_with_the_defaults(annas, says):
    page = annas.get("/account/asking")
    assert 'value="20:00"' in page.text
    assert "Denmark (your time zone)" in says(page)
    assert "at most 4 times in 30 days" in says(page)


def test_saved_wishes_apply_and_fill_the_form(annas, house, anna, says):
    answer = annas.post("/account/asking", data=FORM)
    assert answer.status_code == 303
    expected = PromptWishes(
        quiet_from=time(18, 30),
        quiet_until=time(9),
        quiet_weekdays=frozenset({2, 5}),
        holidays_of="NO",
        away=Away(date(2026, 12, 21), date(2027, 1, 3)),
        digest_on=4,
    )
    assert wishes_of(house, anna) == (expected, "Europe/Oslo")
    page = annas.get(answer.headers["location"])
    assert "Saved." in says(page)
    for field in (
        'value="18:30"',
        'value="2026-12-21"',
        '<option selected translate="no">Europe/Oslo',
        'value="4" selected',
    ):
        assert field in page.text


@pytest.mark.parametrize(("address", "listed"), [("/account/asking", False), ("/account/asking?lists=true", True)])
def test_long_lists_come_only_when_asked_for(annas, address, listed):
    page = annas.get(address).text
    assert '<option selected translate="no">Europe/Copenhagen' in page
    assert ("Pacific/Auckland" in page, 'value="NZ"' in page) == (listed, listed)


def test_form_can_be_saved_unchanged(annas, house, anna):
    plain = {"time_zone": "Europe/Copenhagen", "quiet_from": "20:00", "quiet_until": "07:00"}
    assert annas.post("/account/asking", data=plain).status_code == 303
    assert wishes_of(house, anna) == (PromptWishes(), "Europe/Copenhagen")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quiet_from": "late"}, "Give the quiet hours as times"),
        ({"quiet_weekdays": list("0123456"), "rhythm": "as-it-happens"}, "Leave at least one day of the week"),
        ({"quiet_weekdays": ["8"]}, "from the lists"),
        ({"rhythm": "2"}, "that is not a quiet day"),
        ({"rhythm": "now and then"}, "from the lists"),
        ({"away_first": ""}, "Choose the first day you are away"),
        ({"away_last": "2026-12-20"}, "is not before the first"),
        ({"holidays_of": "Atlantis"}, "from the lists"),
        ({"time_zone": "Mars/Olympus"}, "from the lists"),
    ],
)
def test_invalid_wish_is_reported_and_form_keeps_input(annas, house, anna, says, wrong, sentence):
    refused = annas.post("/account/asking", data=FORM | wrong)
    assert refused.status_code == 422
    assert sentence in says(refused)
    assert f'value="{(FORM | wrong)["away_last"]}"' in refused.text
    assert wishes_of(house, anna)[0] is None


def test_days_away_without_a_last_one_rest_until_back(annas, house, anna):
    assert annas.post("/account/asking", data=FORM | {"away_last": ""}).status_code == 303
    assert wishes_of(house, anna)[0].away == Away(date(2026, 12, 21), None)
    assert 'name="away_last" type="date" value=""' in annas.get("/account/asking").text


def test_account_page_links_to_asking_for_employees_only(annas, noras):
    assert "/account/asking" in annas.get("/account").text
    assert "/account/asking" not in noras.get("/account").text
