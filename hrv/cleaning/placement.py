"""Placement of windows, and how much of each was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import JOIN_TOLERANCE_MS
from hrv.numeric.range_sums import largest_over, sum_over

if TYPE_CHECKING:
    from hrv.beats import BeatSeries
    from hrv.numeric.arrays import Bools, Floats, Ints

SHORTEST_WINDOW_S: Final = 30.0
CLOCK_DIGITS: Final = 6
"""Window borders are rounded to the microsecond, about what a double holds of seconds since 1970."""


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Windows in order, from after `start_s` up to and including `end_s`; their beats are `first` to before `last`."""

    start_s: Floats
    end_s: Floats
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return int(self.start_s.size)

    def some(self, which: Ints) -> Spans:
        """The windows of the given numbers."""
        return Spans(self.start_s[which], self.end_s[which], self.first[which], self.last[which])

    @property
    def length_s(self) -> Floats:
        """How long each window is."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What each window rests on, one entry for each window; a masked beat counts as not measured."""

    n_beats: Ints
    n_masked: Ints
    coverage: Floats
    longest_gap_s: Floats


def place_windows(series: BeatSeries, *, window_s: float, hop_s: float) -> Spans:
    """Windows of `window_s` seconds, one every `hop_s`, from the start of the first interval; none without beats.

    A recording shorter than `window_s` but of at least 30 s is one window of its own length. Raises `ValueError` when
    `window_s` is under 30 s or `hop_s` is not above zero.
    """
    if not window_s >= SHORTEST_WINDOW_S:
        raise ValueError("A window must be at least 30 seconds long. Ask for a longer one.")
    if not hop_s > 0:
        raise ValueError("The step from one window to the next must be above zero seconds.")
    if not len(series):
        return _spans(series, np.zeros(0), np.zeros(0))
    begin = round(float(series.time_s[0] - series.rr_ms[0] / 1000.0), CLOCK_DIGITS)
    end = round(float(series.time_s[-1]), CLOCK_DIGITS)
    if end - begin < window_s:
        whole = np.array([begin]) if end - begin >= SHORTEST_WINDOW_S else np.zeros(0)
        return _spans(series, whole, np.full(whole.size, end))
    start = np.round(begin + hop_s * _steps_with_beats(series.time_s - begin, window_s, hop_s), CLOCK_DIGITS)
    start = start[start + window_s <= end + 10.0**-CLOCK_DIGITS]
    return _spans(series, start, np.round(start + window_s, CLOCK_DIGITS))


def _steps_with_beats(since_begin_s: Floats, window_s: float, hop_s: float) -> Floats:
    """The numbers of all windows that hold a beat, so that a hole of a year costs nothing."""
    newest = np.floor(since_begin_s / hop_s)
    newest = newest[np.diff(newest, prepend=-np.inf) > 0]  # beats are in order, so their steps are
    oldest = newest - np.ceil(window_s / hop_s)
    oldest[1:] = np.maximum(oldest[1:], newest[:-1] + 1.0)  # those before are counted with the beat before
    count = (newest - oldest + 1.0).astype(np.int64)
    within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    steps: Floats = np.repeat(oldest, count) + within
    return steps[steps >= 0]


def _spans(series: BeatSeries, start_s: Floats, end_s: Floats) -> Spans:
    # Rounding a border to the microsecond must not move a beat that lies on it into the next window.
    slack = 10.0**-CLOCK_DIGITS
    first = np.searchsorted(series.time_s, start_s + slack, side="right")
    last = np.searchsorted(series.time_s, end_s + slack, side="right")
    held = last > first
    return Spans(start_s=start_s[held], end_s=end_s[held], first=first[held], last=last[held])


def measure(series: BeatSeries, masked: Bools, spans: Spans) -> Measured:
    """What each window rests on: beats, masked beats, the share of time that was measured, the longest hole."""
    covered_s, longest_gap_s = _measured_time(series, masked, spans)
    return Measured(
        n_beats=spans.last - spans.first,
        n_masked=sum_over(masked, spans.first, spans.last).astype(np.int64),
        coverage=np.clip(covered_s / spans.length_s, 0.0, 1.0),
        longest_gap_s=longest_gap_s,
    )


def _measured_time(series: BeatSeries, masked: Bools, spans: Spans) -> tuple[Floats, Floats]:
    """Seconds of each window that lie within a clean interval, and the longest stretch that does not."""
    begin, end = _clean_intervals(series, masked)
    if not end.size:
        return np.zeros(len(spans)), spans.length_s
    a = np.searchsorted(end, spans.start_s, side="right")
    b = np.searchsorted(begin, spans.end_s, side="left")
    before = begin[np.minimum(a, end.size - 1)] - spans.start_s
    after = spans.end_s - end[np.maximum(b - 1, 0)]
    inside_s = sum_over(end - begin, a, b) + np.minimum(before, 0.0) + np.minimum(after, 0.0)
    hole_s = np.append(0.0, begin[1:] - end[:-1])
    longest_s = np.maximum(largest_over(hole_s, a + 1, b), np.maximum(before, after))
    longest_s[longest_s <= JOIN_TOLERANCE_MS / 1000.0] = 0.0
    some = b > a
    return np.where(some, inside_s, 0.0), np.where(some, longest_s, spans.length_s)


def _clean_intervals(series: BeatSeries, masked: Bools) -> tuple[Floats, Floats]:
    """When each clean interval began and ended; none begins before the one before it has ended."""
    end = series.time_s[~masked]
    begin = end - series.rr_ms[~masked] / 1000.0
    begin[1:] = np.maximum(begin[1:], end[:-1])
    return begin, end
