"""Registry of recordings: finds the formats, recognises files by what is in them and never by their names, reads them.

A new format is a new module: `sensors.recordings.formats` says what it offers.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import importlib
import io
import itertools
import pkgutil
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final, TypeGuard

from hrv.beats import BeatSeries, ImpossibleBeatsError
from sensors.recordings import clinical, daily, devices, texts, wearables
from sensors.recordings import text as text_forms
from sensors.recordings.decision import texts as decision_texts
from sensors.recordings.decision.encoding import Decoded, decoded
from sensors.recordings.formats import BinaryReader, FormatModule, PartsReader, RecordingFormat, TextReader
from sensors.recordings.joining import PartsReading, joined
from sensors.recordings.model import About, DayReading, Found
from sensors.recordings.parts import EMPTY_ZIP_MAGIC, ZIP_MAGIC, Part, one_part, parts_of_zip
from sensors.recordings.recorded_beats import RecordedBeats, UnreadableRecordingError
from sensors.recordings.seen import Seen
from sensors.recordings.text.wall_clock import began_in_utc, wall_s

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from messages import Message

__all__ = [
    "About",
    "DayReading",
    "Found",
    "RecordedBeats",
    "RecordingFormat",
    "UnreadableRecordingError",
    "content_of",
    "formats",
    "read",
    "read_text",
    "understand",
    "understand_file",
]

GZIP_MAGIC: Final = b"\x1f\x8b"
LARGEST_BYTES: Final = 256 * 1024 * 1024  # a week of ECG beside the intervals; more is not a recording of one person
LARGEST_ALONE: Final = 32 * 1024 * 1024
"""A recording inside a zip, which is read as a whole."""

ZIP_MAGICS: Final = (ZIP_MAGIC, EMPTY_ZIP_MAGIC)
PLACES: Final = (text_forms, devices, clinical, daily, wearables)
"""Every module in these packages that has FORMATS is one format, or a few that look alike."""

PACKED: Final = (
    (b"MATLAB", texts.MATLAB),
    (b"%PDF", texts.PDF),
    (b"\xff\xd8\xff", texts.PHOTO),
    (b"\x89PNG", texts.PICTURE),
)
NAMED_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ _T]+(\d{2})[-:._](\d{2})(?:[-:._](\d{2}))?(?!\d)")


@functools.cache
def modules() -> tuple[FormatModule, ...]:
    """The modules of all formats, the surest first."""
    names = [f"{place.__name__}.{found.name}" for place in PLACES for found in pkgutil.iter_modules(place.__path__)]
    found = (importlib.import_module(name) for name in sorted(names))
    return tuple(sorted((each for each in found if hasattr(each, "FORMATS")), key=lambda each: each.RECOGNISED_BY))


def formats() -> tuple[RecordingFormat, ...]:
    """Every format that is read, in the order in which they are asked."""
    return tuple(itertools.chain.from_iterable(module.FORMATS for module in modules()))


def read(path: Path, about: About | None = None) -> RecordedBeats:
    """Read a recording; UnreadableRecordingError with one sentence when the file is not one."""
    return _beats(understand(content_of(path), about))


def read_text(text: str) -> RecordedBeats:
    """Read a recording from its text; UnreadableRecordingError with one sentence when it is not one."""
    return _beats(_understand_text(text, About()))


def understand(content: bytes | BinaryIO, about: About | None = None, *, largest_bytes: int | None = None) -> Found:
    """All that a file holds; UnreadableRecordingError with one sentence when that is nothing we know.

    Beats lie in seconds since 1970 where the file, its name or `about` tells when it began. `largest_bytes` is how much
    a packed file may hold, and one that is no export. Of an open file no more is held than its format needs.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    return _understood(stream, about or About(), largest_bytes or LARGEST_BYTES)


def understand_file(path: Path, about: About | None = None) -> Found:
    """All that a file on disk holds, without taking more of it into memory than its format needs."""
    try:
        with path.open("rb") as file:
            return _understood(file, about or About(), LARGEST_BYTES)
    except OSError as error:
        raise UnreadableRecordingError(texts.NOT_OPENED(path=str(path), why=error.strerror or "")) from error


