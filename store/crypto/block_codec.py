"""A block of beats as a few bytes, exactly: what comes out equals what went in, bit by bit.

Straps count in whole 1/1024 s and files in whole milliseconds, so most blocks need two bytes a beat for the interval
and four for the moment. Whatever does not fit such a grid exactly is kept as the 64-bit numbers it came as.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from hrv.beats import BeatSeries
from store import texts
from store.errors import StoreError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

VERSION = 1
HEADER = struct.Struct("<BBBBBI")  # version, grid of intervals, grid of times, form of segments, form of flags, beats
FIRST = struct.Struct("<q")


class Grid(IntEnum):
    """On which grid numbers lie; the value stands in stored blocks and never changes."""

    EXACT = 0  # 64-bit floating point, as they came
    TICKS = 1  # whole 1/1024 s
    WHOLE = 2  # whole milliseconds for an interval, whole microseconds for a moment


class Form(IntEnum):
    """How numbers that hardly ever change are kept; the value stands in stored blocks and never changes."""

    EACH = 0  # one by one
    SAME = 1  # one for all


RR_PER_UNIT = {Grid.TICKS: 1000.0 / 1024.0, Grid.WHOLE: 1.0}  # ms
STEPS_PER_S = {Grid.TICKS: 1024.0, Grid.WHOLE: 1e6}


def encode(series: BeatSeries) -> bytes:
    """The bytes of a block."""
    rr_grid, rr = _pack_rr(series.rr_ms)
    time_grid, time = _pack_time(series.time_s)
    segment_form, segment = _pack_steady(series.segment)
    flags_form, flags = _pack_steady(series.flags)
    header = HEADER.pack(VERSION, rr_grid, time_grid, segment_form, flags_form, len(series))
    return b"".join((header, rr, time, segment, flags))


def decode(block: bytes) -> BeatSeries:
    """The beats of a block; raises StoreError for one that a newer version wrote."""
    version, rr_grid, time_grid, segment_form, flags_form, n = HEADER.unpack_from(block)
    if version != VERSION:
        raise StoreError(texts.NEWER_BEATS())
    reader = Reader(block, HEADER.size)
    return BeatSeries(
        rr_ms=_unpack_rr(reader, Grid(rr_grid), n),
        time_s=_unpack_time(reader, Grid(time_grid), n),
        segment=reader.steady("<i4", Form(segment_form), n).astype(np.int32),
        flags=reader.steady("u1", Form(flags_form), n).astype(np.uint8),
    )


class Reader:
    """Takes arrays from the front of a block."""

    def __init__(self, block: bytes, offset: int) -> None:
        self._block = block
        self._offset = offset

    def read(self, dtype: str, n: int) -> NDArray[np.generic]:
        """The next `n` numbers."""
        taken = np.frombuffer(self._block, np.dtype(dtype), n, self._offset)
        self._offset += taken.nbytes
        return taken

    def steady(self, dtype: str, form: Form, n: int) -> NDArray[np.generic]:
        """The next `n` numbers, which may be kept as one."""
        return self.read(dtype, n) if form is Form.EACH else np.repeat(self.read(dtype, 1), n)


def _pack_rr(rr_ms: Floats) -> tuple[Grid, bytes]:
    for grid, unit in RR_PER_UNIT.items():
        counts = np.rint(rr_ms / unit)
        if _fits(counts, np.uint16) and np.array_equal(counts * unit, rr_ms):
            return grid, counts.astype("<u2").tobytes()
    return Grid.EXACT, rr_ms.astype("<f8").tobytes()


def _unpack_rr(reader: Reader, grid: Grid, n: int) -> Floats:
    if grid is Grid.EXACT:
        return reader.read("<f8", n).astype(np.float64)
    return reader.read("<u2", n).astype(np.float64) * RR_PER_UNIT[grid]


def _pack_time(time_s: Floats) -> tuple[Grid, bytes]:
    for grid, steps in STEPS_PER_S.items():
        counts = np.rint(time_s * steps)
        if _fits(counts, np.int64) and np.array_equal(counts / steps, time_s):
            offsets = counts.astype(np.int64) - int(counts[0] if counts.size else 0)
            if _fits(offsets, np.uint32):
                return grid, FIRST.pack(int(counts[0] if counts.size else 0)) + offsets.astype("<u4").tobytes()
    return Grid.EXACT, time_s.astype("<f8").tobytes()


def _unpack_time(reader: Reader, grid: Grid, n: int) -> Floats:
    if grid is Grid.EXACT:
        return reader.read("<f8", n).astype(np.float64)
    first = reader.read("<i8", 1).astype(np.int64)
    return (first + reader.read("<u4", n).astype(np.int64)).astype(np.float64) / STEPS_PER_S[grid]


def _pack_steady(numbers: NDArray[np.int32] | NDArray[np.uint8]) -> tuple[Form, bytes]:
    plain = numbers.astype(numbers.dtype.newbyteorder("<"))
    if plain.size and np.all(plain == plain[0]):
        return Form.SAME, plain[:1].tobytes()
    return Form.EACH, plain.tobytes()


def _fits(numbers: Floats | NDArray[np.int64], dtype: type[np.integer]) -> bool:
    """Whether all numbers are within the type; not-a-number is in none."""
    limits = np.iinfo(dtype)
    return bool(np.all((numbers >= limits.min) & (numbers <= limits.max)))
