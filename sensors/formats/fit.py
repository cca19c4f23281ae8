"""FIT, the binary files of Garmin and Suunto: RR intervals stand in `hrv` messages, the time in those around them.

Only the container and two kinds of messages are read here (FIT SDK, *FIT Protocol*): a library that decodes every field
of every message takes two seconds for twelve hours. The tests hold this reader against one, fitdecode.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.formats.found import Found
from sensors.formats.recorded_beats import RecordingFormat, UnreadableRecordingError
from sensors.formats.timelines import by_arrival, by_running_sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sensors.formats.found import About

SIGNATURE: Final = b".FIT"
SIGNATURE_AT: Final = 8
SHORTEST_HEADER: Final = 12
CRC_BYTES: Final = 2
UNIX_EPOCH_S: Final = 631065600  # 1989-12-31, from which these files count
EARLIEST_STAMP: Final = 0x10000000  # smaller ones count from when the device was switched on
HRV_MESSAGE: Final = 78
HRV_FIELD: Final = 0
TIME_FIELD: Final = 253
TIME_FIELDS: Final = {0: 4}
"""The first message says when the file was made; that is the time until another one tells a later one."""

NO_INTERVAL: Final = 0xFFFF
NO_STAMP: Final = 0xFFFFFFFF

DEFINITION: Final = 0x40
DEVELOPER: Final = 0x20
COMPRESSED: Final = 0x80
OFFSET_BITS: Final = 0x1F

CUT_SHORT: Final = "This FIT file is damaged or was cut short. Copy it from the watch again."
NO_BEATS: Final = (
    "This FIT file holds no RR intervals. Switch on the logging of heart-rate variability in the watch, wear a chest "
    "strap, and record again."
)


def recognises_bytes(content: bytes) -> bool:
    """Whether the signature of the format stands where it has to."""
    return content[SIGNATURE_AT : SIGNATURE_AT + len(SIGNATURE)] == SIGNATURE


def read_bytes(content: bytes, _: About) -> Found:
    """Read it; UnreadableRecordingError when it is damaged or holds no intervals."""
    try:
        logged = [entry for body in _bodies(content) for entry in _Body(body).intervals()]
    except (struct.error, IndexError) as error:
        raise UnreadableRecordingError(CUT_SHORT) from error
    if not logged:
        raise UnreadableRecordingError(NO_BEATS)
    stamps, words = np.array(logged, np.float64).T
    if stamps.min() < EARLIEST_STAMP:
        return Found.of_beats(RecordingFormat.FIT, by_running_sum(words))
    arrival_s = stamps + UNIX_EPOCH_S
    series = by_arrival(arrival_s, words)
    return Found.of_beats(RecordingFormat.FIT, series, datetime.fromtimestamp(float(arrival_s[0]), UTC))


def _bodies(content: bytes) -> Iterator[bytes]:
    """The messages of each file in the content; several may follow one another."""
    while content:
        if not recognises_bytes(content) or content[0] < SHORTEST_HEADER:
            raise UnreadableRecordingError(CUT_SHORT)
        ends = content[0] + int.from_bytes(content[4:8], "little")
        if len(content) < ends + CRC_BYTES or crc(content[: ends + CRC_BYTES]) != 0:
            raise UnreadableRecordingError(CUT_SHORT)
        yield content[content[0] : ends]
        content = content[ends + CRC_BYTES :]


def _crc_table() -> tuple[int, ...]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)  # noqa: PLW2901 - that is how the table is made
        table.append(value)
    return tuple(table)


CRC_TABLE: Final = _crc_table()


def crc(content: bytes) -> int:
    """The checksum of the format (CRC-16/ARC); nought for content that ends with its own."""
    value, table = 0, CRC_TABLE
    for byte in content:
        value = (value >> 8) ^ table[(value ^ byte) & 0xFF]
    return value


@dataclass(frozen=True, slots=True)
class _Definition:
    """How messages of one local number are laid out, as far as it matters here."""

    size: int
    stamp: struct.Struct | None
    stamp_at: int
    words: struct.Struct | None
    words_at: int


@dataclass(slots=True)
class _Body:
    """The messages of one file, read once from front to back."""

    content: bytes
    definitions: dict[int, _Definition] = field(default_factory=dict)
    stamp: int = 0

    def intervals(self) -> Iterator[tuple[int, int]]:
        """The intervals in ms, each with the stamp that was the latest when it was logged."""
        place, content = 0, self.content
        while place < len(content):
            header = content[place]
            place += 1
            if header & (DEFINITION | COMPRESSED) == DEFINITION:
                place = self._define(header, place)
                continue
            definition = self._known(header)
            self._note_time(header, definition, place)
            if definition.words is not None:
                words = definition.words.unpack_from(content, place + definition.words_at)
                yield from ((self.stamp, word) for word in words if word != NO_INTERVAL)
            place += definition.size
        if place > len(content):
            raise UnreadableRecordingError(CUT_SHORT)

    def _known(self, header: int) -> _Definition:
        local = (header >> 5) & 0x3 if header & COMPRESSED else header & 0xF
        definition = self.definitions.get(local)
        if definition is None:
            raise UnreadableRecordingError(CUT_SHORT)
        return definition

    def _note_time(self, header: int, definition: _Definition, place: int) -> None:
        if definition.stamp is not None:
            (stamp,) = definition.stamp.unpack_from(self.content, place + definition.stamp_at)
            self.stamp = self.stamp if stamp == NO_STAMP else stamp
        elif header & COMPRESSED:
            self.stamp += ((header & OFFSET_BITS) - self.stamp) & OFFSET_BITS

    def _define(self, header: int, place: int) -> int:
        """Keep a definition; the place behind it."""
        order = ">" if self.content[place + 1] else "<"
        message, n_fields = struct.unpack_from(f"{order}HB", self.content, place + 2)
        place += 5
        layout = _Layout(order, message)
        for _ in range(n_fields):
            layout.add(self.content[place], self.content[place + 1])
            place += 3
        if header & DEVELOPER:
            for _ in range(self.content[place]):
                layout.size += self.content[place + 2]
                place += 3
            place += 1
        self.definitions[header & 0xF] = layout.definition()
        return place


@dataclass(slots=True)
class _Layout:
    """Fields one after another, while they are being read."""

    order: str
    message: int
    size: int = 0
    stamp_at: int | None = None
    words_at: int | None = None
    n_words: int = 0

    def add(self, number: int, size: int) -> None:
        """The next field."""
        if number == TIME_FIELDS.get(self.message, TIME_FIELD) and size == struct.calcsize("I"):
            self.stamp_at = self.size
        if self.message == HRV_MESSAGE and number == HRV_FIELD:
            self.words_at, self.n_words = self.size, size // struct.calcsize("H")
        self.size += size

    def definition(self) -> _Definition:
        """What to look for in messages of this layout."""
        return _Definition(
            size=self.size,
            stamp=None if self.stamp_at is None else struct.Struct(f"{self.order}I"),
            stamp_at=self.stamp_at or 0,
            words=None if self.words_at is None else struct.Struct(f"{self.order}{self.n_words}H"),
            words_at=self.words_at or 0,
        )
