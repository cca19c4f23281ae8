"""Formats of recordings: what a module of this package offers so that files of its kind are read.

A format is one module in `text`, `devices`, `clinical`, `daily` or `wearables`. It defines its name, label, source and
line in docs/files.md, says how surely it recognises a file, and has the two functions of `TextReader`, `BinaryReader`
or `PartsReader`; its own texts stand in it as well. `sensors.recordings.registry` finds it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Protocol

from hrv.sources.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from messages import Text
    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part

OF_ITS_OWN: Final = Source("")
HEAD_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class RecordingFormat:
    """One form in which recordings are written down.

    Attributes:
        value: its stable name, in JSON for example.
        label: what a person reads.
        source: the stable code of the product or device it comes from, which joins the key of a daily value; its own
            name unless another is given.
        docs: its line in docs/files.md.
    """

    value: str
    label: Text
    source: Source = OF_ITS_OWN
    docs: DocsLine | None = None

    def __post_init__(self) -> None:
        """Two formats of one product share a source; any other is a source of its own."""
        if not self.source:
            object.__setattr__(self, "source", Source(self.value))


@dataclass(frozen=True, slots=True)
class DocsLine:
    """What docs/files.md says of a format: from which program, what it looks like, what is taken, what is left."""

    program: str
    looks_like: str
    taken: str
    left: str = ""


class RecognisedBy(IntEnum):
    """How surely a format is recognised; the surest is asked first."""

    SIGNATURE = 0
    """A beginning that only one program writes."""
    COLUMNS = 1
    """The names of several columns."""
    ONE_COLUMN = 2
    """The name of one column."""
    ANY_COLUMN = 3
    """The name of a column that others may have as well."""
    STRUCTURE = 4
    """Nothing but that all of it can be read so."""


class FormatModule(Protocol):
    """What every module for a format offers."""

    FORMATS: tuple[RecordingFormat, ...]
    RECOGNISED_BY: RecognisedBy


class TextReader(FormatModule, Protocol):
    """A module for a text format."""

    def recognises(self, text: str) -> bool:
        """Whether this text is of the format."""
        ...

    def read(self, text: str, about: About, /) -> Found:
        """All that it holds; UnreadableRecordingError when that cannot be told."""
        ...


class BinaryReader(FormatModule, Protocol):
    """A module for a binary format."""

    def recognises_bytes(self, content: bytes) -> bool:
        """Whether this content is of the format."""
        ...

    def read_bytes(self, content: bytes, about: About, /) -> Found:
        """All that it holds; UnreadableRecordingError when that cannot be told."""
        ...


class PartsReader(FormatModule, Protocol):
    """A module for exports that may consist of several files, or be larger than memory: each is read where it lies."""

    def recognises_part(self, part: Part) -> bool:
        """Whether a file, alone or in a zip, is part of such an export: told from its beginning."""
        ...

    def read_parts(self, parts: Sequence[Part], about: About, /) -> Found:
        """All that they hold together; UnreadableRecordingError when that cannot be told."""
        ...
