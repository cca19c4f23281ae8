"""Fourier transforms of the knots of piecewise quadratic curves, at many frequencies at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hrv.numeric.arrays import Floats, Ints, Waves
    from hrv.spectral.splines import Curves

REACH: Final = 7
GROUP: Final = 2 * REACH + 1
"""A power z^k is z^m z^(k - m) for the middle m of its group of fifteen, and the powers below m are the conjugates of
those above: few powers of each knot are taken, and a product of real matrices makes all of them."""

GROUPS_AT_ONCE: Final = 16
"""Enough for five minutes; the many groups of windows of hours would fill the memory."""


def jump_sums(curves: Curves, piece: Ints, border: Ints, *, turn: Floats, bins: Ints) -> Waves:
    """The jumps of the second derivative between each two borders, turned by their places there.

    `piece` (curves x borders) holds at `border`; in one bin a sample turns by `turn`. Gives curves x stretches x bins.
    """
    slot = piece[:, :-1, np.newaxis] + np.arange(1, int(np.diff(piece).max()) + 1)
    inside = slot <= piece[:, 1:, np.newaxis]
    slot = np.minimum(slot, curves.bend.size - 1)
    place = curves.begin[slot] - border[:, :-1, np.newaxis]
    place *= inside
    jump = (curves.bend[slot] - curves.bend[slot - 1]) * inside
    wave = turned(place * turn[:, np.newaxis, np.newaxis])
    return _sums_of_powers(wave.reshape(-1, slot.shape[2]), jump.reshape(-1, slot.shape[2]), bins).reshape(
        *slot.shape[:2], bins.size
    )


def _sums_of_powers(wave: Waves, jump: Floats, bins: Ints) -> Waves:
    """The sums of `jump wave^bin` over each row, for all bins."""
    groups, next_group = -(-bins.size // GROUP), _power(wave, GROUP)
    fine = _powers(np.ones_like(wave), wave, REACH + 1)
    sums = []
    for start in range(0, groups, GROUPS_AT_ONCE):
        middle = int(bins[0]) + REACH + GROUP * start
        coarse = _powers(jump * _power(wave, middle), next_group, min(GROUPS_AT_ONCE, groups - start))
        sums.append(_sums(coarse, fine))
    return np.concatenate(sums, axis=1)[:, : bins.size]


def _sums(coarse: Floats, fine: Floats) -> Waves:
    """The sums of each row at the powers of each group, from planes of middles and of what is around them."""
    product = np.matmul(coarse.transpose(1, 0, 2), fine.transpose(1, 2, 0))
    product = product.reshape(product.shape[0], -1, 2, REACH + 1, 2)
    rr, ri, ir, ii = (product[:, :, a, :, b] for a in (0, 1) for b in (0, 1))
    sums = np.empty((*product.shape[:2], GROUP), np.complex128)
    above, below = sums[:, :, REACH:], sums[:, :, REACH::-1]
    np.subtract(rr, ii, out=above.real)
    np.add(ir, ri, out=above.imag)
    np.add(rr, ii, out=below.real)
    np.subtract(ir, ri, out=below.imag)
    return sums.reshape(product.shape[0], -1)


def _powers(first: Waves, factor: Waves, count: int) -> Floats:
    """`first`, `first factor`, `first factor^2`...: for each a plane of real and one of imaginary parts.

    `factor` has length one, so that each is twice its real part times the last, less the one before (Chebyshev).
    """
    planes = np.empty((count, 2, *first.shape))
    second = first * factor
    for place, wave in ((0, first), (1, second))[:count]:
        planes[place, 0], planes[place, 1] = wave.real, wave.imag
    twice = 2 * factor.real
    for place in range(2, count):
        np.multiply(planes[place - 1], twice, out=planes[place])
        planes[place] -= planes[place - 2]
    return planes.reshape(2 * count, *first.shape)


def _power(wave: Waves, exponent: int) -> Waves:
    """A whole power above zero, by squaring."""
    if exponent == 1:
        return wave
    half = _power(wave * wave, exponent // 2)
    return half * wave if exponent % 2 else half


def turned(angle: Floats) -> Waves:
    """exp(-i angle), by the tangent of half the angle: NumPy makes one of those in a quarter of a sine's time."""
    tangent = np.tan(angle / 2)
    scale = 1.0 / (1.0 + tangent**2)
    wave = np.empty(angle.shape, np.complex128)
    np.subtract(2 * scale, 1.0, out=wave.real)
    np.multiply(-2 * tangent, scale, out=wave.imag)
    return wave
