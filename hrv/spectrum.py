"""What a power spectrum of RR intervals says: power in the bands, its highest peak, and the breathing behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from hrv.arrays import Bools, Floats

Band: TypeAlias = "tuple[float | Floats, float | Floats]"
"""From and to, in Hz; the same for all rows, or one for each."""

LF_HZ: Final = (0.04, 0.15)
HF_HZ: Final = (0.15, 0.40)
"""Bands of the Task Force (1996, Circulation 93:1043)."""

SHORTEST_FOR_LF_S: Final = 115.0
SHORTEST_FOR_HF_S: Final = 55.0
"""The Task Force asks for two minutes (LF) and one (HF); from first to last beat a window is a little shorter."""

SAMPLING_HZ: Final = 100
HIGHEST_HZ: Final = 0.5
METHOD: Final = "Welch, Hann window of half the length, 100 Hz quadratic spline, no detrending but the mean, ms2"
SLOWEST_BREATH_HZ: Final = 0.07
PEAK_HALF_WIDTH_HZ: Final = 0.02
NEGLIGIBLE_MS2_PER_HZ: Final = 1e-9
CLEAR_SLOW_SHARE: Final = 0.6
CLEAR_USUAL_SHARE: Final = 0.4


class Spectrum(NamedTuple):
    """What a window's spectrum says; NaN where nothing can be said."""

    lf_ms2: float
    hf_ms2: float
    peak_hz: float
    breathing_hz: float


NO_SPECTRUM: Final = Spectrum(np.nan, np.nan, np.nan, np.nan)


def read_spectra(frequency_hz: Floats, power: Floats, *, length_s: Floats) -> list[Spectrum]:
    """Sum up one-sided densities (ms2/Hz), a row for each, that rest on `length_s` seconds of beats."""
    lf, hf = (band_power(frequency_hz, power, band) for band in (LF_HZ, HF_HZ))
    short = length_s < SHORTEST_FOR_LF_S
    peak = _peak(frequency_hz, power, (np.where(short, HF_HZ[0], LF_HZ[0]), HF_HZ[1]))
    columns = np.stack((lf, hf, peak, _breathing(frequency_hz, power, short)), axis=1)
    columns[short, 0] = np.nan
    columns[length_s < SHORTEST_FOR_HF_S] = np.nan
    return [Spectrum(*row) for row in columns.tolist()]


def band_power(frequency_hz: Floats, power: Floats, band: Band) -> Floats:
    """Power of each row in a band by the trapezoid rule over the band's own points, as NeuroKit2 integrates it."""
    inside = _within(frequency_hz, band)
    both = inside[:, 1:] & inside[:, :-1]
    slices = (power[:, 1:] + power[:, :-1]) * (frequency_hz[:, 1:] - frequency_hz[:, :-1]) / 2
    total: Floats = np.where(both, slices, 0.0).sum(axis=1)
    return total


def _within(frequency_hz: Floats, band: Band) -> Bools:
    low, high = (np.asarray(edge)[..., np.newaxis] for edge in band)
    inside: Bools = (frequency_hz >= low) & (frequency_hz < high)
    return inside


def _peak(frequency_hz: Floats, power: Floats, band: Band) -> Floats:
    """The frequency of each row's highest peak in a band, refined by a parabola through its three highest points."""
    row = np.arange(power.shape[0])
    top = np.where(_within(frequency_hz, band), power, -np.inf).argmax(axis=1)
    beside = np.minimum(np.maximum(top, 1), power.shape[1] - 2)
    left, middle, right = (power[row, beside + side] for side in (-1, 0, 1))
    bend = left - 2 * middle + right
    shift = np.divide(left - right, 2 * bend, out=np.zeros_like(bend), where=(bend < 0) & (beside == top))
    peak = frequency_hz[row, top] + np.clip(shift, -0.5, 0.5) * (frequency_hz[:, 1] - frequency_hz[:, 0])
    return np.where(power[row, top] > NEGLIGIBLE_MS2_PER_HZ, peak, np.nan)


def _breathing(frequency_hz: Floats, power: Floats, short: Bools) -> Floats:
    """Slow breathing stands out over everything; usual breathing over the rest of the HF band; else it is not clear.

    A short stretch does not hold enough slow breaths to tell them from drift.
    """
    slow = _clear_peak(
        frequency_hz, power, (SLOWEST_BREATH_HZ, HF_HZ[0]), rest=(LF_HZ[0], HF_HZ[1]), share=CLEAR_SLOW_SHARE
    )
    usual = _clear_peak(frequency_hz, power, HF_HZ, rest=HF_HZ, share=CLEAR_USUAL_SHARE)
    return np.where(np.isnan(slow) | short, usual, slow)


def _clear_peak(frequency_hz: Floats, power: Floats, band: Band, *, rest: Band, share: float) -> Floats:
    """The peak of each row in a band where its surroundings hold more than a share of the power of `rest`, or NaN."""
    peak = _peak(frequency_hz, power, band)
    around = band_power(frequency_hz, power, (peak - PEAK_HALF_WIDTH_HZ, peak + PEAK_HALF_WIDTH_HZ))
    return np.where(around > share * band_power(frequency_hz, power, rest), peak, np.nan)
