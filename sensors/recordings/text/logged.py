"""Rows that a program logged as each interval came in: what is taken of them, what is not, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sensors.recordings.decision.agreement import checked
from sensors.recordings.decision.repeats import once_by_stamps
from sensors.recordings.decision.texts import REPEATED_ROWS
from sensors.recordings.text.timelines import by_arrival, no_beats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv.beats import BeatSeries
    from messages import Message

RESOLUTION_S: Final = 0.001


class Logged(NamedTuple):
    """What came of the rows.

    Attributes:
        series: the beats.
        left_out: rows that stand there twice and values that are no beats, each with their number.
        remarks: how the intervals agree with the stamps.
    """

    series: BeatSeries
    left_out: tuple[Message, ...]
    remarks: tuple[Message, ...]


def logged(arrival_s: Sequence[float], rr_ms: Sequence[float], lines: Sequence[int]) -> Logged:
    """Take rows with stamps in seconds to the millisecond, intervals in ms, and their lines in the file.

    UnreadableRecordingError for fewer than two beats, and with numbers for intervals that last longer than the time
    that passed.
    """
    stamps, intervals_ms = np.asarray(arrival_s, np.float64), np.asarray(rr_ms, np.float64)
    kept = once_by_stamps(stamps, intervals_ms)
    repeated = () if kept.all() else (REPEATED_ROWS(n=int((~kept).sum())),)
    stamps, intervals_ms = stamps[kept], intervals_ms[kept]
    return Logged(
        by_arrival(stamps.tolist(), intervals_ms.tolist()),
        (*repeated, *no_beats(intervals_ms, np.asarray(lines)[kept].tolist())),
        checked(stamps, intervals_ms, RESOLUTION_S),
    )
