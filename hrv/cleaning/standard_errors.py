"""Standard errors and 90 % intervals of a window's indices, with the correlation of beats.

What an interval is meant to cover is the value of the same steady state measured for long, not of these very beats.
Beats depend on one another over breaths and over the slow waves of breathing's depth, so the variance of a mean is
taken from how the means of blocks of about 20 s differ: overlapping batch means (Meketon & Schmeiser 1984, Proc Winter
Simul Conf, 227). For mean RR and SDNN a window says nothing about waves longer than itself; the heart's slow wander has
a 1/f spectrum (Kobayashi & Musha 1982, IEEE TBME 29:456), every octave as strong as the next, and part of that is
counted as unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

from hrv.numeric.normal import NORMAL_90

if TYPE_CHECKING:
    from hrv.cleaning.nn_intervals import CleanBeats
    from hrv.cleaning.placement import Spans
    from hrv.numeric.arrays import Bools, Floats, Ints

BLOCK_S: Final = 20.0
FEWEST_BLOCKS: Final = 3
FREEDOM_OF_OVERLAP: Final = 4.0 / 3.0
"""Half-overlapping blocks are worth a third more than blocks side by side."""

LEAST_FREEDOM: Final = 2.0
FEW_BLOCKS: Final = 0.4
"""Blocks of 20 s still depend a little on one another, which shows most where there are few of them."""

STEADY_S: Final = 1800.0
UNSEEN_IN_MEAN: Final = 0.19
UNSEEN_IN_SDNN: Final = 0.2
"""Shares of a full 1/f spectrum up to half an hour, set so that intervals of simulated hearts cover nine in ten."""

FEWEST_BEATS_IN_A_MEAN: Final = 3
SPREAD_OF_A_BURST: Final = 0.5
"""Beats that were missed in a row average over part of a breath: their mean lies half as far off as single beats do."""

Freedom = TypeVar("Freedom", float, "Floats")
"""One number of degrees of freedom, or many."""


class Errors(NamedTuple):
    """For each window: a standard error, factors around RMSSD, below and above SDNN, half a width for mean RR."""

    ln_rmssd_se: Floats
    rmssd_factor: Floats
    sdnn_below: Floats
    sdnn_above: Floats
    mean_rr_half_ms: Floats

    def of(self, window: int) -> Error:
        """The errors of one window."""
        return Error(*(float(column[window]) for column in self))


class Error(NamedTuple):
    """The entry of `Errors` for one window."""

    ln_rmssd_se: float
    rmssd_factor: float
    sdnn_below: float
    sdnn_above: float
    mean_rr_half_ms: float


class _Blocks(NamedTuple):
    """Sums of values and how many there are, in half blocks of each window."""

    total: Floats
    number: Floats

    @classmethod
    def of(cls, values: Floats, known: Bools, edges: Ints) -> _Blocks:
        """The known values between each two neighbouring edges."""
        return cls(_between(np.where(known, values, 0.0), edges), _between(known.astype(np.float64), edges))


class _Mean(NamedTuple):
    """The mean of each window, its standard error, and Student's quantile that goes with it."""

    value: Floats
    error: Floats
    quantile: Floats

    def factor(self) -> Floats:
        """What the root of the mean is multiplied and divided by to span 90 % (the delta method)."""
        return np.exp(self.quantile * _ratio(self.error, self.value) / 2)


def errors(clean: CleanBeats, spans: Spans) -> Errors:
    """Errors of RMSSD, SDNN and mean RR for every window.

    RMSSD and SDNN are roots of means of squares, so their relative error is half that of the mean. The standard error
    of ln RMSSD is that of a normal distribution with the same 90 % interval. SDNN may be farther below the long-term
    value than above it: the unseen waves can only add to it.
    """
    edges = _edges(clean, spans)
    rmssd = _mean(_Blocks.of(clean.differences() ** 2, _own_differences(clean), edges))
    level = float(np.median(clean.rr_ms)) if clean.rr_ms.size else 0.0
    off = clean.rr_ms - level
    beats = np.ones(off.size, np.bool_)
    rr, squares = _Blocks.of(off, beats, edges), _Blocks.of(off**2, beats, edges)
    sdnn = _mean(_around_the_mean(rr, squares))
    octaves = np.log(np.maximum(STEADY_S / spans.length_s, 1.0)) * _wander(rr, squares, _missing(rr, level, spans))
    mean, factor = _mean(rr), rmssd.factor()
    return Errors(
        ln_rmssd_se=np.log(factor) / NORMAL_90,
        rmssd_factor=factor,
        sdnn_below=sdnn.factor(),
        sdnn_above=np.sqrt(sdnn.factor() ** 2 + 2 * UNSEEN_IN_SDNN * _ratio(octaves, sdnn.value)),
        mean_rr_half_ms=mean.quantile * np.sqrt(mean.error**2 + UNSEEN_IN_MEAN * octaves),
    )


