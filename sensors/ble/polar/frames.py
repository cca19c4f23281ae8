"""Data frames: from the bytes of one notification to samples in microvolts or milli-g."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.ble.polar.control import Measurement

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADER: Final = struct.Struct("<BQB")
COMPRESSED: Final = 0x80
MILLI: Final = 1000.0
CHANNELS: Final = {Measurement.ECG: 1, Measurement.ACCELERATION: 3}
RAW_BYTES: Final = {
    (Measurement.ECG, 0): 3,
    (Measurement.ACCELERATION, 0): 1,
    (Measurement.ACCELERATION, 1): 2,
    (Measurement.ACCELERATION, 2): 3,
}
"""Bytes of one value in the frame types that are not compressed: microvolts of ECG, milli-g of acceleration."""
COMPRESSED_UNITS: Final = {(Measurement.ACCELERATION, 0): MILLI, (Measurement.ACCELERATION, 1): 1.0}
"""What one unit of a compressed frame type is in milli-g, before the factor that the strap named at the start."""
REFERENCE_BITS: Final = 16
WIDEST_BITS: Final = 32


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One notification of samples.

    Attributes:
        measurement: what was measured.
        stamp_ns: moment of the last sample on the strap's own clock, nanoseconds since the year 2000.
        values: one row for each sample, oldest first; ECG has one column in microvolts, acceleration three in milli-g.
    """

    measurement: Measurement
    stamp_ns: int
    values: NDArray[np.float64]


def parse(payload: bytes, *, factor: float = 1.0) -> Frame:
    """Read one notification; ValueError with a sentence when its form is not known or it is cut off.

    Args:
        payload: the bytes as they came.
        factor: what the strap said when the stream began; it applies to compressed frames only.
    """
    if len(payload) <= HEADER.size:
        raise ValueError(f"A measurement of {len(payload)} bytes holds no samples; it is left out.")
    kind, stamp_ns, form = HEADER.unpack_from(payload)
    content = payload[HEADER.size :]
    try:
        measurement = Measurement(kind)
        values = (
            _compressed(content, measurement, form & ~COMPRESSED, factor)
            if form & COMPRESSED
            else _raw(content, measurement, form)
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"Measurement {kind} in form {form} cannot be read: {error}. It is left out.") from error
    return Frame(measurement, stamp_ns, values)


def _raw(content: bytes, measurement: Measurement, form: int) -> NDArray[np.float64]:
    return _integers(content, RAW_BYTES[measurement, form]).reshape(-1, CHANNELS[measurement]).astype(np.float64)


def _compressed(content: bytes, measurement: Measurement, form: int, factor: float) -> NDArray[np.float64]:
    unit = COMPRESSED_UNITS[measurement, form]
    return undelta(content, channels=CHANNELS[measurement]).astype(np.float64) * np.float64(factor * unit)


def undelta(content: bytes, *, channels: int) -> NDArray[np.int64]:
    """Undo the compression: a reference sample, then blocks of differences, each with its own number of bits.

    A block is the number of bits, the number of samples, and the differences from the sample before, packed without
    gaps, lowest bit first. ValueError when a block is cut off.
    """
    position = channels * REFERENCE_BITS // 8
    if len(content) < position:
        raise ValueError("it ends before its reference sample")
    rows = [_integers(content[:position], REFERENCE_BITS // 8).reshape(1, channels)]
    while position < len(content):
        block = _Block.at(content, position, channels)
        rows.append(block.differences(content))
        position = block.end
    return np.cumsum(np.vstack(rows), axis=0)


@dataclass(frozen=True, slots=True)
class _Block:
    first: int
    end: int
    bits: int
    samples: int
    channels: int

    @classmethod
    def at(cls, content: bytes, position: int, channels: int) -> _Block:
        if position + 2 > len(content):
            raise ValueError("it ends in the middle of a block")
        bits, samples = content[position], content[position + 1]
        end = position + 2 + (bits * samples * channels + 7) // 8
        if end > len(content) or not 0 < bits <= WIDEST_BITS:
            raise ValueError("it ends in the middle of a block")
        return cls(position + 2, end, bits, samples, channels)

    def differences(self, content: bytes) -> NDArray[np.int64]:
        packed = np.frombuffer(content[self.first : self.end], np.uint8)
        count = self.samples * self.channels
        bits = np.unpackbits(packed, bitorder="little")[: count * self.bits].reshape(count, self.bits).astype(np.int64)
        weights = 1 << np.arange(self.bits, dtype=np.int64)
        weights[-1] = -weights[-1]  # two's complement
        return (bits @ weights).reshape(self.samples, self.channels)


def _integers(content: bytes, size: int) -> NDArray[np.int64]:
    """Signed little-endian integers of any size up to eight bytes; ValueError when the last one is cut off."""
    octets = np.frombuffer(content, np.uint8).reshape(-1, size).astype(np.int64)
    unsigned = octets @ (1 << 8 * np.arange(size, dtype=np.int64))
    sign = np.int64(1) << (8 * size - 1)
    return (unsigned ^ sign) - sign
