"""Spectrum of RR intervals: power in the bands, the highest peak, and the breathing behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from hrv.numeric.arrays import Bools, Floats, Ints

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
METHOD: Final = (
    "NeuroKit2's Welch (quadratic spline at 100 Hz, Hann window of half the length, no detrending but the mean), "
    "divided by the spline's own response at the mean beat rate, ms2"
)
HALF_A_WAVE_PER_BEAT: Final = 0.5
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


def read_spectra(frequency_hz: Floats, power: Floats, *, length_s: Floats, intervals: Ints) -> list[Spectrum]:
    """Sum up one-sided densities (ms2/Hz), a row for each, of curves through so many intervals in `length_s` seconds.

    What the curve keeps of each wave is known, and divided out. Above half the beat rate there is nothing to be known:
    what a curve shows there is the mirror of what lies below.
    """
    share = drawn_share(frequency_hz / (intervals / length_s)[:, np.newaxis])
    density = _Density.of(frequency_hz, np.divide(power, share**2, out=np.zeros_like(power), where=share > 0))
    short = length_s < SHORTEST_FOR_LF_S
    peak = density.peak((np.where(short, HF_HZ[0], LF_HZ[0]), HF_HZ[1]))
    bands = (density.in_band(band) for band in (LF_HZ, HF_HZ))
    columns = np.stack((*bands, peak, _breathing(density, short=short)), axis=1)
    columns[short, 0] = np.nan
    columns[length_s < SHORTEST_FOR_HF_S] = np.nan
    return [Spectrum(*row) for row in columns.tolist()]


def drawn_share(waves_per_beat: Floats) -> Floats:
    """The amplitude that is left of a wave when a quadratic spline is drawn through beats, zero from half a wave on.

    The response of the cardinal spline of second degree, sinc(x)^3 over its samples (Unser 1999, IEEE Signal Process
    Mag 16(6):22): 0.97 for four beats to a wave, 0.83 for three.
    """
    turn = np.pi * waves_per_beat
    sine = np.sin(turn)
    share = 2 * (sine / turn) ** 3 / (2 - sine**2)
    return np.where(waves_per_beat < HALF_A_WAVE_PER_BEAT, share, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Density:
    """Densities, a row for each, and the power below each frequency."""

    frequency_hz: Floats
    power: Floats
    below: Floats

    @classmethod
    def of(cls, frequency_hz: Floats, power: Floats) -> _Density:
        below = np.zeros_like(power)
        slices = (power[:, 1:] + power[:, :-1]) * (np.diff(frequency_hz, axis=1) / 2)
        np.cumsum(slices, axis=1, out=below[:, 1:])
        return cls(frequency_hz, power, below)

    def in_band(self, band: Band) -> Floats:
        """Power of each row in a band by the trapezoid rule over the band's own points, as NeuroKit2 integrates it."""
        first, after = self._range(band)
        row = np.arange(first.size)
        last = np.maximum(after - 1, first)  # an empty band has no power
        inside: Floats = self.below[row, np.minimum(last, self.below.shape[1] - 1)]
        inside -= self.below[row, np.minimum(first, self.below.shape[1] - 1)]
        return inside

    def peak(self, band: Band) -> Floats:
        """The frequency of each row's highest peak in a band, refined by a parabola through three points."""
        first, after = self._range(band)
        bins, row = np.arange(self.power.shape[1]), np.arange(first.size)
        inside = (bins >= first[:, np.newaxis]) & (bins < after[:, np.newaxis])
        top = np.where(inside, self.power, -np.inf).argmax(axis=1)
        beside = np.minimum(np.maximum(top, 1), bins.size - 2)
        left, middle, right = (self.power[row, beside + side] for side in (-1, 0, 1))
        bend = left - 2 * middle + right
        shift = np.divide(left - right, 2 * bend, out=np.zeros_like(bend), where=(bend < 0) & (beside == top))
        step_hz = self.frequency_hz[:, 1] - self.frequency_hz[:, 0]
        peak = self.frequency_hz[row, top] + np.clip(shift, -0.5, 0.5) * step_hz
        return np.where(self.power[row, top] > NEGLIGIBLE_MS2_PER_HZ, peak, np.nan)

    def _range(self, band: Band) -> tuple[Ints, Ints]:
        """The first point of each row within a band, and the first one beyond it."""
        first, after = (
            np.count_nonzero(self.frequency_hz < np.asarray(edge)[..., np.newaxis], axis=1) for edge in band
        )
        return first, after


def _breathing(density: _Density, *, short: Bools) -> Floats:
    """Slow breathing stands out over everything; usual breathing over the rest of the HF band; else it is not clear.

    A short stretch does not hold enough slow breaths to tell them from drift.
    """
    everything, usual_band = density.in_band((LF_HZ[0], HF_HZ[1])), density.in_band(HF_HZ)
    slow = _clear_peak(density, (SLOWEST_BREATH_HZ, HF_HZ[0]), least_ms2=CLEAR_SLOW_SHARE * everything)
    usual = _clear_peak(density, HF_HZ, least_ms2=CLEAR_USUAL_SHARE * usual_band)
    return np.where(np.isnan(slow) | short, usual, slow)


def _clear_peak(density: _Density, band: Band, *, least_ms2: Floats) -> Floats:
    """The peak of each row in a band where its surroundings hold more than the least power, or NaN."""
    peak = density.peak(band)
    around = density.in_band((peak - PEAK_HALF_WIDTH_HZ, peak + PEAK_HALF_WIDTH_HZ))
    return np.where(around > least_ms2, peak, np.nan)