def _understood(stream: BinaryIO, about: About, largest_bytes: int) -> Found:
    if stream.read(len(GZIP_MAGIC)) == GZIP_MAGIC:
        stream.seek(0)
        stream = io.BytesIO(_unpacked(stream, largest_bytes))
    part = one_part(stream, about.name)
    if part.head.startswith(ZIP_MAGICS):
        with parts_of_zip(stream) as parts:
            return _of_many(parts, about)
    exporter = _exporter_of(part)
    if exporter is not None:
        return _complete(_of_export(exporter, part, about), about)
    stream.seek(0)
    return _of_bytes(_of_size(stream.read(largest_bytes + 1), largest_bytes), about)


def _of_export(exporter: PartsReader, part: Part, about: About) -> Found:
    """What an export of one file holds; its header is shown with it, and with a refusal too."""
    seen = part.seen_header()
    try:
        found = exporter.read_parts((part,), about)
    except UnreadableRecordingError as error:
        error.seen = error.seen or seen
        raise
    return replace(found, seen=found.seen or seen)


def _of_bytes(content: bytes, about: About) -> Found:
    for magic, said in PACKED:
        if content.startswith(magic):
            raise UnreadableRecordingError(said())
    for known in _binary_readers(modules()):
        if known.recognises_bytes(content):
            return _complete(known.read_bytes(content, about), about)
    read_as = _text(content)
    return _complete(_decoded(_understand_text(read_as.text, about), read_as), about)


def _exporter_of(part: Part) -> PartsReader | None:
    return next((known for known in _parts_readers(modules()) if known.recognises_part(part)), None)


def _of_many(parts: tuple[Part, ...], about: About) -> Found:
    """What a zip holds: the parts of exports, or else whatever of it can be read alone."""
    exports: dict[FormatModule, list[Part]] = {}
    for part in parts:
        if (exporter := _exporter_of(part)) is not None:
            exports.setdefault(exporter, []).append(part)
    if exports:
        readings = [
            PartsReading(tuple(part.name for part in own), functools.partial(each.read_parts, own, about))
            for each, own in exports.items()
            if _is_of_parts(each)
        ]
    else:
        readings = [PartsReading((part.name,), functools.partial(_of_part, part, about)) for part in parts]
    return _complete(joined(readings, texts.NOTHING_IN_ZIP(n=len(parts), what_is_read=texts.WHAT_IS_READ())), about)


def _of_part(part: Part, about: About) -> Found:
    if part.size > LARGEST_ALONE:
        raise UnreadableRecordingError(texts.PART_TOO_LARGE())
    name = part.name.rpartition("/")[2]
    return _of_bytes(part.content(), replace(about, name=name))


