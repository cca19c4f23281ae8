"""Local quantiles of values around each beat, robust against false beats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from hrv.numeric.arrays import Floats, Ints, Singles

UNKNOWN: Final = float("nan")
NEIGHBOURHOOD_BEATS: Final = 128
BLOCK_BEATS: Final = 32
FEWEST_KNOWN: Final = 20


def local_quantiles(values: Floats, levels: tuple[float, ...]) -> list[Floats]:
    """Quantiles of the known values in the 128 beats around each block of 32 beats: for each level, one for each block.

    A block with hardly any known value around it takes those of its neighbours; where nothing is known they are
    infinite: no value is beyond them.
    """
    rows, known = _neighbourhoods(values)
    rows.sort(axis=1)  # what is unknown comes last
    most = int(known.max())
    if not most:
        return [np.full(known.size, np.inf) for _ in levels]
    enough = np.flatnonzero(known >= min(FEWEST_KNOWN, most))
    blocks = np.arange(known.size)
    return [np.interp(blocks, enough, _row_quantile(rows, enough, known[enough], level)) for level in levels]


def per_beat(blocks: Floats, count: int) -> Floats:
    """The value of its block for each of `count` beats."""
    return np.repeat(blocks, BLOCK_BEATS)[:count]


def _neighbourhoods(values: Floats) -> tuple[Singles, Ints]:
    """The values around each block of beats, one row for each block, and how many of them are known.

    Seven digits are plenty for how values are spread, and are sorted in two thirds of the time.
    """
    blocks = -(-values.size // BLOCK_BEATS)
    singles = values.astype(np.float32)
    known = np.append(0, np.cumsum(np.isfinite(singles)))
    if values.size <= NEIGHBOURHOOD_BEATS:
        return np.tile(singles, (blocks, 1)), np.full(blocks, known[-1])
    before = (NEIGHBOURHOOD_BEATS - BLOCK_BEATS) // 2
    starts = np.clip(BLOCK_BEATS * np.arange(blocks) - before, 0, values.size - NEIGHBOURHOOD_BEATS)
    rows = sliding_window_view(singles, NEIGHBOURHOOD_BEATS)[starts]
    return rows, known[starts + NEIGHBOURHOOD_BEATS] - known[starts]


def _row_quantile(rows: Singles, row: Ints, known: Ints, level: float) -> Floats:
    """A quantile of the sorted known values of the given rows, between two values on a straight line."""
    position = level * (known - 1)
    below = position.astype(np.int64)
    low = rows[row, below].astype(np.float64)
    quantile: Floats = low + (rows[row, np.minimum(below + 1, known - 1)] - low) * (position - below)
    return quantile
