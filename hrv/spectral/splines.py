"""Quadratic splines through many series at once, the same curves that NeuroKit2 draws through intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hrv.numeric.arrays import Floats, Ints

NEGLIGIBLE_SHARE: Final = 1e-13
"""What is left of a neighbour's influence when it no longer changes a double by more than rounding does."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Piecewise quadratic curves, one after the other, with an entry for each point that they go through.

    The points of a curve are `first` to `last`; every point but these two has a piece of its own. A piece begins at
    `begin`, is `width` wide, and is `value + slope u + bend u^2` with u counted from its beginning; `control` is the
    coefficient of its B-spline, where the tangents at its two ends meet.
    """

    first: Ints
    last: Ints
    begin: Floats
    width: Floats
    control: Floats
    slope: Floats
    bend: Floats

    def value(self, piece: Ints) -> Floats:
        """The value at the beginning of the given pieces."""
        value: Floats = self.control[piece] - self.slope[piece] * self.width[piece] / 2
        return value

    def integrals(self) -> Floats:
        """The integral of each whole curve."""
        pieces = self.width * (self.control + self.bend * self.width**2 / 3)
        pieces[self.first] = 0.0
        pieces[self.last] = 0.0
        return np.add.reduceat(pieces, self.first)


def quadratic_splines(x: Floats, y: Floats, count: Ints) -> Curves:
    """Curves through points: the first `count[0]` of `x` (rising) and `y` are those of the first curve, and so on.

    The knots lie half-way between the points, without the first and last of them (de Boor 1978, A Practical Guide to
    Splines; SciPy's `interp1d(kind="quadratic")` does the same). A curve needs at least four points.
    """
    last = np.cumsum(count) - 1
    first = last - count + 1
    begin = _beginnings(x, first, last)
    width = np.append(np.diff(begin), 1.0)
    both = width.copy()  # a piece and the one before it
    both[1:] += width[:-1]
    both[last] = width[last - 1]
    width[first] = width[last] = both[first] = 1.0  # there is no piece; what is divided by these is not used
    control = _controls(x - begin, y, width, both, ends=np.append(first, last))
    slope, bend = np.zeros_like(x), np.zeros_like(x)
    slope[1:] = 2 * np.diff(control) / both[1:]
    bend[:-1] = np.diff(slope) / (2 * width[:-1])
    return Curves(first, last, begin, width, control, slope, bend)


def _beginnings(x: Floats, first: Ints, last: Ints) -> Floats:
    """Where the pieces begin; that of the last point is the end."""
    begin = np.empty_like(x)
    begin[1:] = (x[1:] + x[:-1]) / 2
    begin[first] = begin[first + 1] = x[first]
    begin[last] = x[last]
    return begin


def _controls(left: Floats, y: Floats, width: Floats, both: Floats, *, ends: Ints) -> Floats:
    """Coefficients of the B-splines: three of them meet at each point, `left` of the beginning of its piece."""
    lower = (width - left) ** 2 / (width * both)
    upper = left**2
    upper[:-1] /= width[:-1] * both[1:]
    lower[ends] = upper[ends] = 0.0
    scale = 1.0 / (1.0 - lower - upper)
    return _solve(lower * scale, upper * scale, y * scale)


def _solve(lower: Floats, upper: Floats, right: Floats) -> Floats:
    """Solve tridiagonal equations with ones in the middle, all at once.

    Neighbours are eliminated, then neighbours' neighbours, and so on: parallel cyclic reduction (Hockney & Jesshope
    1981, Parallel Computers). What is left of them falls fast, so four or five rounds do. An entry without a lower or
    an upper neighbour holds a zero there, which keeps one curve apart from the next.
    """
    reach = 1
    while _largest(lower, upper) > NEGLIGIBLE_SHARE:
        here, there = slice(reach, None), slice(None, -reach)
        pivot = np.ones_like(right)
        back = lower[here] * upper[there]
        pivot[here] -= back
        pivot[there] -= back
        known = right.copy()
        known[here] -= lower[here] * right[there]
        known[there] -= upper[there] * right[here]
        np.reciprocal(pivot, out=pivot)
        right = np.multiply(known, pivot, out=known)
        lower, upper = (
            _beyond(lower, here, there, pivot),
            _beyond(upper, there, here, pivot),
        )
        reach *= 2
    return right


def _largest(lower: Floats, upper: Floats) -> float:
    return max(float(edge) for side in (lower, upper) for edge in (side.max(), -side.min()))


def _beyond(side: Floats, here: slice, there: slice, pivot: Floats) -> Floats:
    """What the eliminated neighbours bring in of those beyond them."""
    beyond = np.zeros_like(side)
    np.multiply(side[here], side[there], out=beyond[here])
    beyond *= pivot
    return np.negative(beyond, out=beyond)