def _edges(clean: CleanBeats, spans: Spans) -> Ints:
    """Where the half blocks of each window begin and end, as indices of clean beats."""
    if not len(spans):
        return np.zeros((0, 2), np.int64)
    halves = 2 * max(FEWEST_BLOCKS, round(float(spans.length_s[0]) / BLOCK_S))
    borders_s = spans.start_s[:, np.newaxis] + np.multiply.outer(spans.length_s, np.arange(1, halves) / halves)
    inner = np.searchsorted(clean.time_s, borders_s, side="right")
    return np.column_stack(
        (clean.first, np.clip(inner, clean.first[:, np.newaxis], clean.last[:, np.newaxis]), clean.last)
    )


def _own_differences(clean: CleanBeats) -> Bools:
    """The real differences without those that reach into a window from before it.

    One difference in hundreds; where windows overlap it is missing from the inside of its neighbour as well.
    """
    known = clean.joined.copy()
    known[clean.first[clean.first < known.size]] = False
    return known


def _between(values: Floats, edges: Ints) -> Floats:
    sums = np.append(0.0, np.cumsum(values))[edges]
    return np.diff(sums, axis=1)


def _around_the_mean(rr: _Blocks, squares: _Blocks) -> _Blocks:
    """Sums of squares around each window's own mean."""
    mean = (rr.total.sum(axis=1) / np.maximum(rr.number.sum(axis=1), 1.0))[:, np.newaxis]
    return _Blocks(squares.total - 2 * mean * rr.total + mean**2 * rr.number, rr.number)


def _mean(blocks: _Blocks) -> _Mean:
    """Mean and standard error from half-overlapping blocks; blocks with fewer values weigh less."""
    count = np.maximum(blocks.number.sum(axis=1), 1.0)
    mean = blocks.total.sum(axis=1) / count
    off = blocks.total - mean[:, np.newaxis] * blocks.number
    pairs = off[:, 1:] + off[:, :-1]
    filled = np.maximum(np.count_nonzero(blocks.number, axis=1) / 2, FEWEST_BLOCKS / 2 + 0.5)
    variance = filled / (filled - 1) * filled / (2 * filled - 1) * (pairs**2).sum(axis=1) / count**2
    quantile = student_90(np.maximum(FREEDOM_OF_OVERLAP * (filled - 1), LEAST_FREEDOM))
    return _Mean(mean, np.sqrt(variance) * (1 + FEW_BLOCKS / np.sqrt(filled - 1)), quantile)


def _wander(rr: _Blocks, squares: _Blocks, missing: Floats) -> Floats:
    """The variance of each octave of slow waves, from how far the means of whole blocks lie apart.

    Where beats of a block are missing, its mean is off by the mean of the missing ones; that is no wander.
    """
    total, count, square = (_whole(half) for half in (*rr, squares.total))
    known = count >= FEWEST_BEATS_IN_A_MEAN
    means, mean_squares = (np.divide(part, count, out=np.zeros_like(part), where=known) for part in (total, square))
    blocks = np.count_nonzero(known, axis=1).astype(np.float64)
    apart = np.where(known, means - _ratio(means.sum(axis=1), blocks)[:, np.newaxis], 0.0) ** 2
    by_chance = (missing * SPREAD_OF_A_BURST) ** 2 * np.maximum(mean_squares - means**2, 0.0)
    squares_apart = apart.sum(axis=1) - _ratio(blocks - 1, blocks) * by_chance.sum(axis=1)
    return _ratio(np.maximum(squares_apart, 0.0), (blocks - 1) * np.log(np.maximum(blocks, 1.0)))


def _missing(rr: _Blocks, level: float, spans: Spans) -> Floats:
    """The share of each whole block in which nothing was measured; `rr` holds intervals less `level`."""
    measured_ms = _whole(rr.total) + level * _whole(rr.number)
    block_ms = 1000.0 * spans.length_s[:, np.newaxis] / max(measured_ms.shape[1], 1)
    missing: Floats = np.clip(1.0 - measured_ms / block_ms, 0.0, 1.0)
    return missing


def _whole(halves: Floats) -> Floats:
    """Two half blocks each make a whole one."""
    whole: Floats = halves[:, ::2] + halves[:, 1::2]
    return whole


def _ratio(over: Floats, under: Floats) -> Floats:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)


def student_90(freedom: Freedom) -> Freedom:
    """The 95 % quantile of Student's t: the Cornish-Fisher expansion (Abramowitz & Stegun 1964, 26.7.5)."""
    z = NORMAL_90
    quantile: Freedom = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return quantile
