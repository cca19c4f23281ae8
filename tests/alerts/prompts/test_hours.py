from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.prompts.hours import NO_QUIET, QuietHours, WorkingHours, next_open, open_spans
from tests.properties import examples

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
OFFICE = WorkingHours()
WORKDAYS = frozenset(range(5))
WEEK = frozenset(range(7))
ZONES = st.sampled_from(
    ["Europe/Copenhagen", "Europe/Oslo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


def local(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN).astimezone(UTC)


def there(earliest, hours=OFFICE, quiet=NO_QUIET, weekdays=WORKDAYS):
    return next_open(earliest, zone=COPENHAGEN, allowed=_on(weekdays), hours=hours, quiet=quiet)


def _on(weekdays):
    return lambda day: day.weekday() in weekdays


def test_a_working_hour_is_used_at_once():
    now = local(2026, 11, 18, 10, 30)
    assert there(now) == now


def test_an_evening_waits_for_the_next_morning():
    assert there(local(2026, 11, 18, 17)) == local(2026, 11, 19, 9)


def test_an_early_morning_waits_for_nine():
    assert there(local(2026, 11, 18, 3)) == local(2026, 11, 18, 9)


def test_friday_evening_waits_for_monday():
    assert there(local(2026, 11, 20, 18)) == local(2026, 11, 23, 9)


def test_nine_is_nine_on_both_sides_of_a_change_of_clocks():
    assert there(local(2026, 10, 24, 20), weekdays=WEEK) == datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert there(local(2026, 3, 28, 20), weekdays=WEEK) == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_prompt_never_lands_in_a_skipped_clock_hour():
    skipped = WorkingHours(opens_at=time(2, 15), shuts_at=time(2, 45))
    assert there(local(2026, 3, 28, 12), skipped, weekdays=WEEK) == local(2026, 3, 30, 2, 15)


def test_quiet_hours_that_end_late_postpone_the_morning():
    assert there(local(2026, 11, 18, 9), quiet=QuietHours(time(22), time(11))) == local(2026, 11, 18, 11)


def test_a_quiet_lunch_splits_the_day():
    assert open_spans(OFFICE, QuietHours(time(12), time(13))) == ((540, 720), (780, 1020))


def test_quiet_working_hours_postpone_a_prompt_until_they_end():
    assert there(local(2026, 11, 18, 9), quiet=QuietHours(time(8), time(18))) == local(2026, 11, 18, 18)


def test_equal_quiet_hours_mean_no_quiet_hours():
    assert open_spans(OFFICE, QuietHours(time(7), time(7))) == ((540, 1020),)


@examples(150)
@given(
    moment=MOMENTS,
    key=ZONES,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    hours=st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda pair: pair[0] < pair[1]),
    quiet=st.builds(QuietHours, TIMES, TIMES),
)
def test_the_moment_is_open_and_not_before_the_one_asked_for(moment, key, weekdays, hours, quiet):
    zone, hours = ZoneInfo(key), WorkingHours(time(hours[0]), time(hours[1]))
    facts = {"zone": zone, "allowed": _on(weekdays), "hours": hours, "quiet": quiet}
    found = next_open(moment, **facts)
    wall = found.astimezone(zone)
    assert found >= moment
    assert wall.weekday() in weekdays
    assert any(start <= wall.hour * 60 + wall.minute < end for start, end in open_spans(hours, quiet))
    assert next_open(found, **facts) == found


@given(hours=st.just(OFFICE), quiet=st.builds(QuietHours, TIMES, TIMES))
def test_open_hours_are_never_quiet(hours, quiet):
    spans = open_spans(hours, quiet)
    assert spans
    for start, end in spans:
        for minute in range(start, end):
            assert not _is_quiet(minute, quiet)


def _is_quiet(minute, quiet):
    since, until = (at.hour * 60 + at.minute for at in (quiet.since, quiet.until))
    return since <= minute < until if since <= until else minute >= since or minute < until


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"opens_at": time(17), "shuts_at": time(9)}, "must lie before"),
    ],
)
def test_hours_that_never_open_are_refused(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        WorkingHours(**wrong)


@pytest.mark.parametrize("earliest", [local(2026, 11, 18, 10), datetime(9998, 1, 1, tzinfo=UTC)])
def test_search_for_an_open_hour_ends_after_a_year(earliest):
    found = next_open(earliest, zone=COPENHAGEN, allowed=lambda _day: False)
    assert found - earliest == timedelta(days=366)
