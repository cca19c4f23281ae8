from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.pipeline.daily import Span, calm, resting_level
from hrv import Kind, Quality, Rhythm

AT = datetime(2026, 11, 18, 9, tzinfo=UTC).timestamp()
DAY = date(2026, 11, 18)


def test_only_good_windows_near_resting_rate_are_calm(window_at):
    resting = window_at(AT, hr_bpm=62)
    others = [window_at(AT + 300, hr_bpm=75), window_at(AT + 600, hr_bpm=62, quality=Quality.FAIR)]
    assert calm([resting, *others], resting_hr_bpm=60) == (resting,)


def test_unclear_rhythm_at_rest_is_kept_as_calm(window_at):
    unclear = window_at(AT, hr_bpm=62, rhythm=Rhythm.UNCLEAR)
    assert calm([unclear], resting_hr_bpm=60) == (unclear,)


@pytest.mark.parametrize(
    ("start", "end", "left"), [(-100, 1, False), (299, 500, False), (300, 500, True), (-9, 0, True)]
)
def test_windows_overlapping_a_sitting_are_left_out(window_at, start, end, left):
    window = window_at(AT, hr_bpm=60)
    found = calm([window], resting_hr_bpm=60, covered=[Span(AT + start, AT + end)])
    assert (found == (window,)) is left


def test_no_window_is_calm_without_a_resting_level(window_at):
    assert calm([window_at(AT)], resting_hr_bpm=None) == ()


def test_resting_level_is_the_median_of_own_checks(value_of, window_at):
    checks = [value_of(DAY - timedelta(days=n), 3.7, resting_hr_bpm=bpm) for n, bpm in enumerate([58, 60, 90])]
    workday = value_of(DAY, 3.7, kind=Kind.WORKDAY, resting_hr_bpm=40)
    assert resting_level([*checks, workday], [window_at(AT, hr_bpm=100)] * 20) == 60


def test_calmest_tenth_of_the_day_replaces_missing_checks(window_at):
    windows = [window_at(AT + 300 * n, hr_bpm=60 + n) for n in range(20)]
    assert resting_level([], windows) == 62
    assert resting_level([], windows[:5]) is None


def test_bad_windows_give_no_resting_level(window_at):
    bad = [window_at(AT, hr_bpm=40, quality=Quality.POOR), window_at(AT, hr_bpm=40, rhythm=Rhythm.UNCLEAR)] * 9
    assert resting_level([], bad) is None
