"""The Heart Rate Measurement characteristic (0x2A37): what a chest strap says about once a second.

Bluetooth SIG, Heart Rate Service 1.0, section 3.1: flags, heart rate, then energy and RR intervals where the flags
announce them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

TICKS_PER_SECOND: Final = 1024
NARROW_MAX_BPM: Final = 0xFF
MAX_INTERVALS: Final = 9  # what the 20 bytes of the smallest link hold beside flags and an 8-bit heart rate
_WORD: Final = struct.Struct("<H")


class Field(IntFlag):
    """The flags byte. Bits 5 to 7 are reserved and ignored."""

    WIDE_HEART_RATE = 0x01
    CONTACT = 0x02
    CONTACT_SUPPORTED = 0x04
    ENERGY = 0x08
    INTERVALS = 0x10


_WIDE, _CONTACT, _CONTACT_SUPPORTED, _ENERGY, _INTERVALS = map(int, Field)  # plain numbers are ten times as fast


@dataclass(frozen=True, slots=True)
class HeartRateMeasurement:
    """One notification of a strap.

    Attributes:
        bpm: heart rate as the strap averages it; 0 means that it has no signal.
        contact: whether the electrodes touch skin; None when the strap cannot tell.
        energy_kj: energy since the last reset, 65535 for "that or more"; None when not sent.
        rr_1024: RR intervals in units of 1/1024 s, oldest first, exactly as sent.
    """

    bpm: int
    contact: bool | None = None
    energy_kj: int | None = None
    rr_1024: tuple[int, ...] = ()

    @property
    def rr_ms(self) -> tuple[float, ...]:
        """RR intervals in milliseconds, exact: every multiple of 1/1024 s is a binary fraction."""
        return tuple(ticks * 1000 / TICKS_PER_SECOND for ticks in self.rr_1024)


def parse(payload: bytes) -> HeartRateMeasurement:
    """Read one notification; ValueError with a plain sentence when it ends before the values it announces.

    A single byte after the last RR interval is ignored, as are the reserved flags: straps exist that send both.
    """
    reader = _Reader(payload)
    flags = reader.byte("the flags")
    return HeartRateMeasurement(
        bpm=reader.word("the heart rate") if flags & _WIDE else reader.byte("the heart rate"),
        contact=bool(flags & _CONTACT) if flags & _CONTACT_SUPPORTED else None,
        energy_kj=reader.word("the energy") if flags & _ENERGY else None,
        rr_1024=reader.remaining_words() if flags & _INTERVALS else (),
    )


def build(measurement: HeartRateMeasurement, *, is_wide: bool = False) -> bytes:
    """Write a notification as a strap would; ValueError when a value does not fit.

    Args:
        measurement: what to say.
        is_wide: whether to take two bytes for the heart rate though one would do.
    """
    if len(measurement.rr_1024) > MAX_INTERVALS:
        raise ValueError(f"One notification carries at most {MAX_INTERVALS} RR intervals. Split them over several.")
    fields = _fields_of(measurement) | (Field.WIDE_HEART_RATE if is_wide else Field(0))
    heart_rate = "H" if fields & Field.WIDE_HEART_RATE else "B"
    words = (() if measurement.energy_kj is None else (measurement.energy_kj,)) + measurement.rr_1024
    try:
        return struct.pack(f"<B{heart_rate}{len(words)}H", fields, measurement.bpm, *words)
    except struct.error as error:
        raise ValueError("Heart rate, energy and RR intervals are whole numbers from 0 to 65535.") from error


def _fields_of(measurement: HeartRateMeasurement) -> Field:
    fields = Field(0)
    if measurement.bpm > NARROW_MAX_BPM:
        fields |= Field.WIDE_HEART_RATE
    if measurement.contact is not None:
        fields |= Field.CONTACT_SUPPORTED
    if measurement.contact:
        fields |= Field.CONTACT
    if measurement.energy_kj is not None:
        fields |= Field.ENERGY
    if measurement.rr_1024:
        fields |= Field.INTERVALS
    return fields


class _Reader:
    """Walks through a payload and says which value was cut when it ends too soon."""

    __slots__ = ("_payload", "_position")

    def __init__(self, payload: bytes) -> None:
        self._payload = bytes(payload)
        self._position = 0

    def byte(self, name: str) -> int:
        return self._cut(1, name)[0]

    def word(self, name: str) -> int:
        return int.from_bytes(self._cut(2, name), "little")

    def remaining_words(self) -> tuple[int, ...]:
        rest = self._payload[self._position :]
        return tuple(word for (word,) in _WORD.iter_unpack(rest[: len(rest) // 2 * 2]))

    def _cut(self, size: int, name: str) -> bytes:
        piece = self._payload[self._position : self._position + size]
        if len(piece) < size:
            raise ValueError(
                f"The strap's message of {len(self._payload)} bytes ends before {name}. "
                "It is left out; if this repeats, move the strap closer or change its battery."
            )
        self._position += size
        return piece
