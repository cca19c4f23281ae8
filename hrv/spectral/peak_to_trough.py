"""Respiratory swing of the intervals, from peak to trough of each breath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv.cleaning.nn_intervals import CleanBeats, Stretch
    from hrv.numeric.arrays import Floats, Ints

FEWEST_BREATHS: Final = 3


def peak_to_trough_ms(clean: CleanBeats, stretches: Sequence[Stretch], breathing_hz: Floats) -> Floats:
    """The median over breaths of longest minus shortest interval within a breath, for each stretch.

    The peak-valley method (Grossman, van Beek & Wientjes 1990, Psychophysiology 27:702) with breaths of the length that
    the spectrum shows. NaN without a breathing frequency and for fewer than three whole breaths.
    """
    known = np.flatnonzero(np.isfinite(breathing_hz))
    swings = np.full(breathing_hz.size, np.nan)
    if not known.size:
        return swings
    first, last = (np.array(column)[known] for column in zip(*((s.first, s.last) for s in stretches), strict=True))
    row, beat = _flat(first, last)
    breath = np.floor((clean.time_s[beat] - clean.time_s[first][row]) * breathing_hz[known][row])
    starts = np.flatnonzero((np.diff(row, prepend=-1) != 0) | (np.diff(breath, prepend=-1.0) != 0))
    height = np.maximum.reduceat(clean.rr_ms[beat], starts) - np.minimum.reduceat(clean.rr_ms[beat], starts)
    whole = np.append(row[starts][1:] == row[starts][:-1], False)  # the last breath of a stretch is cut off
    swings[known] = _medians(row[starts][whole], height[whole], known.size)
    return swings


def _flat(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All ranges one after the other: which range, and which index."""
    lengths = last - first
    row = np.repeat(np.arange(first.size), lengths)
    beat = np.arange(row.size) - np.repeat(np.cumsum(lengths) - lengths - first, lengths)
    return row, beat


def _medians(row: Ints, values: Floats, count: int) -> Floats:
    """The median of the values of each row, NaN for rows with too few of them."""
    ordered = values[np.lexsort((values, row))]
    many = np.bincount(row, minlength=count)
    middle = np.cumsum(many) - many + (many - 1) / 2
    padded = np.append(ordered, 0.0)
    low, high = (padded[edge(np.clip(middle, 0, values.size)).astype(np.int64)] for edge in (np.floor, np.ceil))
    return np.where(many >= FEWEST_BREATHS, (low + high) / 2, np.nan)
