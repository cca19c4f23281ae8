from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.presenters.trend import (
    AWAY,
    LEAD_IN,
    LOWER,
    NO_VALUE,
    NOTHING_TO_COMPARE,
    UNCLEAR_RHYTHM,
    days_needed_since,
    recent_trend,
    trend_view,
)
from api.presenters.week import week_view
from hrv import DailyValue, Kind, Place, Quality, Rhythm, Source, evaluate, usual_ranges
from store.models import Away, without_days_away
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


def test_days_away_are_shown_and_say_nothing_of_the_others():
    """A fall while away: the days after it must stand beside the range that the days before it gave."""
    fallen = [value(n, 20.0) for n in range(30, 44)]
    days, away = [*steady(30), *fallen, *(value(n, 42.0) for n in range(44, 60))], Away(fallen[0].day, fallen[-1].day)
    memory = evaluate(without_days_away(days, [away]), on=days[-1].day).memory
    present = _rows_of(trend_view(without_days_away(days, [away]), since=FIRST))
    usual = usual_ranges(without_days_away(days, [away]))[days[-1].day]
    for trend in (
        trend_view(days, since=FIRST, away=[away]),
        trend_view(days, since=FIRST, away=[away], memory=memory),
    ):
        while_away = [row for row in trend.rows if away.holds(row.day)]
        assert {(row.place, row.usual_low_ms, row.words) for row in while_away} == {(None, None, AWAY)}
        assert [round(row.rmssd_ms) for row in while_away] == [20] * 14
        assert _rows_of(trend) - _rows_of(replace(trend, rows=tuple(while_away))) == present
    recent = recent_trend(days, usual, since=FIRST, away=[away])
    assert (recent.n_values, recent.n_compared, recent.n_lower) == (60, 46, 0)


def test_days_that_are_all_away_are_shown_beside_nothing():
    trend = trend_view(steady(5), since=FIRST, away=[Away(FIRST, None)])
    assert [row.words for row in trend.rows] == [AWAY] * 5


def test_digest_of_a_week_leaves_days_away_out():
    days = [*steady(30), *(value(n, 20.0) for n in range(30, 37))]
    first, away = FIRST + timedelta(days=30), Away(FIRST + timedelta(days=31), None)
    assert week_view(first, days, ()).trend.n_lower == 7
    assert week_view(first, days, (), away=[away]).trend.n_lower == 1


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


def of_source(values, source, step=1.0):
    return [replace(each, source=Source(source), ln_rmssd=each.ln_rmssd + log(step)) for each in values]


def test_new_device_begins_a_range_and_the_trend_says_so():
    days = steady(60)
    trend = trend_view([*of_source(days[:40], "strap"), *of_source(days[40:], "hrv4training", 0.5)], since=FIRST)
    waiting, first_compared = trend.rows[43], trend.rows[45]
    assert (waiting.rmssd_ms, waiting.usual_low_ms) == (pytest.approx(0.5 * _ms(days[43])), None)
    assert first_compared.usual_high_ms < 30 < trend.rows[39].usual_low_ms
    assert [str(change) for change in trend.source_changes] == [
        "A new device or app began on 10 Sept 2026: HRV4Training. The usual range starts anew."
    ]


def _ms(value):
    return exp(value.ln_rmssd)


def test_day_with_two_devices_is_shown_once():
    days = steady(30)
    trend = trend_view([*days, *of_source(days[20:], "watch", 3.0)], since=FIRST)
    assert [row.day for row in trend.rows] == [each.day for each in days]
    assert trend.rows[-1].rmssd_ms == pytest.approx(_ms(days[-1]))
    assert trend.source_changes == ()


def test_days_with_both_devices_move_the_range():
    days = steady(60)
    trend = trend_view([*days[:40], *of_source(days[30:], "watch", 0.5)], since=FIRST)
    (told,) = map(str, trend.source_changes)
    assert "On 10 days with both, its RMSSD was 0.5 times that of the one before (90% sure: 0.5 to 0.5)" in told
    assert trend.rows[41].place is Place.WITHIN
    assert trend.rows[50].rmssd_ms == pytest.approx(0.5 * _ms(days[50]))
    assert trend.rows[50].place is Place.WITHIN


def test_few_days_of_another_device_wait():
    days = steady(33)
    trend = trend_view([*days[:30], *of_source(days[30:], "watch", 0.5)], since=FIRST)
    assert [row.place for row in trend.rows[30:]] == [None] * 3
    assert "after five of them a new usual range begins" in str(trend.source_changes[0])


def test_recent_trend_has_the_same_values_beside_todays_range():
    days = [*steady(54), *(value(n, 20.0) for n in range(54, 60))]
    since = days[-28].day
    usual = usual_ranges(days, kind=Kind.CHECK)[days[-1].day]
    whole, recent = trend_view(days, since=since), recent_trend(days, usual, since=since)
    assert [(row.day, row.rmssd_ms) for row in recent.rows] == [(row.day, row.rmssd_ms) for row in whole.rows]
    assert {(row.usual_low_ms, row.usual_high_ms) for row in recent.rows} == {(usual.low_ms, usual.high_ms)}
    assert [row.place in LOWER for row in recent.rows] == [False] * 22 + [True] * 6
    assert recent_trend(days, None, since=since).n_compared == 0


def _numbers(trend):
    """What a row shows, to more digits than are ever shown."""
    return [
        (row.day, row.place, *(each and round(each, 9) for each in (row.usual_low_ms, row.usual_high_ms)))
        for row in trend.rows
    ]


@pytest.mark.parametrize("since", [0, 3, 30, 59])
def test_what_the_light_keeps_shows_what_a_walk_would(since):
    days = [*steady(54), *(value(n, 20.0) for n in range(54, 60))]
    memory = evaluate(days, on=days[-1].day).memory
    walked = trend_view(days, since=days[since].day)
    assert _numbers(trend_view(days, since=days[since].day, memory=memory)) == _numbers(walked)
    needed = days_needed_since(days[since].day, memory)
    assert needed == (days[since].day if since else FIRST - LEAD_IN)
    shown = trend_view([each for each in days if each.day >= needed], since=days[since].day, memory=memory)
    assert _numbers(shown) == _numbers(walked)


@pytest.mark.parametrize("changed", ["not_seen_yet", "other_kind", "other_device"])
def test_days_are_walked_through_where_the_light_keeps_others(changed):
    days = steady(40)
    now = {
        "not_seen_yet": days,
        "other_kind": [replace(each, kind=Kind.WORKDAY) for each in days],
        "other_device": [*days[:20], *of_source(days[20:], "watch", 0.5)],
    }[changed]
    memory = evaluate(now if changed == "other_device" else days[:30], on=now[-1].day - timedelta(days=2)).memory
    assert _numbers(trend_view(now, since=FIRST, memory=memory)) == _numbers(trend_view(now, since=FIRST))
    lead_in = LEAD_IN if changed == "other_device" else timedelta()
    assert days_needed_since(days[30].day, memory) == days[30].day - lead_in


def _rows_of(trend):
    return {
        (row.day, row.place, row.words, round(row.rmssd_ms, 6), row.usual_low_ms and round(row.usual_low_ms, 6))
        for row in trend.rows
    }
