"""Regularity of the rhythm: whether variability can be read as usual."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv.cleaning.artifacts import ArtifactKind
from hrv.numeric.range_sums import sum_over

if TYPE_CHECKING:
    from hrv.beats import BeatSeries
    from hrv.cleaning.artifacts import Artifacts
    from hrv.cleaning.placement import Spans
    from hrv.numeric.arrays import Bools, Floats, Ints

TOO_MANY_ECTOPIC: Final = 0.05
JUMP: Final = 0.15
JUMP_BEYOND_BREATHING: Final = 0.35
TOO_MANY_JUMPS: Final = 0.10
JUMPS_AFTER_JUMPS: Final = 0.20
FORETELLABLE: Final = 0.35
LAGS: Final = 8
FEWEST_STEPS: Final = 20

MADE_BY_THE_SENSOR: Final = (ArtifactKind.MISSED, ArtifactKind.EXTRA, ArtifactKind.OUT_OF_RANGE)
LOCKED_SHARE: Final = 0.25
LOCKED_SWING_MS: Final = 20.0
ALTERNATING_SHARE: Final = 0.12
KEEPS_STEP_OF_THREE: Final = 0.60
KEEPS_STEP_OF_FOUR: Final = 0.55


class _Blocks(NamedTuple):
    """How many steps are folded at once, and after how many the next ones are; short ones lose little to a slip."""

    length: int
    hop: int


FOLDED: Final = _Blocks(64, 32)
IN_STEP: Final = _Blocks(48, 16)


class Rhythm(enum.StrEnum):
    """Whether variability can be read as usual."""

    REGULAR = "regular"
    UNCLEAR = "unclear"
    """Too many extra beats, or an irregularity without a pattern; no colour follows from it."""


def judge_rhythm(series: BeatSeries, artifacts: Artifacts, spans: Spans) -> list[Rhythm]:
    """The rhythm of each window, from the beats that were really there; missed and doubled ones are the sensor's.

    A breath can lock to the heart in healthy people at rest (Schaefer et al. 1998, Nature 392:239), often four beats
    to a breath. From the beats alone it cannot be told from extra beats in every fourth place: such a window is unclear
    too. Whoever has measured the breath knows better and may overrule this.
    """
    unclear = _ectopic(artifacts, spans) | _irregular(series, artifacts, spans) | _locked(series, artifacts, spans)
    return [Rhythm.UNCLEAR if window else Rhythm.REGULAR for window in unclear]


def _ectopic(artifacts: Artifacts, spans: Spans) -> Bools:
    """More than 5 % of beats premature; each has its short interval and its pause."""
    intervals = sum_over(artifacts.kind == ArtifactKind.ECTOPIC, spans.first, spans.last)
    many: Bools = intervals / 2 > TOO_MANY_ECTOPIC * (spans.last - spans.first)
    return many


def _irregular(series: BeatSeries, artifacts: Artifacts, spans: Spans) -> Bools:
    """Many steps that breathing does not make.

    Breathing, too, moves the heart by large steps, but they come one by one, once or twice a breath, or else the last
    intervals, those of a whole breath, foretell the next one. In atrial fibrillation jumps follow on jumps, and nothing
    foretells them. Steps of more than a third of the interval are beyond any breath, whatever their pattern.
    """
    own = ~artifacts.masked  # extra beats are counted by themselves, and what the sensor did is not the heart's
    linked = series.joined() & own & np.append(False, own)[:-1]
    step = _relative_steps(series.rr_ms)
    jump = linked & (step > JUMP)
    again = jump & np.append(False, jump)[:-1]
    jumpy = _share(jump, linked, spans) > TOO_MANY_JUMPS
    jumpy &= sum_over(again, spans.first + 2, spans.last) > JUMPS_AFTER_JUMPS * sum_over(
        jump, spans.first + 1, spans.last
    )
    irregular = _share(linked & (step > JUMP_BEYOND_BREATHING), linked, spans) > TOO_MANY_JUMPS
    for window in np.flatnonzero(jumpy & ~irregular):
        part = slice(spans.first[window], spans.last[window])
        irregular[window] = _without_pattern(series.rr_ms[part][own[part]])
    return irregular


def _relative_steps(rr_ms: Floats) -> Floats:
    """How far each interval is from the one before, as a share of the shorter of the two."""
    before = np.append(rr_ms[:1], rr_ms)[:-1]
    return np.abs(rr_ms - before) / np.minimum(rr_ms, before)


def _share(these: Bools, of: Bools, spans: Spans) -> Floats:
    """The share of each window's differences; zero where there are too few of them to judge."""
    some, count = (sum_over(each, spans.first + 1, spans.last) for each in (these, of))
    return np.where(count >= FEWEST_STEPS, some / np.maximum(count, 1.0), 0.0)


