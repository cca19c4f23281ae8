"""The text of a file of daily values, in whatever way a spreadsheet wrote it: encoding, separator, decimal mark, names.

All of it is decided once for the whole file, by the parts with which recordings are read.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from cli.files import texts
from cli.files.daily_cells import UnreadableDaysError
from sensors.recordings.decision.encoding import decoded
from sensors.recordings.decision.numerals import of_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SEPARATORS: Final = (";", "\t", ",")
NUMBERS: Final = ("ln_rmssd", "se", "resting_hr")
MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("id", "user", "user_id", "name", "member", "participant", "subject"),
    "day": ("date", "datum", "dato", "timestamp"),
    "ln_rmssd": ("lnrmssd", "ln rmssd", "rmssd", "hrv"),
}
"""Names that people give to the columns that have to be there."""


def read_columns(
    path: Path, *, required: Sequence[str], wanted: Sequence[str]
) -> tuple[list[int], dict[str, list[str]]]:
    """The line of each row, and the columns that are wanted, numbers with decimal points.

    UnreadableDaysError when the file is no text, or a column is missing.
    """
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise UnreadableDaysError(texts.NOT_OPENED(path=str(path), why=error.strerror or "")) from error
    if text is None:
        raise UnreadableDaysError(texts.NO_TEXT(path=str(path)))
    lines = text.text.splitlines()
    separator = _separator(lines[0] if lines else "")
    reader = csv.reader(lines, delimiter=separator)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _require(required, header)
        numbered = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise UnreadableDaysError(texts.NO_CSV(path=str(path), why=str(error))) from error
    columns = {name: _column(numbered, header.index(name)) for name in wanted if name in header}
    return [line for line, _ in numbered], _with_points(columns)


def _separator(line: str) -> str:
    return max(SEPARATORS, key=line.count)


def _require(required: Sequence[str], header: Sequence[str]) -> None:
    missing = tuple(name for name in required if name not in header)
    if not missing:
        return
    meant = [(other, name) for name in missing for other in MEANT[name] if other in header]
    if meant:
        pairs = tuple(f"{other} -> {name}" for other, name in meant)
        raise UnreadableDaysError(texts.OTHER_NAMES(columns=tuple(required), missing=missing, pairs=pairs))
    raise UnreadableDaysError(texts.NO_COLUMNS(columns=tuple(required), missing=missing))


def _column(numbered: Sequence[tuple[int, list[str]]], place: int) -> list[str]:
    """The cells of a column; a short row is filled up."""
    return [row[place] if place < len(row) else "" for _, row in numbered]


def _with_points(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same with decimal points, where the numbers of the file have commas."""
    cells = [cell.strip() for name in NUMBERS for cell in dict.fromkeys(columns.get(name, ()))]
    if of_cells(cells).decimal != ",":
        return columns
    return columns | {name: [cell.replace(",", ".") for cell in columns[name]] for name in NUMBERS if name in columns}
