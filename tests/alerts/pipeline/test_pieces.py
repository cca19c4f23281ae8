from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alerts.pipeline.pieces import (
    analysed_until,
    is_long_enough,
    next_piece,
    only_grows,
    why_no_value,
)
from alerts.texts import GIVEN_UP, NO_OWN_VARIABILITY, SEE_SOMEONE, TOO_PATCHY, TOO_SHORT
from hrv import BeatSeries, Quality, Rhythm, analyse_in_bulk
from store.models import Recording, RecordingKind

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
S = timedelta(seconds=1)


def recording(kind, *, minutes=None, analysed=None):
    return Recording(
        id="r",
        person_id="p",
        source_id="s",
        kind=kind,
        started_at=NOW,
        ended_at=None if minutes is None else NOW + timedelta(minutes=minutes),
        analysis_due_at=NOW,
        analysed_until=analysed,
    )


def piece(kind, *, stored=(), **facts):
    return next_piece(recording(kind, **facts), stored=stored, now=NOW + timedelta(hours=9))


def test_check_uses_its_second_and_third_minute():
    found = piece(RecordingKind.CHECK, minutes=3)
    assert (found.start, found.end, found.window_s) == (NOW + 59 * S, NOW + 181 * S, 120)
    assert found.needed == (NOW + 60 * S, NOW + 180 * S)


@pytest.mark.parametrize(("minutes", "enough"), [(3.2, True), (2.99, True), (2.9, False), (1.0, False), (0.0, False)])
def test_check_that_ended_early_is_too_short(minutes, enough, heart):
    found = piece(RecordingKind.CHECK, minutes=minutes)
    beats = heart(minutes=8).between(found.start.timestamp(), found.end.timestamp())
    assert is_long_enough(found, beats) is enough


def test_check_with_a_late_strap_is_too_short(heart):
    found = piece(RecordingKind.CHECK, minutes=3)
    late = heart(start=NOW + 90 * S).between(found.start.timestamp(), found.end.timestamp())
    assert not is_long_enough(found, late)


def test_no_beats_are_never_long_enough():
    assert not is_long_enough(piece(RecordingKind.WORKDAY, minutes=60), BeatSeries.from_rr(()))


@pytest.mark.parametrize(
    ("kind", "window_s"),
    [(RecordingKind.BREATHING, 60), (RecordingKind.WORKDAY, 300), (RecordingKind.IMPORT, 300)],
)
def test_longer_recordings_are_cut_into_windows_of_their_kind(kind, window_s, heart):
    found = piece(kind, minutes=60)
    assert (found.window_s, found.needed) == (window_s, None)
    assert is_long_enough(found, heart(minutes=window_s / 60 + 0.1))
    assert not is_long_enough(found, heart(minutes=window_s / 60 - 0.1))


def test_a_recording_that_is_still_going_on_is_read_up_to_now():
    assert piece(RecordingKind.WORKDAY).end == NOW + timedelta(hours=9)


def test_long_recording_resumes_after_its_last_window(window_at):
    until = NOW + timedelta(minutes=5)
    stored = [window_at(NOW.timestamp())]
    assert piece(RecordingKind.WORKDAY, minutes=60, analysed=until, stored=stored).start == until


def test_late_block_reopens_its_window(window_at):
    stored = [window_at(NOW.timestamp() + 300 * k) for k in range(3)]
    found = piece(RecordingKind.WORKDAY, minutes=60, analysed=NOW + 400 * S, stored=stored)
    assert found.start == NOW + 300 * S


def test_beats_before_the_first_stored_window_are_read_too(window_at):
    stored = [window_at(NOW.timestamp() + 900)]
    found = piece(RecordingKind.WORKDAY, minutes=60, analysed=NOW, stored=stored)
    assert found.start == NOW - S


def test_analysed_end_follows_the_stored_windows(window_at):
    whole = recording(RecordingKind.WORKDAY, minutes=60)
    found = next_piece(whole, stored=(), now=NOW)
    assert analysed_until(whole, found, [window_at(NOW.timestamp())]) == NOW + 300 * S
    assert analysed_until(whole, found, []) == NOW
    check = recording(RecordingKind.CHECK, minutes=3)
    assert analysed_until(check, next_piece(check, stored=(), now=NOW), []) == NOW + 181 * S


def test_long_recording_awaiting_its_window_changes_no_day(window_at):
    stored = [window_at(NOW.timestamp())]
    waiting = recording(RecordingKind.WORKDAY, minutes=7, analysed=NOW + 300 * S)
    late = recording(RecordingKind.WORKDAY, minutes=7, analysed=NOW + 100 * S)
    check = recording(RecordingKind.CHECK, minutes=1)
    answers = [only_grows(r, next_piece(r, stored=stored, now=NOW), stored) for r in (waiting, late, check)]
    assert answers == [True, False, False]


def test_waiting_for_a_window_never_moves_backwards():
    waiting = recording(RecordingKind.WORKDAY, minutes=2, analysed=NOW)
    found = next_piece(waiting, stored=(), now=NOW)
    assert analysed_until(waiting, found, []) == NOW


def test_a_check_without_a_value_says_why(window_at):
    at = datetime(2026, 11, 18, tzinfo=UTC).timestamp()
    assert why_no_value([]) == TOO_SHORT()
    assert why_no_value([], given_up=True) == GIVEN_UP()
    assert why_no_value([window_at(at, rhythm=Rhythm.UNCLEAR)]) == SEE_SOMEONE()
    assert why_no_value([window_at(at, quality=Quality.POOR)]) == TOO_PATCHY()
    assert why_no_value([window_at(at, quality=Quality.FAIR)]) is None


def test_check_of_a_paced_heart_says_why_gently():
    assert why_no_value(analyse_in_bulk(BeatSeries.from_rr([800.0] * 200))) == NO_OWN_VARIABILITY()
