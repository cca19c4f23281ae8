"""Simulated artifacts: what goes wrong between a heart and a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import BeatSeries

if TYPE_CHECKING:
    from numpy.typing import NDArray

ECTOPIC_PREMATURITY: Final = 0.65  # share of the usual interval after which an extra beat of the ventricle comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefacts:
    """Shares of beats that are not what they should be; 0.01 is one in a hundred.

    Attributes:
        ectopic: come too early and are followed by a pause that makes up for it.
        missed: are not seen by the strap, so that two intervals become one.
        extra: are seen where none was, so that one interval becomes two.
    """

    ectopic: float = 0.0
    missed: float = 0.0
    extra: float = 0.0


NO_ARTEFACTS: Final = Artefacts()


def spoil(series: BeatSeries, artefacts: Artefacts, rng: np.random.Generator) -> BeatSeries:
    """The same stretch with artefacts; its length in time and the moments of untouched beats stay."""
    if artefacts == NO_ARTEFACTS or not len(series):
        return series
    start_s = float(series.time_s[0] - series.rr_ms[0] / 1000)
    rr_ms = _with_ectopic(series.rr_ms, artefacts.ectopic, rng)
    rr_ms = _with_missed(rr_ms, artefacts.missed, rng)
    return BeatSeries.from_rr(_with_extra(rr_ms, artefacts.extra, rng), start=start_s)


def _with_ectopic(rr_ms: NDArray[np.float64], share: float, rng: np.random.Generator) -> NDArray[np.float64]:
    spoiled = rr_ms.copy()
    chosen = np.flatnonzero(rng.random(rr_ms.size - 1) < share)
    early_ms = rr_ms[chosen] * (1 - ECTOPIC_PREMATURITY)
    spoiled[chosen] -= early_ms
    spoiled[chosen + 1] += early_ms
    return spoiled


def _with_missed(rr_ms: NDArray[np.float64], share: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """A missed beat's interval is counted with the next one; the last beat is always seen."""
    seen = rng.random(rr_ms.size) >= share
    seen[-1] = True
    return np.diff(np.cumsum(rr_ms)[seen], prepend=0.0)


def _with_extra(rr_ms: NDArray[np.float64], share: float, rng: np.random.Generator) -> NDArray[np.float64]:
    chosen = np.flatnonzero(rng.random(rr_ms.size) < share)
    first_ms = rr_ms[chosen] * rng.uniform(0.3, 0.7, chosen.size)
    spoiled = rr_ms.copy()
    spoiled[chosen] -= first_ms
    return np.insert(spoiled, chosen, first_ms)
