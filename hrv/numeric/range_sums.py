"""Sums and maxima over many ranges of one array at once: what makes windows cheap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hrv.numeric.arrays import Bools, Floats, Ints


def sum_over(values: Floats | Bools, first: Ints, last: Ints) -> Floats:
    """The sum of `values[first:last]` for each pair; an empty range gives zero."""
    return _reduce(np.add, np.asarray(values, np.float64), first, last, empty=0.0)


def largest_over(values: Floats, first: Ints, last: Ints) -> Floats:
    """The largest of `values[first:last]` for each pair; an empty range gives minus infinity."""
    return _reduce(np.maximum, values, first, last, empty=-np.inf)


def _reduce(ufunc: np.ufunc, values: Floats, first: Ints, last: Ints, *, empty: float) -> Floats:
    if not first.size:
        return np.zeros(0)
    padded = np.append(values, empty)  # reduceat takes no index beyond the end
    first = np.minimum(first, values.size)
    edges = np.stack((first, np.maximum(last, first)), axis=1).ravel()
    reduced: Floats = ufunc.reduceat(padded, edges)[::2]
    return np.where(last > first, reduced, empty)
