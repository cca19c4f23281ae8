"""Reads anyone's daily values: a csv file with a row for each person and day.

Files are long and their cells repeat, so they are understood column by column and grouped as arrays.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from cli import daily_cells
from cli.daily_cells import UnreadableDaysError, understood
from hrv.backtest import Series
from hrv.compared import EVALUATED_KINDS, HEART_RATE_TIMES

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from hrv import Kind, Tag
    from hrv.arrays import Floats, Ints

__all__ = ["DaysOfPeople", "UnreadableDaysError", "read_days"]

REQUIRED: Final = ("person", "day", "ln_rmssd")
OPTIONAL: Final = ("se", "kind", "tags", "resting_hr")
ROWS_AT_ONCE: Final = 5000


@dataclass(frozen=True, slots=True)
class DaysOfPeople:
    """The series of each person, and sentences about what was put right or left out on the way."""

    series: tuple[Series, ...]
    heart_rates: tuple[Series, ...]
    """Resting heart rates of those who have any, on the scale on which they are compared."""

    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The whole file, understood: columns of one length, in the order of its lines."""

    line: Ints
    person: Sequence[str]
    day: Ints
    ln_rmssd: Floats
    se: Floats
    kind: Sequence[Kind]
    tags: Sequence[frozenset[Tag]]
    bpm: Floats


def read_days(path: Path, *, today: date) -> DaysOfPeople:
    """Read a file; `UnreadableDaysError` for anything that would make a light say something untrue."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines, columns = _columns(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableDaysError(f"{path} cannot be read as a csv file in UTF-8: {error}.") from error
    if not lines:
        raise UnreadableDaysError(f"{path} holds no days. Give one row for each person and day.")
    table = _table(lines, columns, today=today)
    notes: list[str] = []
    chosen = {person: _compared(table, person, rows, notes) for person, rows in _people(table)}
    return DaysOfPeople(
        series=tuple(_series(table, person, rows) for person, rows in chosen.items()),
        heart_rates=tuple(
            _heart_rates(table, person, rows) for person, rows in chosen.items() if np.isfinite(table.bpm[rows]).any()
        ),
        notes=tuple(notes),
    )


def _columns(file: Iterable[str]) -> tuple[list[int], list[list[str]]]:
    """The numbers of the lines that are not empty, and the cells of every column we know."""
    reader = csv.reader(file)
    names = [name.strip() for name in next(reader, [])]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise UnreadableDaysError(
            f"The first line must name the columns {', '.join(REQUIRED)}; missing: {', '.join(missing)}."
        )
    places = [names.index(name) if name in names else None for name in (*REQUIRED, *OPTIONAL)]
    return _cells(reader, places, width=len(names))


def _cells(reader: Reader, places: Sequence[int | None], *, width: int) -> tuple[list[int], list[list[str]]]:
    """Gather the columns, a few thousand rows at a time so that they are not all held; a short row is filled up."""
    lines: list[int] = []
    columns: list[list[str]] = [[] for _ in places]
    numbered = ((reader.line_num, cells) for cells in reader if cells)
    while chunk := list(islice(numbered, ROWS_AT_ONCE)):
        lines.extend(line for line, _ in chunk)
        rows = [cells if len(cells) >= width else cells + [""] * (width - len(cells)) for _, cells in chunk]
        for place, column in zip(places, columns, strict=True):
            column.extend([""] * len(rows) if place is None else [cells[place] for cells in rows])
    return lines, columns


def _table(lines: list[int], columns: list[list[str]], *, today: date) -> _Table:
    person, day, ln_rmssd, se, kind, tags, bpm = columns
    return _Table(
        line=np.array(lines, np.int64),
        person=understood(person, lines, daily_cells.person),
        day=np.array(understood(day, lines, daily_cells.day_until(today)), np.int64),
        ln_rmssd=np.array(understood(ln_rmssd, lines, daily_cells.ln_rmssd)),
        se=np.array(understood(se, lines, daily_cells.standard_error)),
        kind=understood(kind, lines, daily_cells.kind),
        tags=understood(tags, lines, daily_cells.tags),
        bpm=np.array(understood(bpm, lines, daily_cells.resting_hr)),
    )


def _people(table: _Table) -> Iterator[tuple[str, Ints]]:
    """Each person in the order of the file, with their rows in the order of days."""
    codes: dict[str, int] = {}
    code = np.array([codes.setdefault(person, len(codes)) for person in table.person])
    in_order = np.lexsort((table.line, table.day, code))
    ends = np.cumsum(np.bincount(code))
    yield from zip(codes, np.split(in_order, ends[:-1]), strict=True)


def _compared(table: _Table, person: str, rows: Ints, notes: list[str]) -> Ints:
    """The rows of the kind that is compared: that of most values, checks first; slow breathing never is."""
    kinds = [table.kind[row] for row in rows]
    known = np.isfinite(table.ln_rmssd[rows]).tolist()
    counted = [kind for kind, is_known in zip(kinds, known, strict=True) if is_known]
    kind = max(EVALUATED_KINDS, key=counted.count)
    chosen = rows[[each is kind for each in kinds]]
    _refuse_twice(table, person, chosen)
    if len(chosen) < len(rows):
        notes.append(f"{person}: only the {len(chosen)} days of the kind {kind} are compared with one another.")
    if (np.diff(table.line[chosen]) < 0).any():
        notes.append(f"{person}: the days were out of order and have been put in order.")
    return chosen


def _refuse_twice(table: _Table, person: str, rows: Ints) -> None:
    again = np.flatnonzero(np.diff(table.day[rows]) == 0)
    if again.size:
        line, day = table.line[rows[again[0] + 1]], date.fromordinal(int(table.day[rows[again[0]]]))
        raise UnreadableDaysError(f"Line {line}: {day} is there twice for {person}. Keep one value a day.")


def _series(table: _Table, person: str, rows: Ints) -> Series:
    tags = tuple(table.tags[row] for row in rows)
    return Series(
        person=person,
        day=table.day[rows],
        ln_rmssd=table.ln_rmssd[rows],
        se=table.se[rows],
        tags=tags if any(tags) else (),
    )


def _heart_rates(table: _Table, person: str, rows: Ints) -> Series:
    levels = HEART_RATE_TIMES * np.log(table.bpm[rows])
    return replace(_series(table, person, rows), ln_rmssd=levels, se=np.zeros(len(rows)))
