from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from alerts.texts import TOO_SHORT
from api.presenters.recordings import BEING_COMPUTED, NOTHING, recording_line
from hrv import Quality, Rhythm, Window
from store.models import Recording, RecordingKind

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


def recording(kind=RecordingKind.CHECK, *, minutes=3.0, due=False):
    ended = None if minutes is None else START + timedelta(minutes=minutes)
    return Recording("r", "p", None, kind, START, ended, ended if due else None, None)


def window(quality=Quality.GOOD, *, coverage=1.0, n_masked=0):
    facts = {
        "start_s": START.timestamp(),
        "end_s": START.timestamp() + 120,
        "n_beats": 100,
        "n_masked": n_masked,
        "coverage": coverage,
        "longest_gap_s": 0.0,
        "quality": quality,
        "rhythm": Rhythm.REGULAR,
    }
    absent = {field.name for field in fields(Window)} - facts.keys() - {"why"}
    return Window(**facts, **dict.fromkeys(absent), why=dict.fromkeys(absent, "Not computed in this test."))


def test_running_recording_has_no_length():
    line = recording_line(recording(minutes=None), [])
    assert (line.minutes, line.quality) == (None, BEING_COMPUTED)


@pytest.mark.parametrize(("minutes", "told"), [(0.2, 1), (3.0, 3), (480.0, 480)])
def test_length_is_in_whole_minutes_and_at_least_one(minutes, told):
    assert recording_line(recording(minutes=minutes), []).minutes == told


def test_a_recording_that_waits_is_being_computed():
    assert recording_line(recording(due=True), []).quality == BEING_COMPUTED


def test_check_without_a_window_says_why():
    line = recording_line(recording(), [])
    assert (line.quality, line.reason) == (NOTHING, TOO_SHORT())


def test_a_workday_without_windows_needs_no_reason():
    assert recording_line(recording(RecordingKind.WORKDAY), []).reason is None


def test_best_window_sets_quality_and_usable_ones_are_counted():
    line = recording_line(recording(RecordingKind.WORKDAY), [window(Quality.POOR), window(), window(Quality.FAIR)])
    assert (line.quality, line.n_usable, line.n_windows) == ("good", 2, 3)


def test_quality_percentages_cover_the_whole_recording():
    line = recording_line(recording(), [window(coverage=1.0, n_masked=0), window(coverage=0.8, n_masked=5)])
    assert (line.measured_percent, line.left_out_percent) == (pytest.approx(90), pytest.approx(2.5))
