"""Recordings: files of beats, recognised by what is in them and never by their names."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, Final, Protocol

from sensors.formats import polar_sensor_logger, rr_column, rr_text
from sensors.formats.recorded_beats import RecordedBeats, RecordingFormat, UnreadableRecordingError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RecordedBeats", "RecordingFormat", "UnreadableRecordingError", "read", "read_text"]


class _Format(Protocol):
    """What a module of `sensors.formats` offers."""

    def recognises(self, first_line: str) -> bool: ...

    def read(self, text: str) -> RecordedBeats: ...


GZIP_MAGIC: Final = b"\x1f\x8b"
LARGEST_BYTES: Final = 256 * 1024 * 1024  # a week of ECG beside the intervals; more is not a recording of one person
FORMATS: Final[tuple[_Format, ...]] = (polar_sensor_logger, rr_column, rr_text)
WHAT_IS_READ: Final = (
    "Pulsro reads plain RR intervals in ms or s, Polar Sensor Logger files, and csv files with a column named rr, "
    "each also gzipped."
)


def read(path: Path) -> RecordedBeats:
    """Read a recording; UnreadableRecordingError with one sentence when the file is not one."""
    return read_text(_text(_content(path)))


def read_text(text: str) -> RecordedBeats:
    """Read a recording from its text; UnreadableRecordingError with one sentence when it is not one."""
    first_line = next(iter(text.lstrip().splitlines()), "")
    for known in FORMATS:
        if known.recognises(first_line):
            return _read_as(known, text.lstrip())
    raise UnreadableRecordingError(f"This is not a recording of heartbeats in a known format. {WHAT_IS_READ}")


def _read_as(known: _Format, text: str) -> RecordedBeats:
    try:
        return known.read(text)
    except UnreadableRecordingError:
        raise
    except ValueError as error:  # what beats cannot be: the sentence is the science's own
        raise UnreadableRecordingError(str(error)) from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise UnreadableRecordingError(f"{path} cannot be opened: {error.strerror}. Check the name.") from error
    if content.startswith(GZIP_MAGIC):
        content = _unpacked(content)
    if len(content) > LARGEST_BYTES:
        raise UnreadableRecordingError("This file is far too large for a recording of heartbeats. Split it by days.")
    return content


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            return packed.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableRecordingError("This gzip file is damaged or was cut short. Copy it again.") from error


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if "\0" in text or (content and not text):
        raise UnreadableRecordingError(f"This is not a text file, so not a recording of heartbeats. {WHAT_IS_READ}")
    if not text.strip():
        raise UnreadableRecordingError("This file is empty. Check that the export was complete.")
    return text
