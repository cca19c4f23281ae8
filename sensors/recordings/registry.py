"""Recordings: files of beats or of readings, recognised by what is in them and never by their names."""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from hrv.beats import BeatSeries
from messages.message import N_
from sensors.recordings.clinical import kubios_report, wfdb_annotations
from sensors.recordings.daily import day_tables, hrv_features
from sensors.recordings.devices import fit, polar_hrm, polar_sensor_logger, selfloops
from sensors.recordings.model import About, DayReading, Found, Remark
from sensors.recordings.recorded_beats import RecordedBeats, RecordingFormat, UnreadableRecordingError
from sensors.recordings.text import own_forms, rr_column, rr_text
from sensors.recordings.text.wall_clock import began_in_utc, wall_s

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

__all__ = [
    "About",
    "DayReading",
    "Found",
    "RecordedBeats",
    "RecordingFormat",
    "Remark",
    "UnreadableRecordingError",
    "content_of",
    "read",
    "read_text",
    "understand",
]


class _Text(Protocol):
    """What a module for a text format offers."""

    def recognises(self, text: str) -> bool: ...

    def read(self, text: str, about: About, /) -> Found: ...


class _Binary(Protocol):
    """What a module for a binary format offers."""

    def recognises_bytes(self, content: bytes) -> bool: ...

    def read_bytes(self, content: bytes, about: About, /) -> Found: ...


GZIP_MAGIC: Final = b"\x1f\x8b"
LARGEST_BYTES: Final = 256 * 1024 * 1024  # a week of ECG beside the intervals; more is not a recording of one person
BINARY: Final[tuple[_Binary, ...]] = (fit, wfdb_annotations)
TEXTS: Final[tuple[_Text, ...]] = (
    own_forms,
    kubios_report,
    polar_hrm,
    polar_sensor_logger,
    selfloops,
    day_tables,
    rr_column,
    hrv_features,
    rr_text,
)
ENCODINGS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
PACKED: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", "This is a zip archive or a spreadsheet. Unpack it, or save it as csv, and give the files inside."),
    (b"MATLAB", "This is a Matlab file. Save the results as text or csv in Kubios, or export the RR intervals."),
    (b"%PDF", "This is a PDF, made for reading. Export the RR intervals as text or csv instead."),
    (b"\xff\xd8\xff", "This is a photo and not a recording of heartbeats. Choose the exported file."),
    (b"\x89PNG", "This is a picture and not a recording of heartbeats. Choose the exported file."),
)
WHAT_IS_READ: Final = (
    "Pulsro reads RR intervals as plain text in ms or s, csv files with a column named rr (HRV Logger), Polar Sensor "
    "Logger, SelfLoops, Polar .hrm, Garmin and Suunto FIT, Kubios, PhysioNet annotations, readings of HRV4Training and "
    "Elite HRV, and its own exports, each also gzipped."
)
NO_BEATS: Final = "This file holds readings of days and no heartbeats. Take it in with pulsro import."
NAMED_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ _T]+(\d{2})[-:._](\d{2})(?:[-:._](\d{2}))?(?!\d)")
FROM_NAME: Final = N_("The file does not say when it began. Its name does, and %(stamp)s was taken from there.")


def read(path: Path, about: About | None = None) -> RecordedBeats:
    """Read a recording; UnreadableRecordingError with one sentence when the file is not one."""
    return _beats(understand(content_of(path), about))


def read_text(text: str) -> RecordedBeats:
    """Read a recording from its text; UnreadableRecordingError with one sentence when it is not one."""
    return _beats(_understand_text(text, About()))


def understand(content: bytes, about: About | None = None, *, largest_bytes: int | None = None) -> Found:
    """All that a file holds; UnreadableRecordingError with one sentence when that is nothing we know.

    Beats lie in seconds since 1970 where the file, its name or `about` tells when it began. `largest_bytes` is how much
    a packed file may hold.
    """
    about = about or About()
    if content.startswith(GZIP_MAGIC):
        content = _unpacked(content, largest_bytes or LARGEST_BYTES)
    for magic, sentence in PACKED:
        if content.startswith(magic):
            raise UnreadableRecordingError(sentence)
    for known in BINARY:
        if known.recognises_bytes(content):
            return _placed(known.read_bytes(content, about), about)
    return _placed(_understand_text(_text(content), about), about)


def content_of(path: Path) -> bytes:
    """The content of a file; UnreadableRecordingError when it cannot be opened or is far too large."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise UnreadableRecordingError(f"{path} cannot be opened: {error.strerror}. Check the name.") from error
    return _of_size(content, LARGEST_BYTES)


def _understand_text(text: str, about: About) -> Found:
    text = text.lstrip()
    for known in TEXTS:
        if known.recognises(text):
            return _read_as(known, text, about)
    raise UnreadableRecordingError(f"This is not a recording of heartbeats in a known format. {WHAT_IS_READ}")


def _read_as(known: _Text, text: str, about: About) -> Found:
    with _in_words():
        return known.read(text, about)


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """What beats cannot be is refused in the science's own sentence."""
    try:
        yield
    except UnreadableRecordingError:
        raise
    except ValueError as error:
        raise UnreadableRecordingError(str(error)) from error


def _beats(found: Found) -> RecordedBeats:
    if found.beats is None:
        raise UnreadableRecordingError(NO_BEATS)
    return found.beats


def _placed(found: Found, about: About) -> Found:
    """The same with its beats where they belong in time, if anybody says where that is."""
    if found.beats is None or found.beats.started_at is not None:
        return found
    began_at, remarks = (about.began_at, ()) if about.began_at else _named(about)
    if began_at is None:
        return found
    with _in_words():
        moved = _from(found.beats.series, began_at.timestamp())
    beats = replace(found.beats, series=moved, started_at=began_at)
    return replace(found, beats=beats, remarks=(*found.remarks, *remarks))


def _named(about: About) -> tuple[datetime | None, tuple[Remark, ...]]:
    """The beginning that the name of the file tells, with a remark that says so."""
    parts = NAMED_DATE.search(about.name)
    if parts is None:
        return None, ()
    stamp = f"{parts[1]} {parts[2]}:{parts[3]}:{parts[4] or '00'}"
    began_at, remarks = began_in_utc(wall_s(stamp), about.zone)
    return began_at, (Remark(FROM_NAME, {"stamp": stamp}), *remarks)


def _from(series: BeatSeries, start_s: float) -> BeatSeries:
    """The same beats, moved so that the time before the first of them begins at a moment."""
    begins_s = min(0.0, float(series.time_s[0] - series.rr_ms[0] / 1000))
    return BeatSeries(series.time_s - begins_s + start_s, series.rr_ms, series.segment, series.flags)


def _of_size(content: bytes, largest_bytes: int) -> bytes:
    if len(content) > largest_bytes:
        raise UnreadableRecordingError("This file is far too large for a recording of heartbeats. Split it by days.")
    return content


def _unpacked(content: bytes, largest_bytes: int) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            return _of_size(packed.read(largest_bytes + 1), largest_bytes)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableRecordingError("This gzip file is damaged or was cut short. Copy it again.") from error


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = _western(content)
    if "\0" in text or (content and not text):
        raise UnreadableRecordingError(f"This is not a text file, so not a recording of heartbeats. {WHAT_IS_READ}")
    if not text.strip():
        raise UnreadableRecordingError("This file is empty. Check that the export was complete.")
    return text


def _western(content: bytes) -> str:
    """Text of older Windows programs; nothing when control characters show that it is none."""
    text = content.decode("cp1252", errors="replace")
    return "" if re.search(r"[\x00-\x08\x0e-\x1f\ufffd]", text) else text
