"""How well a window's numbers are known: standard errors and 90 % intervals that respect how beats hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hrv.arrays import Bools, Floats, Ints
    from hrv.clean import CleanBeats

LAGS: Final = 8
LEAST_INFLATION: Final = 0.3
LEAST_FREEDOM: Final = 5.0
NORMAL_90: Final = 1.6448536269514722
WINDOWS_AT_ONCE: Final = 256


class Errors(NamedTuple):
    """For each window: a standard error, factors that span 90 % around a value, half the width of an interval."""

    ln_rmssd_se: Floats
    rmssd_factor: Floats
    sdnn_factor: Floats
    mean_rr_half_ms: Floats

    def of(self, window: int) -> Error:
        """The errors of one window."""
        return Error(*(float(column[window]) for column in self))


class Error(NamedTuple):
    """The entry of `Errors` for one window."""

    ln_rmssd_se: float
    rmssd_factor: float
    sdnn_factor: float
    mean_rr_half_ms: float


class _Mean(NamedTuple):
    """The mean of dependent values in each window, its standard error, and how many independent ones they are worth."""

    value: Floats
    error: Floats
    freedom: Floats


def errors(clean: CleanBeats) -> Errors:
    """Errors of RMSSD, SDNN and mean RR for every window.

    RMSSD and SDNN are roots of means of squares, so their relative error is half that of the mean (the delta method);
    the interval takes Student's t with the effective number of values (Welch-Satterthwaite).
    """
    parts = [_errors(clean, some) for some in _in_parts(clean.first.size)]
    if not parts:
        return Errors(*(np.zeros(0) for _ in Errors._fields))
    return Errors(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _in_parts(count: int) -> Iterator[slice]:
    for start in range(0, count, WINDOWS_AT_ONCE):
        yield slice(start, start + WINDOWS_AT_ONCE)


def _errors(clean: CleanBeats, some: slice) -> Errors:
    rows, inside = _rows(clean.first[some], clean.last[some], size=clean.rr_ms.size)
    rr = clean.rr_ms[rows]
    joined = clean.joined[rows] & inside
    joined[:, 0] = False  # the first difference reaches in from before the window
    squares = clean.differences()[rows] ** 2
    mean = _mean_error(rr, inside)
    rmssd = _mean_error(squares, joined)
    sdnn = _mean_error((rr - mean.value[:, np.newaxis]) ** 2, inside)
    return Errors(
        ln_rmssd_se=_relative(rmssd) / 2,
        rmssd_factor=np.exp(student_90(rmssd.freedom) * _relative(rmssd) / 2),
        sdnn_factor=np.exp(student_90(sdnn.freedom) * _relative(sdnn) / 2),
        mean_rr_half_ms=student_90(mean.freedom) * mean.error,
    )


def _rows(first: Ints, last: Ints, *, size: int) -> tuple[Ints, Bools]:
    """Indices of each window's beats as rows of one length, and which of them are the window's own."""
    longest = int((last - first).max(initial=1))
    rows = first[:, np.newaxis] + np.arange(longest)
    return np.minimum(rows, max(size - 1, 0)), rows < last[:, np.newaxis]


def _mean_error(values: Floats, known: Bools) -> _Mean:
    """The standard error of means of dependent values.

    The variance of a mean is that of independent values times the sum of their autocorrelations, weighted by Bartlett's
    triangle (Newey & West 1987, Econometrica 55:703). Pairs of which one is missing are left out, not filled (Parzen
    1963, Sankhya A 25:383).
    """
    count = np.maximum(np.count_nonzero(known, axis=1), 1).astype(np.float64)
    mean = np.where(known, values, 0.0).sum(axis=1) / count
    off = np.where(known, values - mean[:, np.newaxis], 0.0)
    variance = np.einsum("ij,ij->i", off, off) / count
    inflation = np.ones_like(mean)
    for lag in range(1, min(LAGS, off.shape[1] - 1) + 1):
        together = np.einsum("ij,ij->i", off[:, lag:], off[:, :-lag]) / count
        inflation += 2 * (1 - lag / (LAGS + 1)) * _ratio(together, variance)
    inflation = np.maximum(inflation, LEAST_INFLATION)
    return _Mean(mean, np.sqrt(variance * inflation / count), np.maximum(count / inflation, LEAST_FREEDOM))


def _relative(mean: _Mean) -> Floats:
    return _ratio(mean.error, mean.value)


def _ratio(over: Floats, under: Floats) -> Floats:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)


def student_90(freedom: Floats) -> Floats:
    """The 95 % quantile of Student's t: the Cornish-Fisher expansion (Abramowitz & Stegun 1964, 26.7.5)."""
    z = NORMAL_90
    quantile: Floats = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return quantile
