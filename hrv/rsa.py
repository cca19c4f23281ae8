"""How much the intervals swing with each breath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hrv.arrays import Floats

FEWEST_BREATHS: Final = 3


def peak_to_trough_ms(time_s: Floats, rr_ms: Floats, *, breathing_hz: float) -> float:
    """The median over breaths of longest minus shortest interval within a breath, or NaN for fewer than three breaths.

    The peak-valley method (Grossman, van Beek & Wientjes 1990, Psychophysiology 27:702) with breaths of the length that
    the spectrum shows.
    """
    if not np.isfinite(breathing_hz):
        return np.nan
    breath = np.floor((time_s - time_s[0]) * breathing_hz).astype(np.int64)
    whole = breath < breath[-1]
    starts = np.flatnonzero(np.diff(breath[whole], prepend=-1))
    if starts.size < FEWEST_BREATHS:
        return np.nan
    rr = rr_ms[whole]
    swing = np.maximum.reduceat(rr, starts) - np.minimum.reduceat(rr, starts)
    return float(np.median(swing))
