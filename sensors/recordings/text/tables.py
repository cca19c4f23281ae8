"""Tables in text: a header line, then rows; separated by commas, semicolons or tabs, with decimal points or commas."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sensors.recordings import texts
from sensors.recordings.decision.numerals import Numerals, of_cells, parsed
from sensors.recordings.recorded_beats import UnreadableRecordingError

if TYPE_CHECKING:
    import re

SEPARATORS: Final = (";", "\t", ",")
LONGEST_HEADER: Final = 8192  # characters
NOT_GIVEN: Final = frozenset({"", "-", "--", "n/a", "na", "nan", "null", "none"})


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a table: what separates its cells, and their names in small letters."""

    separator: str
    names: tuple[str, ...]

    def place_of(self, names: re.Pattern[str]) -> int | None:
        """The place of the first column that is called so; None when there is none."""
        return next((place for place, name in enumerate(self.names) if names.fullmatch(name)), None)


@dataclass(frozen=True, slots=True)
class Row:
    """One row and where it stands in the file."""

    line: int
    cells: list[str]
    numerals: Numerals

    def text(self, place: int | None) -> str:
        """What stands in a column; nothing where the row or the column ends earlier."""
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""

    def number(self, place: int | None) -> float:
        """The number in a column; UnreadableRecordingError names the line when it is none."""
        value = self.number_or_none(place)
        if value is None:
            shown = self.text(place)[:20]
            raise UnreadableRecordingError(texts.NO_NUMBER(line=str(self.line), found=shown))
        return value

    def number_or_none(self, place: int | None) -> float | None:
        """The number in a column; None when there is none that can be meant."""
        value = float(parsed([self.text(place)], self.numerals).values[0])
        return None if math.isnan(value) else value


def first_line(text: str) -> str:
    """The first line of a text, however long that is and however its lines end."""
    return next(iter(text[:LONGEST_HEADER].splitlines()), "")


def header_of(line: str) -> Header | None:
    """The header in a line; None when the line has fewer than two cells."""
    for separator in SEPARATORS:
        cells = _cells(line, separator)
        if len(cells) > 1:
            return Header(separator, tuple(" ".join(cell.lower().split()) for cell in cells))
    return None


def rows_below(lines: list[str], header: Header, *, first: int = 1) -> list[Row]:
    """The rows from line number `first` (from 0) on, empty ones left out; numbers are written one way in all of them.

    UnreadableRecordingError names the line at which cells cannot be told apart.
    """
    reader = csv.reader(lines[first:], delimiter=header.separator, skipinitialspace=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend((first + reader.line_num, cells) for cells in reader if any(cells))
    except csv.Error as error:
        raise UnreadableRecordingError(texts.NO_CELLS(line=str(first + reader.line_num))) from error
    numerals = of_cells([cell.strip() for _, cells in rows for cell in cells])
    return [Row(line, cells, numerals) for line, cells in rows]


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        return []


def is_given(text: str) -> bool:
    """Whether a cell says anything; programs write a dash, n/a or nothing for what they do not know."""
    return text.strip().lower() not in NOT_GIVEN
