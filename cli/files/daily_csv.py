"""Reader of daily values: a csv file with a row for each person and day.

Files are long and their cells repeat, so they are understood column by column and grouped as arrays.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from cli.files import daily_cells as cells
from cli.files import texts
from cli.files.daily_cells import UnreadableDaysError, distinct
from hrv import Kind, Tag
from hrv.light.backtest import Series
from hrv.light.comparison import EVALUATED_KINDS, HEART_RATE_TIMES
from hrv.sources.source import STRAP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hrv.numeric.arrays import Floats, Ints
    from hrv.sources.source import Source
    from messages import Message

__all__ = ["DaysOfPeople", "UnreadableDaysError", "read_days"]

REQUIRED: Final = ("person", "day", "ln_rmssd")
OPTIONAL: Final = ("se", "kind", "tags", "resting_hr", "source")
ROWS_AT_ONCE: Final = 5000
LINE_OF_FIRST_ROW: Final = 2
NOTHING_NOTED: Final[frozenset[Tag]] = frozenset()

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class DaysOfPeople:
    """The series of each person, and sentences about what was put right or left out on the way."""

    series: tuple[Series, ...]
    heart_rates: tuple[Series, ...]
    """Resting heart rates of those who have any, on the scale on which they are compared."""

    notes: tuple[Message, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """The columns that we know and the file has, as they stand there, and the line of each row."""

    lines: Ints
    columns: Mapping[str, list[str]]

    def read(self, name: str, read: Callable[[str], Value], absent: Value) -> tuple[list[Value], Ints]:
        """The different values of a column, and which of them stands in each row; one for all where it is missing."""
        if name not in self.columns:
            return [absent], np.zeros(len(self.lines), np.int64)
        return distinct(self.columns[name], self.lines, read)

    def numbers(self, name: str, read: Callable[[str], float], absent: float = math.nan) -> Floats:
        """The numbers of a column."""
        values, place = self.read(name, read, absent)
        found: Floats = np.array(values)[place]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The whole file, understood: columns of one length, in the order of its lines."""

    lines: Ints
    people: Sequence[str]
    person: Ints
    """Whose row it is: a place among the people."""

    day: Ints
    ln_rmssd: Floats
    se: Floats
    kinds: Sequence[Kind]
    kind: Ints
    """A place among the kinds."""

    noted: Sequence[frozenset[Tag]]
    tags: Ints
    """A place among what was noted."""

    bpm: Floats
    sources: Sequence[Source]
    source: Ints
    """A place among the sources."""


