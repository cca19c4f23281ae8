"""Welch's spectrum of many piecewise quadratic curves at once, without sampling them.

NeuroKit2 samples the curve at 100 Hz and transforms segments of half its length, Hann-windowed, half overlapping,
padded to twice their length. Below 0.5 Hz the transform of such samples is known in closed form: a truncated quadratic
has three terms at either end of a segment and one for each knot between, where its second derivative jumps. The sum
over samples and the integral differ for a knot by less than 1e-7 of its part at these frequencies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv.spectrum import SAMPLING_HZ

if TYPE_CHECKING:
    from hrv.arrays import Floats, Ints, Waves
    from hrv.splines import Curves

HIGHEST_HZ: Final = 0.43
FIRST_BIN: Final = 2
TAPER_POWER: Final = 0.375
"""The mean square of a Hann window."""
FACTOR: Final = 12
"""A power z^k is z^(12 a) z^b: few powers of each knot are taken, and a matrix product makes all of them."""


class Densities(NamedTuple):
    """One-sided densities (ms2/Hz), one row for each curve, from its bin 4 on; bins are `step_hz` apart."""

    frequency_hz: Floats
    power: Floats


class _Samples(NamedTuple):
    """How each curve is sampled: NeuroKit2's number of samples, their distance, and the segments' length and step."""

    number: Ints
    step_s: Floats
    length: Ints
    hop: Ints
    segments: Ints

    @classmethod
    def of(cls, first_s: Floats, last_s: Floats) -> _Samples:
        """The grid that `numpy.arange(first, last + 0.01, 0.01)` makes, rounding of large times included."""
        grid_s = 1.0 / SAMPLING_HZ
        count = np.ceil((last_s + grid_s - first_s) / grid_s).astype(np.int64)
        lowest_hz = 2 * SAMPLING_HZ / (count / 2)
        length = np.minimum((2 / lowest_hz * SAMPLING_HZ).astype(np.int64), count // 2)  # rounded as NeuroKit2 rounds
        hop = length - length // 2
        return cls(count, first_s + grid_s - first_s, length, hop, (count - length // 2) // hop)


class _Tones(NamedTuple):
    """What the bins of each curve need again: z is the turn of one sample, that of a whole segment is +1 or -1."""

    after: Waves
    again: Waves
    knot: Waves
    hop: Waves
    segment: Floats
    last_sample: Waves

    @classmethod
    def of(cls, bins: Ints, samples: _Samples) -> _Tones:
        """The bins of segments that are padded to twice their length."""
        turn = np.multiply.outer(np.pi / samples.length, bins)
        z = _turned(turn)
        after = 1.0 / (1.0 - z)
        segment = np.where(bins % 2, -1.0, 1.0)
        hop = _turned(turn * samples.hop[:, np.newaxis])
        return cls(after, z * after, 2j / turn**3, hop, segment, segment * z.conj())


class _Piece(NamedTuple):
    """One quadratic of each curve, and how far from its beginning a sample is."""

    value: Floats
    slope: Floats
    bend: Floats
    u: Floats


class _Pieces(NamedTuple):
    """A curve counted in samples: where its pieces begin, and its quadratics per sample, mean taken off."""

    begin: Floats
    value: Floats
    slope: Floats
    bend: Floats
    jump: Floats


def densities(curves: Curves, first_s: Floats, last_s: Floats, last_value: Floats) -> Densities:
    """The spectra of curves that begin at zero, which stands for the moments `first_s`, and end at `last_s`.

    `last_value` is held by a last sample that lies beyond the end, as interpolation with a fill value does.
    """
    samples = _Samples.of(first_s, last_s)
    end = (last_s - first_s) / samples.step_s
    pieces = _per_sample(curves, samples)
    beyond = np.where(samples.number - 1 > end, last_value - _value_at(pieces, samples.number - 1), 0.0)
    mean = _mean(pieces, samples, beyond)
    pieces = pieces._replace(value=pieces.value - mean)
    bins = np.arange(FIRST_BIN, int((HIGHEST_HZ / SAMPLING_HZ * 2 * samples.length).max()) + 3)
    tones = _Tones.of(bins, samples)
    halves = [_knots(pieces, half * samples.hop, samples, bins.size) for half in range(int(samples.segments.max()) + 1)]
    power = np.zeros((samples.number.size, bins.size - 4))
    for segment in range(int(samples.segments.max())):
        start = segment * samples.hop
        knots = halves[segment] + tones.hop * halves[segment + 1] - _knot_beyond(pieces, start, samples, bins)
        wave = _ends(pieces, start, samples.length, tones) + tones.knot * knots
        wave += np.where(start + samples.length == samples.number, beyond, 0.0)[:, np.newaxis] * tones.last_sample
        tapered = 0.5 * wave[:, 2:-2] - 0.25 * (wave[:, :-4] + wave[:, 4:])
        power += (segment < samples.segments)[:, np.newaxis] * (tapered.real**2 + tapered.imag**2)
    weight = 2.0 / (SAMPLING_HZ * TAPER_POWER * samples.length * samples.segments)
    frequency = np.multiply.outer(SAMPLING_HZ / (2.0 * samples.length), bins[2:-2])
    return Densities(frequency, power * weight[:, np.newaxis])


def _per_sample(curves: Curves, samples: _Samples) -> _Pieces:
    step = samples.step_s
    bend = curves.bend * step**2
    jump = np.zeros_like(bend)
    jump[1:] = np.where(np.isfinite(curves.left[1:]), bend[1:] - bend[:-1], 0.0)
    return _Pieces(curves.left / step, curves.value, curves.slope * step, bend, jump)


def _mean(pieces: _Pieces, samples: _Samples, beyond: Floats) -> Floats:
    """The mean of all samples: sums of powers of whole numbers, piece by piece."""
    first = np.minimum(np.ceil(pieces.begin), samples.number)
    many = np.diff(first, axis=0, append=samples.number[np.newaxis])
    u = np.where(many > 0, first - pieces.begin, 0.0)
    steps = many * (many - 1) / 2
    squares = steps * (2 * many - 1) / 3
    total = pieces.value * many + pieces.slope * (many * u + steps)
    total += pieces.bend * (many * u**2 + 2 * u * steps + squares)
    mean: Floats = (total.sum(axis=0) + beyond) / samples.number
    return mean


def _value_at(pieces: _Pieces, sample: Ints) -> Floats:
    value, slope, bend, u = _piece_at(pieces, sample, sample)
    return value + u * (slope + u * bend)


def _piece_at(pieces: _Pieces, sample: Ints, origin: Ints) -> _Piece:
    """The quadratic that holds at a sample of each curve, and how far `origin` is from where it begins."""
    piece = np.count_nonzero(pieces.begin <= sample, axis=0) - 1
    column = np.arange(piece.size)
    value, slope, bend = (array[piece, column] for array in (pieces.value, pieces.slope, pieces.bend))
    return _Piece(value, slope, bend, origin - pieces.begin[piece, column])


def _ends(pieces: _Pieces, start: Ints, length: Ints, tones: _Tones) -> Waves:
    """The part of a transform of `length` samples from `start` that its two ends make."""
    wave = _end(_piece_at(pieces, start, start), tones)
    wave -= tones.segment * _end(_piece_at(pieces, start + length - 1, start + length), tones)
    return wave


def _end(piece: _Piece, tones: _Tones) -> Waves:
    """The transform of a quadratic from one sample on for ever."""
    value, slope, bend, u = (part[:, np.newaxis] for part in piece)
    height, first, second = value + u * (slope + u * bend), slope + bend * (2 * u + 1), 2 * bend
    return tones.after * (height + tones.again * (first + tones.again * second))


def _knots(pieces: _Pieces, start: Ints, samples: _Samples, count: int) -> Waves:
    """The jumps of the second derivative within a hop from `start`, turned by their places there, for `count` bins."""
    low = np.count_nonzero(pieces.begin <= start, axis=0)
    high = np.count_nonzero(pieces.begin <= start + samples.hop, axis=0)
    rows = low[:, np.newaxis] + np.arange(int((high - low).max()))
    inside = rows < high[:, np.newaxis]
    rows = np.minimum(rows, pieces.begin.shape[0] - 1)
    column = np.arange(start.size)[:, np.newaxis]
    place = np.where(inside, pieces.begin[rows, column] - start[:, np.newaxis], 0.0)
    turn = _turned(np.pi / samples.length[:, np.newaxis] * place)
    fine = _powers(np.ones_like(turn), turn, FACTOR)
    first = np.where(inside, pieces.jump[rows, column], 0.0) * fine[FIRST_BIN]
    coarse = _powers(first, fine[-1] * turn, -(-count // FACTOR))
    sums = coarse.transpose(1, 0, 2) @ fine.transpose(1, 2, 0)
    return sums.reshape(start.size, -1)[:, :count]


def _knot_beyond(pieces: _Pieces, start: Ints, samples: _Samples, bins: Ints) -> Waves:
    """The jump that lies within two hops but after the last sample of a segment; knots are too far apart for two."""
    after = np.count_nonzero(pieces.begin <= start + samples.length - 1, axis=0)
    row, column = np.minimum(after, pieces.begin.shape[0] - 1), np.arange(start.size)
    place = pieces.begin[row, column] - start
    beyond = np.flatnonzero((place > samples.length - 1) & (place <= 2 * samples.hop))
    wave = np.zeros((start.size, bins.size), np.complex128)
    turned = _turned(np.multiply.outer(np.pi * place[beyond] / samples.length[beyond], bins))
    wave[beyond] = pieces.jump[row, column][beyond, np.newaxis] * turned
    return wave


def _powers(first: Waves, factor: Waves, count: int) -> Waves:
    powers = np.empty((count, *first.shape), np.complex128)
    powers[0] = first
    for power in range(1, count):
        np.multiply(powers[power - 1], factor, out=powers[power])
    return powers


def _turned(angle: Floats) -> Waves:
    """exp(-i angle)."""
    wave = np.empty(angle.shape, np.complex128)
    np.cos(angle, out=wave.real)
    np.sin(-angle, out=wave.imag)
    return wave
