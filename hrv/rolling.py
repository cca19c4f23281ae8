"""Mean, SDNN and RMSSD of the last so many seconds, kept up to date by adding the new and taking away the old."""

from __future__ import annotations

import math
from collections import deque
from typing import Final, NamedTuple

FEWEST_DIFFERENCES: Final = 10
SUMMED_AFRESH_EVERY: Final = 1024
"""Rounding errors of running sums are swept out after so many beats; a beat still costs O(1) on average."""


class LiveSpan(NamedTuple):
    """The indices of the last `span_s` seconds; None until there are ten real differences."""

    span_s: int
    n_beats: int
    coverage: float
    mean_rr_ms: float | None
    hr_bpm: float | None
    rmssd_ms: float | None
    sdnn_ms: float | None


class _Beat(NamedTuple):
    time_s: float
    rr_ms: float
    step_ms: float | None


class RollingSpan:
    """Clean beats of the last `span_s` seconds and their running sums."""

    __slots__ = ("_beats", "_level", "_n_steps", "_pushed", "_rr", "_rr_squares", "_span_s", "_steps_squares", "_total")

    def __init__(self, span_s: int) -> None:
        self._span_s = span_s
        self._beats: deque[_Beat] = deque()
        self._level = 0.0  # sums of squares stay exact when values are small
        self._pushed = 0
        self._sum_afresh()

    def push(self, time_s: float, rr_ms: float, step_ms: float | None) -> None:
        """A clean beat, and its difference to the one before when that is real."""
        if not self._beats:
            self._level = rr_ms
        else:
            self._count_step(step_ms, 1)
        self._beats.append(_Beat(time_s, rr_ms, step_ms))
        self._count_rr(rr_ms, 1)
        self.advance(time_s)
        self._pushed += 1
        if self._pushed % SUMMED_AFRESH_EVERY == 0:
            self._sum_afresh()

    def advance(self, now_s: float) -> None:
        """Let go of the beats that are too old at `now_s`."""
        beats = self._beats
        while beats and beats[0].time_s <= now_s - self._span_s:
            self._count_rr(beats.popleft().rr_ms, -1)
            if beats:
                self._count_step(beats[0].step_ms, -1)

    def read(self, now_s: float) -> LiveSpan:
        """The indices at `now_s`, the moment of the newest beat."""
        count = len(self._beats)
        if self._n_steps < FEWEST_DIFFERENCES:
            return LiveSpan(self._span_s, count, self._coverage(now_s), None, None, None, None)
        mean = self._rr / count
        return LiveSpan(
            span_s=self._span_s,
            n_beats=count,
            coverage=self._coverage(now_s),
            mean_rr_ms=self._level + mean,
            hr_bpm=60_000.0 / (self._level + mean),
            rmssd_ms=math.sqrt(max(self._steps_squares, 0.0) / self._n_steps),
            sdnn_ms=math.sqrt(max(self._rr_squares - count * mean * mean, 0.0) / (count - 1)),
        )

    def _coverage(self, now_s: float) -> float:
        if not self._beats:
            return 0.0
        oldest = self._beats[0]
        before_s = max(0.0, now_s - self._span_s - (oldest.time_s - oldest.rr_ms / 1000.0))
        measured_s = (self._rr + self._level * len(self._beats)) / 1000.0
        return min(max((measured_s - before_s) / self._span_s, 0.0), 1.0)

    def _count_rr(self, rr_ms: float, sign: int) -> None:
        off = rr_ms - self._level
        self._rr += sign * off
        self._rr_squares += sign * off * off

    def _count_step(self, step_ms: float | None, sign: int) -> None:
        if step_ms is not None:
            self._n_steps += sign
            self._steps_squares += sign * step_ms * step_ms

    def _sum_afresh(self) -> None:
        self._rr = self._rr_squares = self._steps_squares = 0.0
        self._n_steps = 0
        if self._beats:
            self._level = self._beats[-1].rr_ms
        for place, beat in enumerate(self._beats):
            self._count_rr(beat.rr_ms, 1)
            if place:
                self._count_step(beat.step_ms, 1)
