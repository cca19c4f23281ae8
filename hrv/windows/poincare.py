"""SD2: the length of the Poincare plot; its width follows from the differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hrv.numeric.range_sums import sum_over

if TYPE_CHECKING:
    from hrv.cleaning.nn_intervals import CleanBeats
    from hrv.numeric.arrays import Floats


def sd2_ms(clean: CleanBeats) -> Floats:
    """SD2 of each window: the standard deviation along the line of identity (Brennan 2001, IEEE TBME 48:1342, eq. 7).

    Over pairs of beats that follow one another; NaN for fewer than two pairs.
    """
    if not clean.rr_ms.size:
        return np.full(clean.first.size, np.nan)
    level = float(np.median(clean.rr_ms))  # sums of squares stay exact when values are small
    along = np.where(clean.joined, clean.rr_ms + np.append(level, clean.rr_ms[:-1]) - 2 * level, 0.0) / np.sqrt(2)
    first, last = clean.first + 1, clean.last
    count = sum_over(clean.joined, first, last)
    squares = sum_over(along**2, first, last) - sum_over(along, first, last) ** 2 / np.maximum(count, 1)
    return np.sqrt(np.maximum(squares, 0.0) / np.where(count > 1, count - 1, np.nan))
