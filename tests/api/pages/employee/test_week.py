from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.presenters.week import week_before


@given(today=st.dates(date(2026, 1, 1), date(2028, 1, 1)), digest_on=st.integers(0, 6))
def test_digest_covers_the_last_whole_week(today, digest_on):
    first = week_before(today, digest_on=digest_on)
    digest = first + timedelta(days=7)
    assert digest.weekday() == digest_on
    assert digest <= today < digest + timedelta(days=7)


def choose_digest(annas, weekday):
    form = {"time_zone": "Europe/Copenhagen", "quiet_from": "20:00", "quiet_until": "07:00", "rhythm": str(weekday)}
    assert annas.post("/account/asking", data=form).status_code == 303


def test_weekly_digest_shows_the_week_in_short(annas, life, says):
    light = life.fallen()
    assert "Your week in short" not in says(annas.get("/today"))
    choose_digest(annas, life.today.weekday())
    page = says(annas.get("/today"))
    assert "Your week in short" in page
    assert "Lower than usual on" in page
    assert light.day == life.today
    assert "The colour did not change." in page


def test_week_lists_a_change_of_light_from_that_week(annas, life, house, says):
    life.fallen()
    flipped_on = f"{life.today.day} {life.today:%B} {life.today.year}"
    choose_digest(annas, (life.today + timedelta(days=1)).weekday())
    house.wall.forward(days=1)
    page = says(house.signed_in(life.person).get("/today"))
    assert f"{flipped_on}: " in page


def test_a_week_without_a_value_says_so(annas, life, says):
    choose_digest(annas, 0)
    assert "There is no good value in this period." in says(annas.get("/today"))
