"""Parts: the files of which an export consists, one alone or many in a zip, read where they lie.

Names of members are translated by some products, so a format knows its parts by how they begin. Nothing is unpacked to
disk, and a zip that claims more than an export of one person can hold is refused before it is read.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import functools
import io
import json
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from sensors.recordings import texts
from sensors.recordings.decision.encoding import decoded
from sensors.recordings.formats import HEAD_BYTES
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.seen import Seen
from sensors.recordings.text.tables import Header, Row, header_of, rows_below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ZIP_MAGIC: Final = b"PK\x03\x04"
EMPTY_ZIP_MAGIC: Final = b"PK\x05\x06"
MEMBER_HEAD_BYTES: Final = 16 * 1024
LARGEST_WHOLE: Final = 64 * 1024 * 1024
"""A part that is not streamed is read as a whole; ten years of five-minute values are a sixth of this."""

MOST_MEMBERS: Final = 50_000
LARGEST_DIRECTORY: Final = 16 * 1024 * 1024
LARGEST_MEMBER: Final = 8 * 1024 * 1024 * 1024
MOST_INNER: Final = 50
LARGEST_INNER: Final = 2 * 1024 * 1024 * 1024
SMALL_MEMBER: Final = 1024 * 1024
HIGHEST_RATIO: Final = 400
"""The longest runs of equal rows in real exports shrink to a sixtieth; deflate can reach a thousandth."""

END_RECORD: Final = struct.Struct("<4s4H2LH")
END_SIGNATURE: Final = b"PK\x05\x06"
LONGEST_COMMENT: Final = 65535
ENCRYPTED: Final = 0x1
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
SPREADSHEET_MARKS: Final = ("xl/workbook.xml", "content.xml", "Index/Document.iwa")
MEDIA: Final = (".jpg", ".jpeg", ".png", ".heic", ".mp4", ".mov", ".gpx", ".tcx", ".pdf", ".html", ".mp3", ".zip")
"""Endings that are the same in every language and never hold what we read."""

SEPARATORS: Final = (",", ";", "\t")
LONGEST_HEADER: Final = 8192
LONGEST_CHARACTER: Final = 4  # bytes
JSON_BEGINS: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")

DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, NotImplementedError)
"""What zipfile raises for bytes that are no zip; only the first of them is meant for that."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an export.

    Attributes:
        name: its name, with the folders of the zip before it.
        size: how many bytes it holds.
        head: its first bytes; all of it where it was given alone and is small.
        open: opens it for reading.
    """

    name: str
    size: int
    head: bytes
    open: Callable[[], IO[bytes]]

    @property
    def is_json(self) -> bool:
        """Whether it begins as an object or a list of JSON does."""
        return JSON_BEGINS.match(self.head) is not None

    def head_text(self) -> str:
        """The beginning as text; a character that is cut at its end is left aside."""
        return _beginning(self.head)

    def names_in_line(self, number: int = 0) -> tuple[str, ...]:
        """The cells of one of the first lines, in small letters, if it is the header of a table."""
        lines = _first_lines(self.head[: LONGEST_CHARACTER * LONGEST_HEADER])
        return _names(lines[number]) if number < len(lines) else ()

    def seen_header(self) -> Seen | None:
        """The header of a table; None where it is none."""
        line = next(iter(_first_lines(self.head[: LONGEST_CHARACTER * LONGEST_HEADER])), "")
        separator = max(SEPARATORS, key=line.count)
        if self.is_json or line.startswith("<") or "\0" in line or separator not in line:
            return None
        return Seen(separator=separator, header=tuple(_cells(line, separator)), header_line=1)

    def text(self) -> str:
        """All of it as text; UnreadableRecordingError when it is none."""
        text = decoded(self.content())
        if text is None:
            raise UnreadableRecordingError(texts.NOT_TEXT(what_is_read=texts.WHAT_IS_READ()))
        return text.text

    def content(self) -> bytes:
        """All of it; UnreadableRecordingError when it is far too large or damaged."""
        if self.size > LARGEST_WHOLE:
            raise UnreadableRecordingError(texts.TOO_LARGE())
        with in_sound_zip(), self.open() as file:
            return file.read(LARGEST_WHOLE)

    def json(self) -> Any:  # noqa: ANN401 - whatever the file holds
        """Its value; UnreadableRecordingError when it is no JSON to the end."""
        try:
            return json.loads(self.content())
        except (ValueError, RecursionError) as error:
            raise UnreadableRecordingError(texts.DAMAGED_JSON()) from error


def _beginning(head: bytes) -> str:
    is_wide = head[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    return head.decode("utf-16" if is_wide else "utf-8-sig", "ignore")


@functools.lru_cache(maxsize=1)
def _first_lines(head: bytes) -> list[str]:
    """The lines among which a header can be; every format of tables asks for them."""
    return _beginning(head)[:LONGEST_HEADER].splitlines()


@functools.lru_cache(maxsize=64)
def _names(line: str) -> tuple[str, ...]:
    return tuple(" ".join(cell.lower().split()) for cell in _cells(line, max(SEPARATORS, key=line.count)))


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])


def one_part(stream: BinaryIO, name: str) -> Part:
    """A file that was given alone."""
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if JSON_BEGINS.match(head):  # what it holds may be named only after much else
        head += stream.read(LARGEST_WHOLE)
    size = stream.seek(0, io.SEEK_END)

    def opened() -> IO[bytes]:
        stream.seek(0)
        return io.BufferedReader(_Kept(stream))

    return Part(name, size, head, opened)


class _Kept(io.RawIOBase):
    """A stream that stays open for whoever owns it when a reader of it is closed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - any buffer that can be written to
        """As the stream's own."""
        read = self._stream.read(len(buffer))
        buffer[: len(read)] = read
        return len(read)


