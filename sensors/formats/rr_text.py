"""Plain text: one RR interval after another, in milliseconds or in seconds, one a line or separated by spaces."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors import intervals
from sensors.formats.recorded_beats import RecordedBeats, RecordingFormat, UnreadableRecordingError
from sensors.formats.timelines import by_running_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

SECONDS: Final = (0.2, 3.0)  # where the median interval of any heart lies
MILLISECONDS: Final = (200.0, 3000.0)


def recognises(first_line: str) -> bool:
    """Whether a file that starts like this is plain RR text: there is nothing but numbers."""
    words = first_line.split()
    return bool(words) and all(_is_number(word) for word in words[:-1]) and words[-1][:1] in "0123456789.-+"


def read(text: str) -> RecordedBeats:
    """Read it; UnreadableRecordingError when a value is not a number or the unit cannot be told."""
    rr_ms, has_offset = _in_ms(np.array(_numbers(text)))
    start_s = float(rr_ms[0]) / 1000 if has_offset else 0.0
    return RecordedBeats(
        series=by_running_sum(rr_ms[1:] if has_offset else rr_ms, start_s=start_s),
        started_at=None,
        format=RecordingFormat.RR_TEXT,
    )


def _in_ms(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], bool]:
    """The intervals, and whether the first row says when the first beat was instead of being one.

    Files in seconds are differences of lists of beats and always start with such an offset. To take it for an interval
    would invent one; to leave out a real one costs a single beat.
    """
    median = float(np.median(values))
    if SECONDS[0] <= median <= SECONDS[1]:
        return values * 1000, True
    if MILLISECONDS[0] <= median <= MILLISECONDS[1]:
        return values, values[0] > intervals.LONGEST_RR_MS
    raise UnreadableRecordingError(
        "The numbers in this file are RR intervals neither in milliseconds nor in seconds. Export RR intervals instead."
    )


def _numbers(text: str) -> list[float]:
    return [_number(word, line) for line, row in enumerate(text.splitlines(), start=1) for word in row.split()]


def _number(word: str, line: int) -> float:
    if not _is_number(word):
        raise UnreadableRecordingError(
            f"Line {line} holds {word[:20]!r} where an RR interval should be. Remove it first."
        )
    return float(word)


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False
