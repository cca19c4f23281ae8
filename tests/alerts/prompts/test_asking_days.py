from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.prompts.asking_days import AskingDays, countries, country_of, public_holidays
from store.models import Away, PromptWishes

WORKDAYS = frozenset(range(5))
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MONDAY = date(2026, 11, 16)
DAYS = st.dates(date(2026, 1, 1), date(2028, 1, 1))


def allowed(wishes, *, since=MONDAY, n_days=14):
    days = AskingDays.of(wishes, zone=COPENHAGEN, weekdays=WORKDAYS)
    return [day for day in (since + timedelta(days=n) for n in range(n_days)) if days.allow(day)]


def test_every_workday_is_allowed_without_wishes():
    assert allowed(PromptWishes(), n_days=7) == [MONDAY + timedelta(days=n) for n in range(5)]


def test_quiet_weekdays_are_left_alone():
    wishes = PromptWishes(quiet_weekdays=frozenset({0, 4}))
    assert [day.weekday() for day in allowed(wishes, n_days=7)] == [1, 2, 3]


def test_weekend_worker_is_asked_at_weekends():
    wishes = PromptWishes(quiet_weekdays=WORKDAYS)
    assert [day.weekday() for day in allowed(wishes, n_days=7)] == [5, 6]


def test_a_digest_allows_one_day_of_each_week():
    assert allowed(PromptWishes(digest_on=2)) == [MONDAY + timedelta(days=n) for n in (2, 9)]


def test_a_digest_may_come_on_a_sunday():
    assert allowed(PromptWishes(digest_on=6)) == [MONDAY + timedelta(days=n) for n in (6, 13)]


def test_digest_on_a_holiday_moves_to_the_next_open_day():
    good_friday, tuesday_after_easter = date(2026, 4, 3), date(2026, 4, 7)
    assert allowed(PromptWishes(digest_on=4), since=good_friday, n_days=7) == [tuesday_after_easter]


def test_the_digest_of_a_week_away_comes_on_the_first_day_back():
    wishes = PromptWishes(digest_on=0, away=Away(MONDAY, MONDAY + timedelta(days=8)))
    assert allowed(wishes) == [MONDAY + timedelta(days=9)]


@given(first=DAYS, length=st.integers(0, 30), digest_on=st.none() | st.integers(0, 6), day=DAYS)
def test_away_days_and_holidays_are_never_asking_days(first, length, digest_on, day):
    away = Away(first, first + timedelta(days=length))
    days = AskingDays.of(PromptWishes(away=away, digest_on=digest_on), zone=COPENHAGEN, weekdays=WORKDAYS)
    if days.allow(day):
        assert not away.first <= day <= away.last
        assert day not in public_holidays("DK")


@given(digest_on=st.integers(0, 6), since=DAYS)
def test_a_digest_never_comes_twice_within_one_of_its_weeks(digest_on, since):
    start = since + timedelta(days=(digest_on - since.weekday()) % 7)
    assert len(allowed(PromptWishes(digest_on=digest_on), since=start, n_days=7)) <= 1


@pytest.mark.parametrize(
    ("zone", "country"), [("Europe/Copenhagen", "DK"), ("Europe/Oslo", "NO"), ("America/New_York", "US"), ("UTC", "")]
)
def test_the_country_is_that_of_the_time_zone(zone, country):
    assert country_of(ZoneInfo(zone)) == country


def test_holidays_are_those_of_the_chosen_country():
    constitution_day = date(2027, 5, 17)
    assert constitution_day in public_holidays("NO")
    assert constitution_day not in public_holidays("SE")
    assert constitution_day not in public_holidays("")
    assert {"DK", "NO", "SE", "DE"} <= countries()


def test_wishes_that_leave_no_day_are_refused():
    with pytest.raises(ValueError, match="at least one day"):
        PromptWishes(quiet_weekdays=frozenset(range(7)))


@pytest.mark.parametrize("digest_on", [1, 7])
def test_digest_on_a_quiet_or_unknown_weekday_is_refused(digest_on):
    with pytest.raises(ValueError, match="not one of the quiet days"):
        PromptWishes(quiet_weekdays=frozenset({1}), digest_on=digest_on)


def test_days_away_that_end_before_they_begin_are_refused():
    with pytest.raises(ValueError, match="must not lie before"):
        Away(MONDAY, MONDAY - timedelta(days=1))
