"""Which part of a recording becomes windows, by its kind. Pure: beats in, a piece to compute out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from alerts import texts
from hrv import Quality, Rhythm
from hrv.windows.absence import Absence
from store.models import RecordingKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv import BeatSeries, Window
    from messages import Message
    from store.models import Recording

LONG: Final = (RecordingKind.WORKDAY, RecordingKind.IMPORT)
"""Recordings of hours, of which only the calm parts count."""

WORN: Final = tuple(kind for kind in RecordingKind if kind is not RecordingKind.IMPORT)
"""Sources that a sitting is a slice of: what a strap sent meanwhile, never a file that was read in afterwards."""

SETTLING: Final = timedelta(seconds=60)
MEASURED: Final = timedelta(seconds=120)
ONE_BEAT: Final = timedelta(seconds=1)
"""Beats do not fall on the second: one more on either side lets a window have its full length."""

MOST_MISSING_S: Final = 3.0
"""So much may be missing at either end of a check: a strap reports once a second, and a slow heart beats so too."""

LONG_WINDOW_S: Final = 300.0
LONGEST_PIECE: Final = timedelta(days=1)
_SAME_MOMENT_S: Final = 1e-3
BREATHING_WINDOW_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be read and computed: beats after `start` up to `end`, in windows of `window_s`."""

    start: datetime
    end: datetime
    window_s: float
    needed: tuple[datetime, datetime] | None = None
    """What the beats must reach over; None when any whole window will do."""

    is_last: bool = True
    """Whether nothing of the recording is left after it."""


def next_piece(recording: Recording, *, stored: Sequence[Window], now: datetime) -> Piece:
    """The part of a recording that is not in windows yet; `stored` are the windows it has."""
    if recording.kind is RecordingKind.CHECK:
        return _check(recording)
    window_s = BREATHING_WINDOW_S if recording.kind is RecordingKind.BREATHING else LONG_WINDOW_S
    return Piece(_resume_at(recording, stored), recording.ended_at or now, window_s)


def from_first_beat(piece: Piece, begins: datetime | None) -> Piece:
    """The piece from the first beat that is there, of a day at most: a recording may reach over decades.

    `begins` is the moment of the first beat after the piece's start, None when there is none.
    """
    start = piece.start if begins is None else max(piece.start, begins - ONE_BEAT)
    end = start + LONGEST_PIECE
    return replace(piece, start=start, end=min(piece.end, end), is_last=begins is None or piece.end <= end)


def beginnings(windows: Sequence[Window]) -> tuple[datetime, ...]:
    """When windows begin."""
    return tuple(datetime.fromtimestamp(window.start_s, UTC) for window in windows)


def is_long_enough(piece: Piece, series: BeatSeries) -> bool:
    """Whether the beats of a piece reach far enough for at least one whole window."""
    if not len(series):
        return False
    first_s = float(series.time_s[0] - series.rr_ms[0] / 1000.0)
    last_s = float(series.time_s[-1])
    if piece.needed is None:
        return last_s - first_s >= piece.window_s
    begins, ends = (moment.timestamp() for moment in piece.needed)
    return first_s <= begins + MOST_MISSING_S and last_s >= ends - MOST_MISSING_S


def only_grows(recording: Recording, piece: Piece, stored: Sequence[Window]) -> bool:
    """Whether a long recording merely waits for its next whole window: then no day can have changed."""
    resumes_s = piece.start.timestamp()
    return recording.kind in LONG and all(window.end_s <= resumes_s + _SAME_MOMENT_S for window in stored)


def analysed_until(recording: Recording, piece: Piece, windows: Sequence[Window]) -> datetime:
    """How far a recording is in windows once `windows` are stored; a long one goes on where its last one ended."""
    if piece.needed is not None:
        return piece.end
    if windows:
        return datetime.fromtimestamp(windows[-1].end_s, UTC)
    if not piece.is_last:
        return piece.end
    return recording.analysed_until or recording.started_at


def why_no_value(windows: Sequence[Window], *, given_up: bool = False) -> Message | None:
    """The sentence for a check that gives no value; None for one that gives one."""
    if given_up:
        return texts.GIVEN_UP()
    if not windows:
        return texts.TOO_SHORT()
    if any(window.rhythm is Rhythm.UNCLEAR for window in windows):
        return texts.SEE_SOMEONE()
    if all(window.quality in {Quality.POOR, Quality.REJECTED} for window in windows):
        return texts.TOO_PATCHY()
    if all(window.why.get("rmssd_ms") is Absence.NO_VARIATION for window in windows):
        return texts.NO_OWN_VARIABILITY()
    return None


def _check(recording: Recording) -> Piece:
    """The second and third minute of a check; whoever stops early has no two minutes."""
    begins = recording.started_at + SETTLING
    ends = begins + MEASURED
    last = ends if recording.ended_at is None else min(ends, recording.ended_at)
    return Piece(begins - ONE_BEAT, last + ONE_BEAT, MEASURED.total_seconds(), needed=(begins, ends))


def _resume_at(recording: Recording, stored: Sequence[Window]) -> datetime:
    """Where the next window may begin: where the last one ended, or at the first beat that is in none.

    A block that came late moves `analysed_until` back. When it falls into a window, that one is computed anew.
    """
    until_s = (recording.analysed_until or recording.started_at).timestamp()
    if any(abs(window.end_s - until_s) < _SAME_MOMENT_S for window in stored):
        return datetime.fromtimestamp(until_s, UTC)
    first_beat_s = until_s - ONE_BEAT.total_seconds()
    reopened = [window.start_s for window in stored if window.end_s > until_s]
    return datetime.fromtimestamp(min([first_beat_s, *reopened]), UTC)