@contextlib.contextmanager
def parts_of_zip(stream: BinaryIO, *, is_inner: bool = False) -> Iterator[tuple[Part, ...]]:
    """The members of a zip that can hold anything of ours; UnreadableRecordingError when it is not to be trusted.

    Those of zips in it are among them, which some accounts pack their recordings into, but of none in those.
    """
    _require_bounded_directory(stream)
    with in_sound_zip():
        archive = zipfile.ZipFile(stream)
    with contextlib.ExitStack() as opened:
        opened.enter_context(archive)
        with in_sound_zip():
            members = [each for each in archive.infolist() if not each.is_dir()]
            _require_an_export(members)
            parts = [_part(archive, member) for member in members if _is_of_interest(member)]
        for member in () if is_inner else _zips_in(members):
            parts += opened.enter_context(_parts_of_inner(archive, member))
        if len(parts) > MOST_MEMBERS:
            raise UnreadableRecordingError(texts.ZIP_TOO_FULL())
        yield tuple(parts)


@contextlib.contextmanager
def _parts_of_inner(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[Part, ...]]:
    """Unpacked for as long as it is read, for its directory stands at its end."""
    with tempfile.TemporaryFile() as unpacked:
        with in_sound_zip(), archive.open(member) as packed:
            shutil.copyfileobj(packed, unpacked)
        with parts_of_zip(unpacked, is_inner=True) as parts:
            yield parts


def _zips_in(members: Sequence[zipfile.ZipInfo]) -> Sequence[zipfile.ZipInfo]:
    zips = [each for each in members if each.filename.lower().endswith(".zip") and not each.flag_bits & ENCRYPTED]
    if len(zips) > MOST_INNER or sum(each.file_size for each in zips) > LARGEST_INNER:
        raise UnreadableRecordingError(texts.ZIP_TOO_FULL())
    return zips


@contextlib.contextmanager
def in_sound_zip() -> Iterator[None]:
    """A member that is damaged is told in a sentence."""
    try:
        yield
    except UnreadableRecordingError:
        raise
    except DAMAGED as error:
        raise UnreadableRecordingError(texts.DAMAGED_ZIP()) from error


def _require_bounded_directory(stream: BinaryIO) -> None:
    """Refuse a directory of members that alone would fill the memory, before it is read."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - END_RECORD.size - LONGEST_COMMENT))
    tail = stream.read()
    place = tail.rfind(END_SIGNATURE)
    if place < 0 or place + END_RECORD.size > len(tail):
        raise UnreadableRecordingError(texts.DAMAGED_ZIP())
    directory_bytes = END_RECORD.unpack_from(tail, place)[5]
    if directory_bytes > LARGEST_DIRECTORY:
        raise UnreadableRecordingError(texts.ZIP_TOO_FULL())
    stream.seek(0)


def _require_an_export(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    if any(mark in names for mark in SPREADSHEET_MARKS):
        raise UnreadableRecordingError(texts.SPREADSHEET())
    if len(members) > MOST_MEMBERS or any(map(_is_bomb, members)):
        raise UnreadableRecordingError(texts.ZIP_TOO_FULL())
    if members and all(member.flag_bits & ENCRYPTED for member in members):
        raise UnreadableRecordingError(texts.ZIP_LOCKED())


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    if member.file_size > LARGEST_MEMBER:
        return True
    return member.file_size > SMALL_MEMBER and member.file_size > HIGHEST_RATIO * max(1, member.compress_size)


def _is_of_interest(member: zipfile.ZipInfo) -> bool:
    is_readable = member.compress_type in METHODS and not member.flag_bits & ENCRYPTED
    return is_readable and member.file_size > 0 and not member.filename.lower().endswith(MEDIA)


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Part:
    with archive.open(member) as file:
        head = file.read(MEMBER_HEAD_BYTES)
    return Part(member.filename, member.file_size, head, lambda: archive.open(member))


def table(part: Part, *, header_line: int = 0) -> tuple[Header, list[Row]]:
    """The header and the rows of a table; UnreadableRecordingError when its last row ends before all others."""
    text = part.text()
    lines = text.splitlines()
    header = header_of(lines[header_line]) or Header(",", ())
    rows = rows_below(lines, header, first=header_line + 1)
    if rows and _is_cut(rows, len(header.names), ends=text.endswith("\n")):
        raise UnreadableRecordingError(texts.CUT_TABLE(line=str(rows[-1].line)))
    return header, rows


def _is_cut(rows: Sequence[Row], n_columns: int, *, ends: bool) -> bool:
    """Whether the last row has fewer cells than all others, or breaks off in a word that all others have longer."""
    last = rows[-1].cells
    if len(last) < min((len(row.cells) for row in rows[:-1]), default=n_columns):
        return True
    is_word = rows[-1].number_or_none(len(last) - 1) is None
    return not ends and is_word and len(last[-1]) < min((len(row.cells[-1]) for row in rows[:-1]), default=0)
