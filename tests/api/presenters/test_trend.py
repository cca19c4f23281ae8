from __future__ import annotations

from datetime import date, timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.presenters.trend import NO_VALUE, NOTHING_TO_COMPARE, UNCLEAR_RHYTHM, trend_view
from hrv import DailyValue, Kind, Place, Quality, Rhythm
from tests.properties import examples

FIRST = date(2026, 8, 1)


def value(n, rmssd_ms=42.0, *, kind=Kind.CHECK, rhythm=Rhythm.REGULAR):
    known = rmssd_ms is not None
    return DailyValue(
        day=FIRST + timedelta(days=n),
        kind=kind,
        ln_rmssd=log(rmssd_ms) if known else None,
        se=0.05 if known else None,
        resting_hr_bpm=60.0 + n % 5 if known else None,
        quality=Quality.GOOD,
        rhythm=rhythm,
        n_windows=1,
    )


def steady(n_days):
    return [value(n, 42.0 + (n % 7) - 3) for n in range(n_days)]


def test_first_days_have_no_comparison():
    first, *_ = trend_view(steady(10), since=FIRST).rows
    assert (first.place, first.usual_low_ms, first.words) == (None, None, NOTHING_TO_COMPARE)


def test_a_value_is_compared_with_the_days_before_it_only():
    """The range beside a day must be the same whatever the day itself was."""
    usual = [trend_view([*steady(30), value(30, last)], since=FIRST).rows[-1].usual_low_ms for last in (10.0, 90.0)]
    assert usual[0] == usual[1]


@pytest.mark.parametrize(
    ("rmssd_ms", "place"), [(42.0, Place.WITHIN), (12.0, Place.CLEARLY_BELOW), (120.0, Place.HIGHER)]
)
def test_each_day_has_a_text_for_its_place(rmssd_ms, place):
    row = trend_view([*steady(40), value(40, rmssd_ms)], since=FIRST).rows[-1]
    assert row.place is place
    assert row.words


def test_day_without_a_value_is_a_gap_with_a_reason():
    gap, unclear = trend_view([*steady(20), value(20, None), value(21, None, rhythm=Rhythm.UNCLEAR)], since=FIRST).rows[
        -2:
    ]
    assert (gap.rmssd_ms, gap.words) == (None, NO_VALUE)
    assert (unclear.rmssd_ms, unclear.words) == (None, UNCLEAR_RHYTHM)


def test_earlier_days_set_the_range_but_are_not_shown():
    shown = trend_view(steady(40), since=FIRST + timedelta(days=30)).rows
    assert len(shown) == 10
    assert shown[0].usual_low_ms is not None


def test_kinds_are_never_mixed_and_checks_come_first():
    mixed = [*steady(10), *(value(n, 80.0, kind=Kind.WORKDAY) for n in range(10))]
    assert {round(row.rmssd_ms) for row in trend_view(mixed, since=FIRST).rows} <= set(range(39, 46))


def test_work_days_are_shown_if_there_are_no_checks():
    only_work = [value(n, 80.0, kind=Kind.WORKDAY) for n in range(3)]
    assert trend_view(only_work, since=FIRST).n_values == 3


def test_trend_of_no_days_is_empty():
    empty = trend_view([], since=FIRST)
    assert (empty.rows, empty.hr_low_bpm, empty.hr_high_bpm) == ((), None, None)


days = st.lists(st.none() | st.floats(5.0, 200.0), max_size=40)


@examples(25)
@given(days)
def test_trend_counts_nest_and_values_stay_in_their_intervals(some):
    trend = trend_view([value(n, each) for n, each in enumerate(some)], since=FIRST)
    assert trend.n_lower <= trend.n_compared <= trend.n_values <= len(trend.rows) == len(some)
    for row in trend.rows:
        assert row.rmssd_ms is None or row.low_ms < row.rmssd_ms < row.high_ms
