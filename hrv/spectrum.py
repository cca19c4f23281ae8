"""What a power spectrum of RR intervals says: power in the bands, its highest peak, and the breathing behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from hrv.arrays import Bools, Floats

LF_HZ: Final = (0.04, 0.15)
HF_HZ: Final = (0.15, 0.40)
"""Bands of the Task Force (1996, Circulation 93:1043)."""

SHORTEST_FOR_LF_S: Final = 115.0
SHORTEST_FOR_HF_S: Final = 55.0
"""The Task Force asks for two minutes (LF) and one minute (HF); from first to last beat a window is a little shorter."""

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


def read_spectrum(frequency_hz: Floats, power: Floats, *, length_s: float) -> Spectrum:
    """Sum up a one-sided density (ms2/Hz) that rests on `length_s` seconds of beats."""
    if length_s < SHORTEST_FOR_HF_S:
        return NO_SPECTRUM
    heart = _within(frequency_hz, (LF_HZ[0], HF_HZ[1]))
    return Spectrum(
        lf_ms2=band_power(frequency_hz, power, LF_HZ) if length_s >= SHORTEST_FOR_LF_S else np.nan,
        hf_ms2=band_power(frequency_hz, power, HF_HZ),
        peak_hz=_peak(frequency_hz, power, heart),
        breathing_hz=_breathing(frequency_hz, power),
    )


def band_power(frequency_hz: Floats, power: Floats, band: tuple[float, float]) -> float:
    """Power in a band by the trapezoid rule over its own points, as NeuroKit2 integrates it."""
    inside = _within(frequency_hz, band)
    return float(np.trapezoid(y=power[inside], x=frequency_hz[inside]))


def _within(frequency_hz: Floats, band: tuple[float, float]) -> Bools:
    inside: Bools = (frequency_hz >= band[0]) & (frequency_hz < band[1])
    return inside


def _peak(frequency_hz: Floats, power: Floats, inside: Bools) -> float:
    """The frequency of the highest peak, refined by a parabola through its three highest points."""
    if not (power[inside] > NEGLIGIBLE_MS2_PER_HZ).any():
        return np.nan
    top = int(np.flatnonzero(inside)[np.argmax(power[inside])])
    if top in {0, power.size - 1}:
        return float(frequency_hz[top])
    left, middle, right = power[top - 1 : top + 2]
    bend = left - 2 * middle + right
    shift = 0.5 * (left - right) / bend if bend < 0 else 0.0
    return float(frequency_hz[top] + np.clip(shift, -0.5, 0.5) * (frequency_hz[1] - frequency_hz[0]))


def _breathing(frequency_hz: Floats, power: Floats) -> float:
    """Slow breathing stands out over everything; usual breathing over the rest of the HF band; else it is not clear."""
    for band, rest, share in (
        ((SLOWEST_BREATH_HZ, HF_HZ[0]), (LF_HZ[0], HF_HZ[1]), CLEAR_SLOW_SHARE),
        (HF_HZ, HF_HZ, CLEAR_USUAL_SHARE),
    ):
        peak = _peak(frequency_hz, power, _within(frequency_hz, band))
        around = (peak - PEAK_HALF_WIDTH_HZ, peak + PEAK_HALF_WIDTH_HZ)
        if band_power(frequency_hz, power, around) > share * band_power(frequency_hz, power, rest):
            return peak
    return np.nan
