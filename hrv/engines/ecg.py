"""Comparison of a strap's intervals with its ECG: R peaks, and how well the two agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.engines.neurokit import r_peak_samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hrv.beats import BeatSeries
    from hrv.numeric.arrays import Bools, Floats, Ints

SHORTEST_STRETCH_S: Final = 4.0
"""NeuroKit2 needs a few beats to know how steep an R peak is."""
HOLE: Final = 1.5
"""Samples further apart than so many usual distances have a hole between them."""
LARGEST_LAG_S: Final = 6.0
"""A strap may tell of a beat some seconds late, and the moment of its link adds to that."""
LAG_STEP_S: Final = 0.02
NEAR_S: Final = 0.1
"""Beats come closer together than 0.27 s in no heart, so that no beat is near to two peaks."""
FEWEST_MATCHED: Final = 30
AGREES_MS: Final = 5.0
AGREES_SHARE: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How a strap's intervals compare with the R peaks of an ECG of the same minutes.

    Attributes:
        beats: beats that the strap reported while the ECG ran.
        peaks: R peaks of the ECG while the strap reported.
        matched: how many of them are the same heart beats.
        lag_s: how much later than its R peak a beat is placed.
        median_ms: median distance between the two intervals of one heart beat, both ends of which matched.
        p95_ms: 95 % of them are no further apart.
    """

    beats: int
    peaks: int
    matched: int
    lag_s: float
    median_ms: float | None = None
    p95_ms: float | None = None

    @property
    def missed(self) -> int:
        """R peaks that the strap did not report."""
        return self.peaks - self.matched

    @property
    def extra(self) -> int:
        """Beats of the strap that are no R peak."""
        return self.beats - self.matched

    @property
    def agrees(self) -> bool | None:
        """Whether nineteen in twenty matched and half of the intervals are within 5 ms; None of too few beats.

        5 ms is what two R peaks are off together when one is found in an ECG of 130 Hz. Our own measure.
        """
        if self.matched < FEWEST_MATCHED or self.median_ms is None:
            return None if max(self.beats, self.peaks) < FEWEST_MATCHED else False
        share = self.matched / max(self.beats, self.peaks)
        return share >= AGREES_SHARE and self.median_ms <= AGREES_MS


def r_peaks_s(time_s: Floats, ecg_uv: Floats) -> Floats:
    """The moments of the R peaks, found by NeuroKit2 and placed between samples by a parabola.

    Holes cut the ECG into stretches; those shorter than four seconds give no peaks.
    """
    found = [_peaks_of(time_s[part], ecg_uv[part]) for part in _stretches(time_s)]
    return np.concatenate(found) if found else np.empty(0)


def compare(beats: BeatSeries, peaks_s: Floats) -> Agreement:
    """Match beats with R peaks; their clocks may be up to six seconds apart, and drift no further."""
    if not len(beats) or not peaks_s.size:
        return Agreement(beats=len(beats), peaks=peaks_s.size, matched=0, lag_s=0.0)
    lag_s = _lag_s(beats.time_s, peaks_s)
    moment_s = beats.time_s - lag_s
    peak, matches = _nearest(moment_s, peaks_s, NEAR_S)
    common = (moment_s >= peaks_s[0] - NEAR_S) & (moment_s <= peaks_s[-1] + NEAR_S)
    during = (peaks_s >= moment_s[0] - NEAR_S) & (peaks_s <= moment_s[-1] + NEAR_S)
    errors_ms = _interval_errors_ms(beats, peaks_s, peak, matches)
    return Agreement(
        beats=int(common.sum()),
        peaks=int(during.sum()),
        matched=int(np.unique(peak[matches]).size),
        lag_s=lag_s,
        median_ms=float(np.median(errors_ms)) if errors_ms.size else None,
        p95_ms=float(np.percentile(errors_ms, 95)) if errors_ms.size else None,
    )


def _stretches(time_s: Floats) -> Iterator[slice]:
    if time_s.size < 2:  # noqa: PLR2004 - a distance needs two samples
        return
    steps = np.diff(time_s)
    ends = np.flatnonzero((steps > HOLE * np.median(steps)) | (steps <= 0)) + 1
    for first, last in zip((0, *ends.tolist()), (*ends.tolist(), time_s.size), strict=True):
        if time_s[last - 1] - time_s[first] >= SHORTEST_STRETCH_S:
            yield slice(first, last)


def _peaks_of(time_s: Floats, ecg_uv: Floats) -> Floats:
    rate_hz = (time_s.size - 1) / (time_s[-1] - time_s[0])
    samples = r_peak_samples(ecg_uv, float(rate_hz))
    places = samples + _between_samples(ecg_uv, samples)
    return np.interp(places, np.arange(time_s.size), time_s)


def _between_samples(ecg_uv: Floats, samples: Ints) -> Floats:
    """How far the top of the parabola through a sample and its neighbours is from it, in samples."""
    inner = np.clip(samples, 1, ecg_uv.size - 2)
    before, at, after = ecg_uv[inner - 1], ecg_uv[inner], ecg_uv[inner + 1]
    bend = before - 2 * at + after
    offset = np.divide(0.5 * (before - after), bend, out=np.zeros(inner.size), where=bend < 0)
    return np.where(np.abs(offset) <= 1, offset, 0.0)


def _lag_s(time_s: Floats, peaks_s: Floats) -> float:
    """The lag at which most beats have a peak beside them, and of those the one at which they are nearest."""
    best = (0, 0.0, 0.0)
    for lag_s in np.arange(-LARGEST_LAG_S, LARGEST_LAG_S + LAG_STEP_S, LAG_STEP_S):
        peak, matches = _nearest(time_s - lag_s, peaks_s, NEAR_S / 2)
        if matches.any():
            apart_s = time_s[matches] - peaks_s[peak[matches]]
            best = max(best, (int(matches.sum()), -float(np.std(apart_s)), float(np.median(apart_s))))
    return best[2]


def _nearest(moment_s: Floats, peaks_s: Floats, near_s: float) -> tuple[Ints, Bools]:
    """The nearest peak of each moment, and whether it is near."""
    after = np.clip(np.searchsorted(peaks_s, moment_s), 1, max(peaks_s.size - 1, 1))
    before = after - 1
    after = np.minimum(after, peaks_s.size - 1)
    is_before = np.abs(moment_s - peaks_s[before]) <= np.abs(moment_s - peaks_s[after])
    nearest = np.where(is_before, before, after)
    return nearest, np.abs(moment_s - peaks_s[nearest]) <= near_s


def _interval_errors_ms(beats: BeatSeries, peaks_s: Floats, peak: Ints, matches: Bools) -> Floats:
    """Distances between the intervals of strap and ECG, where both ends of both are the same heart beats."""
    both = matches[1:] & matches[:-1] & (np.diff(peak) == 1) & (np.diff(beats.segment) == 0)
    later = np.flatnonzero(both) + 1
    of_ecg_ms = (peaks_s[peak[later]] - peaks_s[peak[later] - 1]) * 1000.0
    return np.abs(beats.rr_ms[later] - of_ecg_ms)
