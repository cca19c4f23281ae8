"""XML in a stream, by expat: nothing is validated, no entity is ever declared, and no tree is built."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final, NoReturn
from xml.parsers import expat

from sensors.recordings import texts
from sensors.recordings.parts import in_sound_zip
from sensors.recordings.recorded_beats import UnreadableRecordingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHUNK_BYTES: Final = 256 * 1024
LONGEST_PROLOGUE: Final = 1024 * 1024
DOCTYPE, ENTITY = b"<!DOCTYPE", b"<!ENTITY"
ROOT_BEGINS: Final = re.compile(rb"<[A-Za-z_]")


def parse(
    file: IO[bytes],
    *,
    begins: Callable[[str, list[str]], None],
    text: Callable[[str], None] | None = None,
    ends: Callable[[str], None] | None = None,
    encoding: str | None = None,
) -> None:
    """Call `begins` with each element's name and its attributes, names and values in turn; the others where given.

    `encoding` goes before what the file says of itself.

    UnreadableRecordingError when it is no XML to the end, or declares entities.
    """
    parser = expat.ParserCreate(encoding)
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = begins
    parser.CharacterDataHandler = text
    parser.EndElementHandler = ends
    parser.EntityDeclHandler = _refuse_entities
    try:
        for chunk in _without_doctype(file):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableRecordingError(texts.DAMAGED_XML()) from error


def _refuse_entities(*_: object) -> NoReturn:
    raise UnreadableRecordingError(texts.XML_ENTITIES())


def _without_doctype(file: IO[bytes]) -> Iterator[bytes]:
    """The file without its document type, which some phones write wrongly and which says nothing that we need."""
    chunks = _chunks(file)
    beginning = b""
    for chunk in chunks:
        beginning += chunk
        root = ROOT_BEGINS.search(beginning)
        if root is not None:
            beginning = _cut(beginning, root.start())
            break
        if len(beginning) > LONGEST_PROLOGUE:
            break
    yield beginning
    yield from chunks


def _cut(beginning: bytes, root: int) -> bytes:
    doctype = beginning.find(DOCTYPE, 0, root)
    if doctype < 0:
        return beginning
    if ENTITY in beginning[doctype:root]:
        _refuse_entities()
    return beginning[:doctype] + beginning[root:]


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while True:
        with in_sound_zip():
            chunk = file.read(CHUNK_BYTES)
        if not chunk:
            return
        yield chunk
