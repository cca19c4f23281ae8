"""Rolling mean, SDNN and RMSSD of the last seconds, by adding the new and removing the old."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from itertools import islice
from math import fsum, sqrt
from typing import Final, NamedTuple

from hrv.cleaning.own_variability import varies_in_order
from hrv.windows.absence import Absence

FEWEST_DIFFERENCES: Final = 10
FEWEST_TO_SAY_IT_HARDLY_VARIES: Final = 20
"""Of 38,000 runs of so many healthy beats none is too narrow; of 11 beats, a few are by chance."""
SUMMED_AFRESH_EVERY: Final = 1024
"""Rounding errors of running sums are swept out after so many beats; a beat still costs O(1) on average."""


class LiveSpan(NamedTuple):
    """The indices of the last `span_s` seconds; None until there are ten real differences.

    `why` is the cause where there is no variability: few beats, or intervals that do not vary by themselves.
    """

    span_s: int
    n_beats: int
    coverage: float
    mean_rr_ms: float | None
    hr_bpm: float | None
    rmssd_ms: float | None
    sdnn_ms: float | None
    why: Absence | None


class RollingSpan:
    """Clean beats of the last `span_s` seconds and their running sums."""

    __slots__ = (
        "_ascending",
        "_beats",
        "_level",
        "_n_steps",
        "_pushed",
        "_rr",
        "_rr_squares",
        "_span_s",
        "_steps_squares",
    )

    def __init__(self, span_s: int) -> None:
        self._span_s = span_s
        self._beats: deque[tuple[float, float, float | None]] = deque()
        self._ascending: list[float] = []
        self._level = 0.0  # sums of squares stay exact when values are small
        self._pushed = 0
        self._sum_afresh()

    def push(self, time_s: float, rr_ms: float, step_ms: float | None) -> None:
        """A clean beat, and its difference to the one before when that is real."""
        if not self._beats:
            self._level = rr_ms
        elif step_ms is not None:
            self._n_steps += 1
            self._steps_squares += step_ms * step_ms
        self._beats.append((time_s, rr_ms, step_ms))
        insort(self._ascending, rr_ms)
        off = rr_ms - self._level
        self._rr += off
        self._rr_squares += off * off
        if self._beats[0][0] <= time_s - self._span_s:
            self.advance(time_s)
        self._pushed += 1
        if self._pushed % SUMMED_AFRESH_EVERY == 0:
            self._sum_afresh()

    def advance(self, now_s: float) -> None:
        """Let go of the beats that are too old at `now_s`; the first one left has lost what it differed from."""
        beats, oldest_s = self._beats, now_s - self._span_s
        while beats and beats[0][0] <= oldest_s:
            rr_ms = beats.popleft()[1]
            del self._ascending[bisect_left(self._ascending, rr_ms)]
            off = rr_ms - self._level
            self._rr -= off
            self._rr_squares -= off * off
            step_ms = beats[0][2] if beats else None
            if step_ms is not None:
                self._n_steps -= 1
                self._steps_squares -= step_ms * step_ms

    def read(self, now_s: float) -> LiveSpan:
        """The indices at `now_s`, the moment of the newest beat."""
        span_s, beats, n_steps = self._span_s, self._beats, self._n_steps
        count = len(beats)
        covered = self._coverage(now_s) if beats else 0.0
        if n_steps < FEWEST_DIFFERENCES:
            return LiveSpan(span_s, count, covered, None, None, None, None, Absence.SHORT_RUNS)
        off = self._rr / count
        mean = self._level + off
        if not varies_in_order(self._ascending):
            why = Absence.NO_VARIATION if count >= FEWEST_TO_SAY_IT_HARDLY_VARIES else Absence.SHORT_RUNS
            return LiveSpan(span_s, count, covered, mean, 60_000.0 / mean, None, None, why)
        rmssd = sqrt(abs(self._steps_squares) / n_steps)
        sdnn = sqrt(abs(self._rr_squares - self._rr * off) / (count - 1))
        return LiveSpan(span_s, count, covered, mean, 60_000.0 / mean, rmssd, sdnn, None)

    def _coverage(self, now_s: float) -> float:
        beats, span_s = self._beats, self._span_s
        time_s, rr_ms, _ = beats[0]
        measured_s = (self._rr + self._level * len(beats)) / 1000.0
        before_s = now_s - span_s - (time_s - rr_ms / 1000.0)
        share = (measured_s - before_s if before_s > 0 else measured_s) / span_s
        return min(share, 1.0)

    def _sum_afresh(self) -> None:
        beats = self._beats
        if beats:
            self._level = beats[-1][1]
        offs = [rr_ms - self._level for _, rr_ms, _ in beats]
        steps = [step_ms for _, _, step_ms in islice(beats, 1, None) if step_ms is not None]
        self._rr, self._rr_squares = fsum(offs), fsum(off * off for off in offs)
        self._n_steps, self._steps_squares = len(steps), fsum(step * step for step in steps)
