"""Complexity indices by NeuroKit2 (DFA alpha 1, sample entropy), on request only: a hundred times the cost."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from hrv.cleaning.artifacts import find_artifacts
from hrv.cleaning.own_variability import varies
from hrv.engines import neurokit
from hrv.json_values import Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from hrv.beats import BeatSeries
    from hrv.numeric.arrays import Bools, Floats

FEWEST_BEATS: Final = 120


class NoComplexity(enum.StrEnum):
    """Why there is no index of complexity."""

    FEW_BEATS = "few_beats"
    """Fewer than 120 clean beats follow one another without a gap."""
    NO_VARIATION = "no_variation"
    """Nine in ten intervals lie within 4 ms."""


@dataclass(frozen=True, slots=True)
class Complexity(Stored):
    """DFA alpha 1 (4 to 11 beats) and sample entropy (m = 2, r = 0.2 SD) of the longest unbroken run of clean beats.

    `why` has the cause for each that is None.
    """

    n_beats: int
    dfa_alpha1: float | None
    sample_entropy: float | None
    why: Mapping[str, NoComplexity] = field(default_factory=dict)

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "why": lambda stored: {name: NoComplexity(cause) for name, cause in stored.items()}
    }


def complexity(series: BeatSeries) -> Complexity:
    """Both indices of a stretch of beats; masked beats and holes end a run, nothing is joined across them."""
    run = _longest_run(series.rr_ms, _breaks(series))
    if run.size < FEWEST_BEATS:
        return _absent(run.size, NoComplexity.FEW_BEATS)
    if not varies(run):
        return _absent(run.size, NoComplexity.NO_VARIATION)
    return Complexity(run.size, neurokit.dfa_alpha1(run), neurokit.sample_entropy(run))


def _absent(n_beats: int, cause: NoComplexity) -> Complexity:
    return Complexity(n_beats, None, None, why=dict.fromkeys(("dfa_alpha1", "sample_entropy"), cause))


def _breaks(series: BeatSeries) -> Bools:
    """Whether a run ends before each beat: there is a hole, or the beat or the one before it is masked."""
    masked = find_artifacts(series).masked
    breaks: Bools = ~series.joined() | masked
    breaks[1:] |= masked[:-1]
    return breaks


def _longest_run(rr_ms: Floats, breaks: Bools) -> Floats:
    edges = np.append(np.flatnonzero(breaks), rr_ms.size)
    if edges.size < 2:  # noqa: PLR2004 - a run has a beginning and an end
        return rr_ms[:0]
    longest = int(np.argmax(np.diff(edges)))
    return rr_ms[edges[longest] : edges[longest + 1]]