def _without_pattern(rr: Floats) -> bool:
    """Whether the last eight intervals foretell little of the variance of the next."""
    centred = rr - rr.mean()
    autocovariance = np.array([centred[lag:] @ centred[: rr.size - lag] for lag in range(LAGS + 1)])
    lags = np.abs(np.subtract.outer(np.arange(LAGS), np.arange(LAGS)))
    weights = np.linalg.lstsq(autocovariance[lags], autocovariance[1:], rcond=None)[0]
    return bool(weights @ autocovariance[1:] < FORETELLABLE * autocovariance[0])


def _locked(series: BeatSeries, artifacts: Artifacts, spans: Spans) -> Bools:
    """Patterns that repeat with every second, third or fourth beat, as extra beats do, whatever their size.

    A breath of three or four beats repeats, too, but gets out of step with the heart bit by bit, while a pattern of
    extra beats keeps step, or slips by whole beats. A breath is smooth as well: early beats in every fourth place leave
    a trace in the fold by two.
    """
    steps = _Steps.of(series, artifacts)
    folds = {beats: _folds(steps, spans, FOLDED, beats) for beats in (2, 3, 4)}
    two, three, four = (folds[beats].explained(LOCKED_SWING_MS) > LOCKED_SHARE for beats in (2, 3, 4))
    alternating = folds[2].explained(0.0) > ALTERNATING_SHARE
    locked: Bools = two | (four & alternating)
    for doubtful, beats, least in ((three, 3, KEEPS_STEP_OF_THREE), (four, 4, KEEPS_STEP_OF_FOUR)):
        which = np.flatnonzero(doubtful & ~locked)  # few
        if which.size:
            locked[which] = _folds(steps, spans.some(which), IN_STEP, beats).in_step() > least
    return locked


class _Steps(NamedTuple):
    """The steps from beat to beat in ms, zero where they are not the heart's own, and whether they are."""

    ms: Floats
    known: Bools

    @classmethod
    def of(cls, series: BeatSeries, artifacts: Artifacts) -> _Steps:
        own = ~np.isin(artifacts.kind, MADE_BY_THE_SENSOR)
        known = series.joined() & own & np.append(False, own)[:-1]
        return cls(np.where(known, np.diff(series.rr_ms, prepend=series.rr_ms[:1]), 0.0), known)


class _Folds(NamedTuple):
    """Blocks of steps, folded: the window of each block; for each place in the fold the sum of steps and how many."""

    windows: int
    window: Ints
    sums: Floats
    known: Ints
    squares: Floats

    def explained(self, swing_ms: float) -> Floats:
        """Which share of the squared steps of a window the fold explains, as the mean over its blocks.

        A block that swings by no more than `swing_ms` from peak to trough explains nothing, nor does one of which less
        than half is known; nor does a window that is too short for a block.
        """
        mean = self.sums / np.maximum(self.known, 1.0)
        share = (mean * self.sums).sum(axis=0) / np.maximum(self.squares, 1e-9)
        swing = np.ptp(np.cumsum(mean - mean.mean(axis=0), axis=0), axis=0)
        share[(swing <= swing_ms) | (self.known.sum(axis=0) < FOLDED.length / 2)] = 0.0
        return self._total(share) / np.maximum(self._total(np.ones_like(share)), 1.0)

    def in_step(self) -> Floats:
        """How constant the phase of the pattern is over the blocks of a window, from zero to one, slips left aside.

        A slip by one beat turns the phase by a whole turn over the length of the fold: to the power of that length
        nothing is left of it, while a slow drift is as many times as fast.
        """
        beats = len(self.sums)
        wave = np.exp(-2j * np.pi * np.arange(beats) / beats) @ self.sums
        size = np.abs(wave)
        turned = wave * (wave / np.maximum(size, 1e-9)) ** (beats - 1)
        together: Floats = np.hypot(self._total(turned.real), self._total(turned.imag))
        return together / np.maximum(self._total(size), 1e-9)

    def _total(self, values: Floats) -> Floats:
        total: Floats = np.bincount(self.window, values, self.windows).astype(np.float64)
        return total


def _folds(steps: _Steps, spans: Spans, blocks: _Blocks, beats: int) -> _Folds:
    count = np.maximum((spans.last - spans.first - 1 - blocks.length) // blocks.hop + 1, 0)
    window = np.repeat(np.arange(len(spans)), count)
    first = spans.first[window] + 1 + blocks.hop * (np.arange(window.size) - np.repeat(np.cumsum(count) - count, count))
    squares = np.cumsum(steps.ms**2)
    totals = [_every(steps, first, first + blocks.length, start=start, beats=beats) for start in range(beats)]
    sums, known = (np.array(column) for column in zip(*totals, strict=True))
    return _Folds(len(spans), window, sums, known, squares[first + blocks.length - 1] - squares[first - 1])


def _every(steps: _Steps, first: Ints, last: Ints, *, start: int, beats: int) -> tuple[Floats, Ints]:
    """The sum and the number of the known steps at `start`, `start + beats` ... within each block.

    Blocks of overlapping windows share most steps: running sums read each step once.
    """
    low, high = ((edge - start + beats - 1) // beats for edge in (first, last))
    sums, known = (np.cumsum(np.append(0, each[start::beats])) for each in steps)
    return sums[high] - sums[low], known[high] - known[low]
