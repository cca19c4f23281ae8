"""Welch's spectrum of many piecewise quadratic curves at once, without sampling them.

NeuroKit2 samples the curve at 100 Hz and transforms segments of half its length, Hann-windowed, half overlapping,
padded to twice their length. Below 0.5 Hz the transform of such samples is known in closed form: a truncated quadratic
has three terms at either end of a segment and one for each knot between, where its second derivative jumps. The sum
over samples and the integral differ for a knot by less than 1e-7 of its part at these frequencies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv.spectral.knots import jump_sums, turned
from hrv.spectral.spectrum import SAMPLING_HZ

if TYPE_CHECKING:
    from hrv.numeric.arrays import Floats, Ints, Waves
    from hrv.spectral.splines import Curves

LOWEST_HZ: Final = 0.04
HIGHEST_HZ: Final = 0.42
"""What `hrv.spectral.spectrum` reads, with one bin more on either side."""

LOWEST_BIN: Final = 4
"""NeuroKit2 keeps nothing below two waves in half a segment."""

TAPER_POWER: Final = 0.375
"""The mean square of a Hann window."""

TAPER_REACH: Final = 2
"""A Hann window is a sum of three neighbours; segments are padded to twice their length, so they are two bins apart."""

QUARTER_TURNS: Final = np.array((1.0, -1j, -1.0, 1j))


class Densities(NamedTuple):
    """One-sided densities (ms2/Hz), one row for each curve, on its own evenly spaced frequencies."""

    frequency_hz: Floats
    power: Floats


class Samples(NamedTuple):
    """How each curve is sampled: NeuroKit2's number of samples, their distance, and the segments' length and step."""

    number: Ints
    step_s: Floats
    length: Ints
    hop: Ints
    segments: Ints

    @classmethod
    def of(cls, first_s: Floats, last_s: Floats) -> Samples:
        """The grid that `numpy.arange(first, last + 0.01, 0.01)` makes, rounding of large times included."""
        grid_s = 1.0 / SAMPLING_HZ
        count = np.ceil((last_s + grid_s - first_s) / grid_s).astype(np.int64)
        lowest_hz = 2 * SAMPLING_HZ / (count / 2)
        length = np.minimum((2 / lowest_hz * SAMPLING_HZ).astype(np.int64), count // 2)  # rounded as NeuroKit2 rounds
        hop = length - length // 2
        return cls(count, first_s + grid_s - first_s, length, hop, (count - length // 2) // hop)

    def bins(self) -> Ints:
        """The bins that are needed of the transforms of padded segments."""
        each_hz = SAMPLING_HZ / (2.0 * self.length)
        lowest = max(int((LOWEST_HZ / each_hz).min()) - 1, LOWEST_BIN)
        return np.arange(lowest - TAPER_REACH, int((HIGHEST_HZ / each_hz).max()) + 2 + TAPER_REACH)


class _Tones(NamedTuple):
    """What the bins of each curve need again; z is the turn of one sample, that of a whole segment is +1 or -1."""

    bases: Waves
    knot: Waves
    hop: Waves

    @classmethod
    def of(cls, bins: Ints, samples: Samples) -> _Tones:
        """The bins of segments that are padded to twice their length."""
        turn = np.multiply.outer(np.pi / samples.length, bins)
        half = turned(turn / 2)
        z = half * half
        odd = (samples.length % 2 == 1)[:, np.newaxis]
        segment = np.where(bins % 2, -1.0, 1.0)
        return cls(
            bases=_bases(z, half, segment, np.where(odd, z, 1.0)),
            knot=2j / turn**3,
            hop=QUARTER_TURNS[bins % 4] * np.where(odd, half, 1.0),
        )


def _bases(z: Waves, half: Waves, segment: Floats, one_more: Waves) -> Waves:
    """The waves that a segment without knots is a real combination of (curves x 8 x bins): see `_ends`."""
    bases = np.empty((z.shape[0], 8, z.shape[1]), np.complex128)
    after = bases[:, 0]
    after.real = 0.5  # 1 / (1 - z)
    after.imag = half.real / half.imag / 2
    again = z * after
    np.multiply(after, again, out=bases[:, 1])
    np.multiply(bases[:, 1], again, out=bases[:, 2])
    np.multiply(bases[:, :3], (-segment * one_more)[:, np.newaxis], out=bases[:, 3:6])
    bases[:, 6] = segment
    np.multiply(segment, z.conj(), out=bases[:, 7])
    return bases


def densities(curves: Curves, samples: Samples) -> Densities:
    """The spectra of curves that are counted in samples and begin at zero.

    A last sample that lies beyond the end holds the last value, as interpolation with a fill value does.
    """
    bins = samples.bins()
    tones = _Tones.of(bins, samples)
    most = int(samples.segments.max())
    border = np.multiply.outer(samples.hop, np.arange(most + 2))
    piece = _piece_at(curves, border)
    knots = jump_sums(curves, piece, border, turn=np.pi / samples.length, bins=bins) * tones.knot[:, np.newaxis]
    wave = knots[:, :-1] + tones.hop[:, np.newaxis] * knots[:, 1:]
    wave += (_ends(curves, samples, border, piece) @ tones.bases.view(np.float64)).view(np.complex128)
    power = np.zeros((samples.number.size, bins.size - 2 * TAPER_REACH))
    for segment in range(most):
        tapered = _tapered(wave[:, segment])
        power += (segment < samples.segments)[:, np.newaxis] * (tapered.real**2 + tapered.imag**2)
    weight = 2.0 / (SAMPLING_HZ * TAPER_POWER * samples.length * samples.segments)
    frequency = np.multiply.outer(SAMPLING_HZ / (2.0 * samples.length), bins[TAPER_REACH:-TAPER_REACH])
    return Densities(frequency, power * weight[:, np.newaxis])


def _tapered(wave: Waves) -> Waves:
    around = wave[:, : -2 * TAPER_REACH] + wave[:, 2 * TAPER_REACH :]
    around *= -0.25
    around += 0.5 * wave[:, TAPER_REACH:-TAPER_REACH]
    return around


def _piece_at(curves: Curves, sample: Ints) -> Ints:
    """Which piece of each curve holds at its samples (curves x samples)."""
    far = float(sample.max()) + 1.0
    offset = far * np.arange(curves.first.size)  # every curve beyond the one before it, so that one search does
    own = np.repeat(offset, curves.last - curves.first + 1)
    found = np.searchsorted(np.minimum(curves.begin, far) + own, sample + offset[:, np.newaxis], side="right") - 1
    return np.clip(found, curves.first[:, np.newaxis] + 1, curves.last[:, np.newaxis] - 1)


def _ends(curves: Curves, samples: Samples, border: Ints, piece: Ints) -> Floats:
    """What each segment takes of each basis (curves x segments x bases).

    The quadratic that holds at its beginning, from there on for ever; that which holds two hops later, taken off again;
    in a segment of an odd number of samples two hops are one too many; and a sample beyond the end is what it is.
    """
    u = border - curves.begin[piece]
    value, slope, bend = curves.value(piece), curves.slope[piece], curves.bend[piece]
    height = value + u * (slope + u * bend)
    first, second = slope + bend * (2 * u + 1), 2 * bend
    shape = np.stack((height - _mean(curves, samples)[:, np.newaxis], first, second), axis=2)
    ends = np.zeros((*(border[:, 2:].shape), 8))
    ends[:, :, :3], ends[:, :, 3:6] = shape[:, :-2], shape[:, 2:]
    odd = samples.length % 2 == 1
    ends[:, :, 6] = odd[:, np.newaxis] * (first - second - shape[:, :, 0])[:, 2:]
    reaches_end = border[:, :-2] + samples.length[:, np.newaxis] == samples.number[:, np.newaxis]
    ends[:, :, 7] = reaches_end * _beyond(curves, samples)[:, np.newaxis]
    return ends


def _beyond(curves: Curves, samples: Samples) -> Floats:
    """How far the last value is above what the last piece would hold at the last sample, if that is beyond the end."""
    piece = curves.last - 1
    u = samples.number - 1 - curves.begin[piece]
    foretold = curves.value(piece) + u * (curves.slope[piece] + u * curves.bend[piece])
    return np.where(samples.number - 1 > curves.begin[curves.last], curves.control[curves.last] - foretold, 0.0)


def _mean(curves: Curves, samples: Samples) -> Floats:
    """The mean of all samples, by the trapezoid rule's relation to the integral; what it lacks stays out of band."""
    begins, ends = curves.control[curves.first], curves.control[curves.last]
    total = curves.integrals() + begins / 2 + ends * (samples.number - 0.5 - curves.begin[curves.last])
    mean: Floats = total / samples.number
    return mean
