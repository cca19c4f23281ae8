"""Coherence: the share of the heart's swing that is one single wave, in the two published forms.

Both take 64 s of intervals as an even series of 2 Hz and look for the highest peak between 0.04 and 0.26 Hz.
Orderliness is not amount: any slow, steady breathing gives high values, however small the wave.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv.numeric.arrays import Floats

COHERENCE_WINDOW_S: Final = 64.0
COHERENCE_EVERY_S: Final = 5.0
RATE_HZ: Final = 2.0
POINTS: Final = int(COHERENCE_WINDOW_S * RATE_HZ)
BIN_HZ: Final = 1.0 / COHERENCE_WINDOW_S
PEAK_BINS: Final = range(math.ceil(0.04 / BIN_HZ), math.floor(0.26 / BIN_HZ) + 1)
FIRST_BIN: Final = 1
LAST_BIN: Final = math.floor(0.4 / BIN_HZ)
HALF_WIDTH_BINS: Final = 1
"""One bin of 1/64 Hz to each side: the published 0.015 Hz."""

_GRID: Final = np.arange(POINTS) / RATE_HZ
_TAPER: Final = np.hanning(POINTS + 1)[:-1]


class Coherence(NamedTuple):
    """Coherence at a moment.

    `ratio` is the power of the peak over all other power, P / (T - P) (McCraty & Childre 2010, Altern Ther 16:10);
    `score` is ln(CR + 1) with CR = (P / power below the peak) x (P / power above it), the form of US patent 6 358 201.
    """

    time_s: float
    ratio: float
    score: float
    peak_hz: float


def coherence(time_s: Sequence[float] | Floats, rr_ms: Sequence[float] | Floats) -> Coherence | None:
    """Coherence of the 64 s before the last beat; the beats must reach that far back. None when nothing varies."""
    end_s = float(time_s[-1])
    curve = np.interp(_GRID + (end_s - COHERENCE_WINDOW_S + 1.0 / RATE_HZ), time_s, rr_ms)
    wave = np.fft.rfft((curve - np.add.reduce(curve) / POINTS) * _TAPER)
    power = wave.real**2 + wave.imag**2
    top = PEAK_BINS.start + int(power[PEAK_BINS.start : PEAK_BINS.stop].argmax())
    below = float(np.add.reduce(power[FIRST_BIN : top - HALF_WIDTH_BINS]))
    peak = float(np.add.reduce(power[top - HALF_WIDTH_BINS : top + HALF_WIDTH_BINS + 1]))
    above = float(np.add.reduce(power[top + HALF_WIDTH_BINS + 1 : LAST_BIN + 1]))
    if not (peak > 0 and below > 0 and above > 0):
        return None
    return Coherence(
        time_s=end_s,
        ratio=peak / (below + above),
        score=math.log1p((peak / below) * (peak / above)),
        peak_hz=top * BIN_HZ,
    )