def content_of(path: Path) -> bytes:
    """The content of a file; UnreadableRecordingError when it cannot be opened or is far too large."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise UnreadableRecordingError(texts.NOT_OPENED(path=str(path), why=error.strerror or "")) from error
    return _of_size(content, LARGEST_BYTES)


def _understand_text(text: str, about: About) -> Found:
    text = text.lstrip("\n ")  # a tab may stand before the name of the second column
    for known in _text_readers(modules()):
        if known.recognises(text):
            return _read_as(known, text, about)
    raise UnreadableRecordingError(texts.UNKNOWN_FORMAT(what_is_read=texts.WHAT_IS_READ()))


@functools.lru_cache(maxsize=1)
def _text_readers(known: tuple[FormatModule, ...]) -> tuple[TextReader, ...]:
    return tuple(filter(_is_text, known))


@functools.lru_cache(maxsize=1)
def _binary_readers(known: tuple[FormatModule, ...]) -> tuple[BinaryReader, ...]:
    return tuple(filter(_is_binary, known))


@functools.lru_cache(maxsize=1)
def _parts_readers(known: tuple[FormatModule, ...]) -> tuple[PartsReader, ...]:
    return tuple(filter(_is_of_parts, known))


def _is_text(module: FormatModule) -> TypeGuard[TextReader]:
    return hasattr(module, "recognises")


def _is_binary(module: FormatModule) -> TypeGuard[BinaryReader]:
    return hasattr(module, "recognises_bytes")


def _is_of_parts(module: FormatModule) -> TypeGuard[PartsReader]:
    return hasattr(module, "recognises_part")


def _read_as(known: TextReader, text: str, about: About) -> Found:
    with _in_words():
        return known.read(text, about)


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """Beats that the science refuses are refused in words for a person."""
    try:
        yield
    except UnreadableRecordingError:
        raise
    except ImpossibleBeatsError as error:
        raise UnreadableRecordingError(texts.IMPOSSIBLE[error.why](where=_shown(error.where))) from error
    except ValueError as error:
        raise UnreadableRecordingError(texts.CONTRADICTION()) from error


def _shown(where: float) -> float:
    """A number of a beat as it is, a median to three figures."""
    return where if isinstance(where, int) else float(f"{where:.3g}")


def _beats(found: Found) -> RecordedBeats:
    if found.beats is None:
        raise UnreadableRecordingError(texts.NO_BEATS())
    return found.beats


def _decoded(found: Found, read_as: Decoded) -> Found:
    """The same with what is to be said of the text itself."""
    seen = replace(found.seen, encoding=read_as.encoding) if found.seen else Seen(encoding=read_as.encoding)
    left_out = (*found.left_out, decision_texts.ZEROS(n=read_as.zeros)) if read_as.zeros else found.left_out
    return replace(found, seen=seen, left_out=left_out)


def _complete(found: Found, about: About) -> Found:
    """The same with its beats where they belong in time, and each day with its source."""
    days = tuple(replace(day, source=day.source or found.source) for day in found.days)
    return _with_first_row(replace(_placed(found, about), days=days))


def _with_first_row(found: Found) -> Found:
    """The same with its first row as it was read, and how many were taken, where its format shows none."""
    seen = found.seen or Seen()
    if seen.first_row:
        return found
    if found.beats is not None:
        first_row = {"interval": f"{found.beats.series.rr_ms[0]:g} ms"}
    else:
        first_row = {"day": found.days[0].day.isoformat(), "rmssd": f"{found.days[0].rmssd_ms:g} ms"}
    n = len(found.days) if found.beats is None else len(found.beats.series)
    return replace(found, seen=replace(seen, first_row=first_row, rows=seen.rows or {"taken": n}))


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


def _named(about: About) -> tuple[datetime | None, tuple[Message, ...]]:
    """The beginning that the name of the file tells, with a remark that says so."""
    parts = NAMED_DATE.search(about.name)
    if parts is None:
        return None, ()
    stamp = f"{parts[1]} {parts[2]}:{parts[3]}:{parts[4] or '00'}"
    began_at, remarks = began_in_utc(wall_s(stamp), about.zone)
    return began_at, (texts.FROM_NAME(stamp=stamp), *remarks)


def _from(series: BeatSeries, start_s: float) -> BeatSeries:
    """The same beats, moved so that the time before the first of them begins at a moment."""
    begins_s = min(0.0, float(series.time_s[0] - series.rr_ms[0] / 1000))
    return BeatSeries(series.time_s - begins_s + start_s, series.rr_ms, series.segment, series.flags)


def _of_size(content: bytes, largest_bytes: int) -> bytes:
    if len(content) > largest_bytes:
        raise UnreadableRecordingError(texts.TOO_LARGE())
    return content


def _unpacked(stream: BinaryIO, largest_bytes: int) -> bytes:
    try:
        with gzip.open(stream) as packed:
            return _of_size(packed.read(largest_bytes + 1), largest_bytes)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableRecordingError(texts.DAMAGED_GZIP()) from error


def _text(content: bytes) -> Decoded:
    text = decoded(content)
    if text is None:
        raise UnreadableRecordingError(texts.NOT_TEXT(what_is_read=texts.WHAT_IS_READ()))
    if not text.text.strip():
        raise UnreadableRecordingError(texts.EMPTY())
    return text
