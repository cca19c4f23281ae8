"""Formats of recordings: what a module of this package offers so that files of its kind are read.

A format is one module in `text`, `devices`, `clinical` or `daily`. It defines its name and label, says how surely it
recognises a file, and has the two functions of `TextReader` or of `BinaryReader`; its own texts stand in it as well.
`sensors.recordings.registry` finds it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from messages import Text
    from sensors.recordings.model import About, Found


@dataclass(frozen=True, slots=True)
class RecordingFormat:
    """One form in which recordings are written down.

    Attributes:
        value: its stable name, in JSON for example.
        label: what a person reads.
    """

    value: str
    label: Text


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
