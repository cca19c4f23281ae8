"""The same numbers as the engine of record, for thousands of windows at once: imports, re-computation, histories.

The definitions are NeuroKit2's and the tests hold the two against one another: 1e-9 in the time domain, 1e-6 in the
spectrum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.cleaning.nn_intervals import TimeDomain
from hrv.engines.analysis import HOP_S, WINDOW_S, WindowEngine, analyse_with
from hrv.index_types import MeanRr, Rmssd, Sdnn, Sdsd
from hrv.numeric.range_sums import sum_over
from hrv.spectral.spectrum import read_spectra
from hrv.spectral.splines import quadratic_splines
from hrv.spectral.welch import Samples, densities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv.beats import BeatSeries
    from hrv.cleaning.nn_intervals import CleanBeats, Stretch
    from hrv.numeric.arrays import Floats, Ints
    from hrv.spectral.spectrum import Spectrum
    from hrv.windows.window import Window

POINTS_AT_ONCE: Final = 12_000
"""What fits into a processor's cache."""
LARGE_STEP_MS: Final = 50.0
SMALL_STEP_MS: Final = 20.0


def analyse_in_bulk(series: BeatSeries, *, window_s: float = WINDOW_S, hop_s: float = HOP_S) -> tuple[Window, ...]:
    """`hrv.analyse` without NeuroKit2: the same windows, from the same definitions, in a small part of the time."""
    return analyse_with(BULK_ENGINE, series, window_s=window_s, hop_s=hop_s)


def time_domains(clean: CleanBeats, windows: Sequence[int]) -> list[TimeDomain]:
    """Mean, SDNN, RMSSD, SDSD, pNN50 and pNN20 of the listed windows, which must each hold two real differences."""
    which = np.asarray(windows, np.int64)
    if not which.size:
        return []
    first, last = clean.first[which], clean.last[which]
    level = float(np.median(clean.rr_ms))  # sums of squares stay exact when values are small
    mean, squares = _moments(clean.rr_ms - level, first, last, count=(last - first).astype(np.float64))
    steps = clean.differences()
    n_steps = sum_over(clean.joined, first + 1, last)
    step_mean, step_squares = _moments(steps, first + 1, last, count=n_steps)
    pnn50, pnn20 = (
        100.0 * sum_over(np.abs(steps) > least, first + 1, last) / (n_steps + 1)
        for least in (LARGE_STEP_MS, SMALL_STEP_MS)
    )
    return list(
        map(
            TimeDomain,
            map(MeanRr, (level + mean).tolist()),
            map(Sdnn, np.sqrt(squares / (last - first - 1)).tolist()),
            map(Rmssd, np.sqrt(step_squares / n_steps + step_mean**2).tolist()),
            map(Sdsd, np.sqrt(step_squares / (n_steps - 1)).tolist()),
            pnn50.tolist(),
            pnn20.tolist(),
        )
    )


def _moments(values: Floats, first: Ints, last: Ints, *, count: Floats) -> tuple[Floats, Floats]:
    """The mean of each window and the sum of squares around it."""
    total = sum_over(values, first, last)
    squares = sum_over(values**2, first, last) - total**2 / count
    return total / count, np.maximum(squares, 0.0)


def spectra(clean: CleanBeats, stretches: Sequence[Stretch]) -> list[Spectrum]:
    """The spectra of the listed stretches."""
    found: list[Spectrum] = []
    longest = max((stretch.last - stretch.first for stretch in stretches), default=1)
    at_once = max(POINTS_AT_ONCE // longest, 1)
    for start in range(0, len(stretches), at_once):
        some = stretches[start : start + at_once]
        first, last = (np.array(column, np.int64) for column in zip(*((s.first, s.last) for s in some), strict=True))
        found.extend(_spectra(clean, first, last))
    return found


def _spectra(clean: CleanBeats, first: Ints, last: Ints) -> list[Spectrum]:
    count = last - first
    begin_s, end_s = clean.time_s[first], clean.time_s[last - 1]
    samples = Samples.of(begin_s, end_s)
    beat = np.arange(int(count.sum())) + np.repeat(first - (np.cumsum(count) - count), count)
    since = (clean.time_s[beat] - np.repeat(begin_s, count)) / np.repeat(samples.step_s, count)
    curves = quadratic_splines(since, clean.rr_ms[beat] - np.repeat(clean.rr_ms[first], count), count)
    density = densities(curves, samples)
    return read_spectra(density.frequency_hz, density.power, length_s=end_s - begin_s, intervals=count - 1)


BULK_ENGINE: Final = WindowEngine(time_domains, spectra)
