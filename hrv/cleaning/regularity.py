"""Whether the rhythm is one whose variability means what it usually means."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.cleaning.artifacts import ArtifactKind
from hrv.numeric.range_sums import sum_over

if TYPE_CHECKING:
    from hrv.beats import BeatSeries
    from hrv.cleaning.artifacts import Artifacts
    from hrv.cleaning.placement import Spans
    from hrv.numeric.arrays import Bools, Floats

TOO_MANY_ECTOPIC: Final = 0.05
JUMP: Final = 0.15
JUMP_BEYOND_BREATHING: Final = 0.35
TOO_MANY_JUMPS: Final = 0.10
FORETELLABLE: Final = 0.35
LAGS: Final = 4
FEWEST_STEPS: Final = 20


class Rhythm(enum.StrEnum):
    """Whether variability can be read as usual."""

    REGULAR = "regular"
    UNCLEAR = "unclear"
    """Too many extra beats, or an irregularity without a pattern; no colour follows from it."""


def judge_rhythm(series: BeatSeries, artifacts: Artifacts, spans: Spans) -> list[Rhythm]:
    """The rhythm of each window, from the beats that were really there; missed and doubled ones are the sensor's."""
    unclear = _ectopic(artifacts, spans) | _irregular(series, artifacts, spans)
    return [Rhythm.UNCLEAR if window else Rhythm.REGULAR for window in unclear]


def _ectopic(artifacts: Artifacts, spans: Spans) -> Bools:
    """More than 5 % of beats premature; each has its short interval and its pause."""
    intervals = sum_over(artifacts.kind == ArtifactKind.ECTOPIC, spans.first, spans.last)
    many: Bools = intervals / 2 > TOO_MANY_ECTOPIC * (spans.last - spans.first)
    return many


def _irregular(series: BeatSeries, artifacts: Artifacts, spans: Spans) -> Bools:
    """Many steps that breathing does not make.

    Breathing, too, moves the heart by large steps, but then the last few intervals foretell the next one; in atrial
    fibrillation they do not. Steps of more than a third of the interval are beyond any breath, whatever their pattern.
    """
    own = ~artifacts.masked  # extra beats are counted by themselves, and what the sensor did is not the heart's
    linked = series.joined() & own & np.append(False, own)[:-1]
    step = _relative_steps(series.rr_ms)
    jumpy = _share(linked & (step > JUMP), linked, spans) > TOO_MANY_JUMPS
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
    """Whether the last four intervals foretell little of the variance of the next."""
    centred = rr - rr.mean()
    autocovariance = np.array([centred[lag:] @ centred[: rr.size - lag] for lag in range(LAGS + 1)])
    lags = np.abs(np.subtract.outer(np.arange(LAGS), np.arange(LAGS)))
    weights = np.linalg.lstsq(autocovariance[lags], autocovariance[1:], rcond=None)[0]
    return bool(weights @ autocovariance[1:] < FORETELLABLE * autocovariance[0])
