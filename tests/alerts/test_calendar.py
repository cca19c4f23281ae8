from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.calendar import EVENING, account_of, days_between, local_day, next_evening, span_of
from store import NotHere

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ZONES = st.sampled_from(["Europe/Copenhagen", "America/St_Johns", "Asia/Kolkata", "Pacific/Auckland"]).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


def test_day_has_25_or_23_hours_when_clocks_change():
    lengths = [
        (end - start) / timedelta(hours=1)
        for start, end in (span_of(day, zone=COPENHAGEN) for day in (date(2026, 10, 25), date(2026, 3, 29)))
    ]
    assert lengths == [25, 23]


def test_late_evening_belongs_to_the_persons_local_day():
    assert local_day(datetime(2026, 11, 18, 23, 30, tzinfo=UTC), zone=COPENHAGEN) == date(2026, 11, 19)


def test_missing_account_raises_not_here(office):
    with office.engine() as record:
        assert account_of(record, office.alice.person_id).name == "Alice"
        with pytest.raises(NotHere):
            account_of(record, "nobody")


@given(MOMENTS, ZONES)
def test_every_moment_is_within_its_local_day(moment, zone):
    start, end = span_of(local_day(moment, zone=zone), zone=zone)
    assert start <= moment < end


@given(MOMENTS, ZONES, st.timedeltas(timedelta(), timedelta(days=9)))
def test_the_days_of_a_span_follow_one_another_and_cover_it(since, zone, length):
    days = list(days_between(since, since + length, zone=zone))
    assert days[0] == local_day(since, zone=zone)
    assert days[-1] == local_day(since + length, zone=zone)
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


@given(MOMENTS, ZONES)
def test_the_next_evening_is_the_first_one_after_now(now, zone):
    evening = next_evening(now, zone=zone)
    assert now < evening <= now + timedelta(hours=25)
    assert evening.astimezone(zone).time() == EVENING
