"""How values are spread around each beat, robust against the false ones among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from hrv.arrays import Floats, Ints

UNKNOWN: Final = float("nan")
NEIGHBOURHOOD_BEATS: Final = 128
STEP_BEATS: Final = 16
FEWEST_KNOWN: Final = 20


def local_quantiles(values: Floats, levels: tuple[float, ...]) -> list[Floats]:
    """Quantiles of the known values in the 128 beats around each beat, one array for each level.

    They are taken every 16 beats and joined by straight lines. Where nothing is known they are infinite: no value is
    beyond them.
    """
    count = values.size
    if count <= NEIGHBOURHOOD_BEATS:
        rows, centres = np.sort(values)[np.newaxis], np.zeros(1)
    else:
        starts = np.append(np.arange(0, count - NEIGHBOURHOOD_BEATS, STEP_BEATS), count - NEIGHBOURHOOD_BEATS)
        rows = np.sort(sliding_window_view(values, NEIGHBOURHOOD_BEATS)[starts], axis=1)
        centres = starts + NEIGHBOURHOOD_BEATS / 2
    known = np.count_nonzero(np.isfinite(rows), axis=1)
    enough = known >= min(FEWEST_KNOWN, int(known.max()))
    if not known.max():
        return [np.full(count, np.inf) for _ in levels]
    beats = np.arange(count)
    return [np.interp(beats, centres[enough], _row_quantile(rows[enough], known[enough], level)) for level in levels]


def _row_quantile(rows: Floats, known: Ints, level: float) -> Floats:
    position = level * (known - 1)
    below = position.astype(np.int64)
    above = np.minimum(below + 1, known - 1)
    row = np.arange(known.size)
    low = rows[row, below]
    quantile: Floats = low + (rows[row, above] - low) * (position - below)
    return quantile
