"""Quadratic splines through many series at once, the same curves that NeuroKit2 draws through intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hrv.arrays import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Piecewise quadratic curves, one column for each series.

    Piece i begins at `left[i]` and is `value + slope u + bend u^2` with u counted from there. Pieces that a shorter
    series does not have begin at infinity and are zero.
    """

    left: Floats
    value: Floats
    slope: Floats
    bend: Floats

    def columns(self, some: slice) -> Curves:
        """Some of the curves."""
        parts = (self.left[:, some], self.value[:, some], self.slope[:, some], self.bend[:, some])
        return Curves(*(np.ascontiguousarray(part) for part in parts))


def quadratic_splines(x: Floats, y: Floats, count: Ints) -> Curves:
    """Curves through the first `count` points of each column of `x` (rising) and `y`.

    The knots lie half-way between the points, without the first and last of them (de Boor 1978, A Practical Guide to
    Splines; SciPy's `interp1d(kind="quadratic")` does the same).
    """
    row = np.arange(x.shape[0])[:, np.newaxis]
    own = row < count
    end = x[count - 1, np.arange(count.size)]
    x = np.where(own, x, end + (row - count + 1))
    knots = _knots(x, end, count)
    left, right = knots[2:-2], knots[3:-1]
    coefficients = _solve(x, y, knots, inner=(row > 0) & (row < count - 1), own=own)
    below, middle, above = coefficients[:-2], coefficients[1:-1], coefficients[2:]
    real = row[: left.shape[0]] < count - 2
    width = np.where(real, right - left, 1.0)
    slope = _over(2 * (middle - below), right - knots[1:-3], real)
    slope_at_end = _over(2 * (above - middle), knots[4:] - left, real)
    value = _over(below * (right - left) + middle * (left - knots[1:-3]), right - knots[1:-3], real)
    bend = np.where(real, (slope_at_end - slope) / (2 * width), 0.0)
    return Curves(left=np.where(real, left, np.inf), value=value, slope=slope, bend=bend)


def _knots(x: Floats, end: Floats, count: Ints) -> Floats:
    """Knots 0 to n+1: the first point three times, the midpoints, the last point from knot n on."""
    knots = np.empty((x.shape[0] + 2, x.shape[1]))
    knots[:3] = x[0]
    knots[3:-2] = (x[1:-2] + x[2:-1]) / 2
    knots[-2:] = end
    return np.where(np.arange(knots.shape[0])[:, np.newaxis] >= count, end, knots)


def _solve(x: Floats, y: Floats, knots: Floats, *, inner: Bools, own: Bools) -> Floats:
    """Coefficients of the B-splines: three of them meet at each inner point, one at the first and at the last."""
    left, right = knots[1:-1], knots[2:]
    before = knots[:-2]
    after = np.vstack((knots[3:], knots[-1:]))
    lower = _over((right - x) ** 2, (right - left) * (right - before), inner)
    upper = _over((x - left) ** 2, (right - left) * (after - left), inner)
    return _tridiagonal(lower, 1.0 - lower - upper, upper, np.where(own, y, 0.0))


def _over(top: Floats, bottom: Floats, where: Bools) -> Floats:
    return np.divide(top, bottom, out=np.zeros_like(top), where=where)


def _tridiagonal(lower: Floats, middle: Floats, upper: Floats, right: Floats) -> Floats:
    """Thomas' algorithm, down and up the rows of all columns at once."""
    upper, right = upper.copy(), right.copy()
    upper[0] /= middle[0]
    right[0] /= middle[0]
    for row in range(1, right.shape[0]):
        pivot = middle[row] - lower[row] * upper[row - 1]
        upper[row] /= pivot
        right[row] = (right[row] - lower[row] * right[row - 1]) / pivot
    for row in range(right.shape[0] - 2, -1, -1):
        right[row] -= upper[row] * right[row + 1]
    return right
