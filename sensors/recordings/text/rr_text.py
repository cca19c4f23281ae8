"""Plain text: one RR interval after another, in milliseconds or in seconds, one a line or separated by spaces.

Elite HRV and Kubios write such files, and most programs can. Lines that begin with # are remarks of whoever wrote it.
Where each line holds two numbers, the first is the moment of the beat and the second its interval.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.heart_rate import rr_limits
from sensors.recordings.formats import RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text import own_forms
from sensors.recordings.text.timelines import by_moments, by_running_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hrv.beats import BeatSeries
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat("rr-text", define("sensors.format.rr_text", "RR intervals as plain text"))
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.STRUCTURE

SECONDS: Final = (0.2, 3.0)  # where the median interval of any heart lies
MILLISECONDS: Final = (200.0, 3000.0)
REMARK: Final = "#"
PAIR: Final = 2
ALIKE: Final = (0.5, 2.0)
_DECIMAL_COMMA: Final = re.compile(r"(?<![\d.])(\d{1,4}),(\d+)(?![\d,.])")
_SEPARATING_COMMA: Final = re.compile(r"\d{3},\s?\d{3}(?!\d)|\d\.\d+,|,\s|,$", re.MULTILINE)
NEITHER: Final = define(
    "sensors.rr_text.neither",
    "The numbers in this file are RR intervals neither in milliseconds nor in seconds. Export RR intervals instead.",
)
NOT_AN_INTERVAL: Final = define(
    "sensors.rr_text.not_an_interval",
    "Line %(line)s holds '%(found)s' where an RR interval should be. Remove it first.",
)


def recognises(text: str) -> bool:
    """Whether a file that starts like this is plain RR text: there is nothing but numbers."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith(REMARK)), "")
    words = _words(first)
    return bool(words) and all(_is_number(word) for word in words[:-1]) and words[-1][:1] in "0123456789.-+"


def read(text: str, _: About) -> Found:
    """Read it; UnreadableRecordingError when a value is not a number or the unit cannot be told."""
    if own_forms.is_marked(text):
        return Found.of_beats(FORMAT, *own_forms.read_marked(text))
    rows = _rows(text)
    series = _from_pairs(rows) if _are_pairs(rows) else _from_intervals([value for row in rows for value in row])
    return Found.of_beats(FORMAT, series)


def _from_intervals(values: list[float]) -> BeatSeries:
    rr_ms, has_offset = _in_ms(np.array(values))
    start_s = float(rr_ms[0]) / 1000 if has_offset else 0.0
    return by_running_sum(rr_ms[1:] if has_offset else rr_ms, start_s=start_s)


def _are_pairs(rows: list[list[float]]) -> bool:
    """Whether every line is a moment and the interval that ends there: moments that grow by about the intervals."""
    if len(rows) < PAIR or any(len(row) != PAIR for row in rows):
        return False
    moments, rr = np.array(rows).T
    steps = np.diff(moments)
    if not (steps > 0).all():
        return False
    share = float(np.median(rr[1:]) / np.median(steps))
    return any(ALIKE[0] < share / unit < ALIKE[1] for unit in (1.0, 1000.0))  # in one unit, or moments in s beside ms


def _from_pairs(rows: list[list[float]]) -> BeatSeries:
    moments, rr = np.array(rows).T
    rr_ms = rr * _unit_ms(float(np.median(rr)))
    in_ms = np.median(np.diff(moments)) > 0.1 * np.median(rr_ms)
    return by_moments(moments / 1000 if in_ms else moments, rr_ms)


def _in_ms(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], bool]:
    """The intervals, and whether the first row says when the first beat was instead of being one.

    Files in seconds are differences of lists of beats and always start with such an offset. To take it for an interval
    would invent one; to leave out a real one costs a single beat.
    """
    unit_ms = _unit_ms(float(np.median(values)))
    is_in_ms = unit_ms == 1
    return values * unit_ms, bool(values[0] > rr_limits.LONGEST_RR_MS) if is_in_ms else True


def _unit_ms(median: float) -> float:
    if SECONDS[0] <= median <= SECONDS[1]:
        return 1000.0
    if MILLISECONDS[0] <= median <= MILLISECONDS[1]:
        return 1.0
    raise UnreadableRecordingError(NEITHER())


def _rows(text: str) -> list[list[float]]:
    return [
        [_number(word, line) for word in _words(row)]
        for line, row in enumerate(text.splitlines(), start=1)
        if row.strip() and not row.startswith(REMARK)
    ]


def _words(line: str) -> list[str]:
    """The words of a line; a comma between digits is a decimal one unless it can only separate."""
    if "," in line:
        line = line.replace(",", " ") if _SEPARATING_COMMA.search(line) else _DECIMAL_COMMA.sub(r"\1.\2", line)
    return line.replace(";", " ").split()


def _number(word: str, line: int) -> float:
    if not _is_number(word):
        raise UnreadableRecordingError(NOT_AN_INTERVAL(line=str(line), found=word[:20]))
    return float(word)


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False
