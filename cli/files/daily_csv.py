"""Reader of daily values: a csv file with a row for each person and day.

Files are long and their cells repeat, so they are understood column by column and grouped as arrays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from cli.files import daily_cells as cells
from cli.files import texts
from cli.files.daily_cells import UnreadableDaysError, distinct
from cli.files.daily_text import read_columns
from hrv import Kind, Tag
from hrv.light.backtest import Series
from hrv.light.comparison import EVALUATED_KINDS, HEART_RATE_TIMES
from hrv.sources.source import STRAP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hrv.numeric.arrays import Floats, Ints
    from hrv.sources.source import Source
    from messages import Message

__all__ = ["DaysOfPeople", "UnreadableDaysError", "read_days"]

REQUIRED: Final = ("person", "day", "ln_rmssd")
OPTIONAL: Final = ("se", "kind", "tags", "resting_hr", "source")
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


def read_days(path: Path, *, today: date, skip_bad: bool = False) -> DaysOfPeople:
    """Read a file; `UnreadableDaysError` for anything that would make a light say something untrue.

    With `skip_bad` a row with a bad cell is left out and named, and the others are read.
    """
    lines, columns = read_columns(path, required=REQUIRED, wanted=(*REQUIRED, *OPTIONAL))
    text = _Text(np.array(lines, np.int64), columns)
    skipped: tuple[Message, ...] = ()
    if skip_bad:
        text, skipped = _without_bad_rows(text, today=today)
    if not len(text.lines):
        raise UnreadableDaysError(texts.NO_DAYS(path=str(path)))
    table = _table(text, today=today)
    notes: list[Message] = [*skipped]
    chosen = [(person, _compared(table, person, rows, notes)) for person, rows in _people(table)]
    return DaysOfPeople(
        series=tuple(_series(table, person, rows) for person, rows in chosen),
        heart_rates=tuple(
            _heart_rates(table, person, rows) for person, rows in chosen if np.isfinite(table.bpm[rows]).any()
        ),
        notes=tuple(notes),
    )


def _without_bad_rows(text: _Text, *, today: date) -> tuple[_Text, tuple[Message, ...]]:
    """The rows in which every cell can be read, and a sentence about the first bad cell of each of the others."""
    bad: dict[int, Message] = {}
    for name, read in _readers(today).items():
        for cell in dict.fromkeys(text.columns.get(name, ())):
            try:
                read(cell.strip())
            except UnreadableDaysError as why:
                places = (place for place, other in enumerate(text.columns[name]) if other == cell)
                bad |= {place: why.message for place in places if place not in bad}
    kept = [place for place in range(len(text.lines)) if place not in bad]
    columns = {name: [column[place] for place in kept] for name, column in text.columns.items()}
    said = tuple(texts.SKIPPED(line=str(text.lines[place]), why=bad[place]) for place in sorted(bad))
    return _Text(text.lines[kept], columns), said


def _readers(today: date) -> Mapping[str, Callable[[str], object]]:
    return {
        "person": cells.person,
        "day": cells.day_until(today),
        "ln_rmssd": cells.ln_rmssd,
        "se": cells.standard_error,
        "kind": cells.kind,
        "tags": cells.tags,
        "resting_hr": cells.resting_hr,
        "source": cells.source,
    }


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