def read_days(path: Path, *, today: date) -> DaysOfPeople:
    """Read a file; `UnreadableDaysError` for anything that would make a light say something untrue."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = _text(file)
    except OSError as error:
        raise UnreadableDaysError(texts.NOT_OPENED(path=str(path), why=error.strerror or "")) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableDaysError(texts.NO_CSV(path=str(path))) from error
    if not len(text.lines):
        raise UnreadableDaysError(texts.NO_DAYS(path=str(path)))
    table = _table(text, today=today)
    notes: list[Message] = []
    chosen = [(person, _compared(table, person, rows, notes)) for person, rows in _people(table)]
    return DaysOfPeople(
        series=tuple(_series(table, person, rows) for person, rows in chosen),
        heart_rates=tuple(
            _heart_rates(table, person, rows) for person, rows in chosen if np.isfinite(table.bpm[rows]).any()
        ),
        notes=tuple(notes),
    )


def _text(file: Iterable[str]) -> _Text:
    """Gather the columns, a few thousand rows at a time so that they are not all held; a short row is filled up."""
    reader = csv.reader(file)
    names = [name.strip() for name in next(reader, [])]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise UnreadableDaysError(texts.NO_COLUMNS(columns=REQUIRED, missing=tuple(missing)))
    columns: dict[str, list[str]] = {name: [] for name in (*REQUIRED, *OPTIONAL) if name in names}
    is_row: list[bool] = []
    while chunk := list(islice(reader, ROWS_AT_ONCE)):
        is_row.extend(map(bool, chunk))
        rows = [row if len(row) >= len(names) else row + [""] * (len(names) - len(row)) for row in chunk if row]
        for name, column in columns.items():
            place = names.index(name)
            column.extend([row[place] for row in rows])
    return _Text(np.flatnonzero(is_row) + LINE_OF_FIRST_ROW, columns)


def _table(text: _Text, *, today: date) -> _Table:
    people, person = text.read("person", cells.person, "")
    days, day = text.read("day", cells.day_until(today), 0)
    kinds, kind = text.read("kind", cells.kind, Kind.CHECK)
    noted, tags = text.read("tags", cells.tags, NOTHING_NOTED)
    sources, source = _sources(text)
    return _Table(
        lines=text.lines,
        people=people,
        person=person,
        day=np.array(days, np.int64)[day],
        ln_rmssd=text.numbers("ln_rmssd", cells.ln_rmssd),
        se=text.numbers("se", cells.standard_error, 0.0),
        kinds=kinds,
        kind=kind,
        noted=noted,
        tags=tags,
        bpm=text.numbers("resting_hr", cells.resting_hr),
        sources=sources,
        source=source,
    )


def _sources(text: _Text) -> tuple[Sequence[Source], Ints]:
    """The sources, each once however it is spelt, in the order of their names."""
    written, place = text.read("source", cells.source, STRAP)
    sources = sorted(set(written))
    return sources, np.array([sources.index(each) for each in written])[place]


def _people(table: _Table) -> Iterator[tuple[str, Ints]]:
    """Each person in the order of the file, with their rows in the order of days."""
    first: dict[str, int] = {}
    same = np.array(
        [first.setdefault(name, len(first)) for name in table.people]
    )  # a name with spaces around it is one
    person = same[table.person]
    in_order = np.lexsort((table.lines, table.source, table.day, person))
    ends = np.cumsum(np.bincount(person))
    yield from zip(first, np.split(in_order, ends[:-1]), strict=True)


def _compared(table: _Table, person: str, rows: Ints, notes: list[Message]) -> Ints:
    """The rows of the kind that is compared: that of most days, checks first; slow breathing never is.

    Where there is no RMSSD at all, resting heart rates decide, so that they are not lost with a kind that has nothing.
    """
    counted, beside = (_kinds_of_days(table, rows[np.isfinite(values[rows])]) for values in (table.ln_rmssd, table.bpm))
    kind = max(EVALUATED_KINDS, key=lambda each: (counted.count(each), beside.count(each)))
    chosen: Ints = rows[np.array([each is kind for each in table.kinds])[table.kind[rows]]]
    _refuse_twice(table, person, chosen)
    if len(chosen) < len(rows):
        notes.append(texts.ONE_KIND(person=person, n=len(chosen), kind=kind.value))
    if (np.diff(table.lines[chosen]) < 0).any():
        notes.append(texts.PUT_IN_ORDER(person=person))
    return chosen


def _kinds_of_days(table: _Table, rows: Ints) -> list[Kind]:
    """The kind of each day with a value; one with values of several sources is one day."""
    days = np.unique(np.stack((table.kind[rows], table.day[rows])), axis=1)
    return [table.kinds[place] for place in days[0]]


def _refuse_twice(table: _Table, person: str, rows: Ints) -> None:
    again = np.flatnonzero((np.diff(table.day[rows]) == 0) & (np.diff(table.source[rows]) == 0))
    if again.size:
        line, day = table.lines[rows[again[0] + 1]], date.fromordinal(int(table.day[rows[again[0]]]))
        raise UnreadableDaysError(texts.LINE(line=str(line), why=texts.TWICE(day=day.isoformat(), person=person)))


def _series(table: _Table, person: str, rows: Ints) -> Series:
    is_noted = any(table.noted[place] for place in np.unique(table.tags[rows]))
    has_several = len(np.unique(table.source[rows])) > 1
    return Series(
        person=person,
        day=table.day[rows],
        ln_rmssd=table.ln_rmssd[rows],
        se=table.se[rows],
        tags=tuple(table.noted[place] for place in table.tags[rows]) if is_noted else (),
        sources=tuple(table.sources[place] for place in table.source[rows]) if has_several else (),
    )


def _heart_rates(table: _Table, person: str, rows: Ints) -> Series:
    levels = HEART_RATE_TIMES * np.log(table.bpm[rows])
    return replace(_series(table, person, rows), ln_rmssd=levels, se=np.zeros(len(rows)))
