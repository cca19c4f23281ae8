"""Reads anyone's daily values: a csv file with a row for each person and day."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv import Kind, Tag
from hrv.backtest import Series
from hrv.compared import EVALUATED_KINDS, heart_rate_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

REQUIRED: Final = ("person", "day", "ln_rmssd")
OPTIONAL: Final = ("se", "kind", "tags", "resting_hr")
HIGHEST_LN: Final = 6.5
"""RMSSD of 665 ms; a larger number is most likely RMSSD itself."""
LOWEST_BPM: Final = 20.0
HIGHEST_BPM: Final = 200.0


class UnreadableDaysError(ValueError):
    """The file cannot be understood; the message says where, and what to do."""


class Row(NamedTuple):
    """One line of the file, understood."""

    line: int
    person: str
    day: int
    kind: Kind
    ln_rmssd: float
    se: float
    resting_hr_bpm: float | None
    tags: frozenset[Tag]


@dataclass(frozen=True, slots=True)
class DaysOfPeople:
    """The series of each person, and sentences about what was put right or left out on the way."""

    series: tuple[Series, ...]
    heart_rates: tuple[Series, ...]
    """Resting heart rates of those who have any, on the scale on which they are compared."""

    notes: tuple[str, ...]


def read_days(path: Path, *, today: date) -> DaysOfPeople:
    """Read a file; `UnreadableDaysError` for anything that would make a light say something untrue."""
    by_person: dict[str, list[Row]] = defaultdict(list)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in _rows(file, today=today):
                by_person[row.person].append(row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableDaysError(f"{path} cannot be read as a csv file in UTF-8: {error}.") from error
    if not by_person:
        raise UnreadableDaysError(f"{path} holds no days. Give one row for each person and day.")
    notes: list[str] = []
    chosen = {person: _compared(person, rows, notes) for person, rows in by_person.items()}
    return DaysOfPeople(
        series=tuple(_series(person, rows) for person, rows in chosen.items()),
        heart_rates=tuple(_heart_rates(person, rows) for person, rows in chosen.items() if _has_heart_rate(rows)),
        notes=tuple(notes),
    )


def _rows(lines: Iterable[str], *, today: date) -> Iterator[Row]:
    reader = csv.reader(lines)
    names = [name.strip() for name in next(reader, [])]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise UnreadableDaysError(
            f"The first line must name the columns {', '.join(REQUIRED)}; missing: {', '.join(missing)}."
        )
    places = [names.index(name) if name in names else None for name in (*REQUIRED, *OPTIONAL)]
    understand = _Cells(today)
    for cells in reader:
        if cells:
            row = [cells[place].strip() if place is not None and place < len(cells) else "" for place in places]
            yield understand.row(reader.line_num, row)


class _Cells:
    """Understands cells; the same day, kind or tags are read once, for there are many rows and few of those."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._days: dict[str, int] = {}
        self._kinds: dict[str, Kind] = {"": Kind.CHECK}
        self._tags: dict[str, frozenset[Tag]] = {"": frozenset()}

    def row(self, line: int, cells: list[str]) -> Row:
        """One line, whose cells stand in the order of the columns we know."""
        person, day, ln_rmssd, se, kind, tags, resting_hr = cells
        if not person:
            raise UnreadableDaysError(f"Line {line}: say whose day it is in the column person.")
        if day not in self._days:
            self._days[day] = _day(line, day, today=self._today)
        if kind not in self._kinds:
            self._kinds[kind] = _kind(line, kind)
        if tags not in self._tags:
            self._tags[tags] = _tags(line, tags)
        return Row(
            line=line,
            person=person,
            day=self._days[day],
            kind=self._kinds[kind],
            ln_rmssd=_ln_rmssd(line, ln_rmssd),
            se=_se(line, se),
            resting_hr_bpm=_resting_hr(line, resting_hr),
            tags=self._tags[tags],
        )


def _day(line: int, cell: str, *, today: date) -> int:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise UnreadableDaysError(f"Line {line}: write the day as 2026-03-31, not {cell!r}.") from None
    if day > today:
        raise UnreadableDaysError(f"Line {line}: {day} is in the future. Check the year, or leave the row out.")
    return day.toordinal()


def _ln_rmssd(line: int, cell: str) -> float:
    if not cell:
        return math.nan
    value = _number(line, "ln_rmssd", cell)
    if not 0 < value <= HIGHEST_LN:
        raise UnreadableDaysError(
            f"Line {line}: ln_rmssd is {cell}, which is not the natural logarithm of an RMSSD in ms. "
            "Leave it empty where there is no value."
        )
    return value


def _se(line: int, cell: str) -> float:
    se = _number(line, "se", cell) if cell else 0.0
    if not (math.isfinite(se) and se >= 0):
        raise UnreadableDaysError(
            f"Line {line}: se is {cell}; a standard error is at least 0. Leave it empty if unknown."
        )
    return se


def _resting_hr(line: int, cell: str) -> float | None:
    if not cell:
        return None
    bpm = _number(line, "resting_hr", cell)
    if not LOWEST_BPM <= bpm <= HIGHEST_BPM:
        raise UnreadableDaysError(f"Line {line}: resting_hr is {cell}; give beats a minute, or leave it empty.")
    return bpm


def _number(line: int, column: str, cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise UnreadableDaysError(f"Line {line}: {column} is {cell!r}, which is not a number.") from None


def _kind(line: int, cell: str) -> Kind:
    try:
        return Kind(cell)
    except ValueError:
        raise UnreadableDaysError(f"Line {line}: the kind must be one of {', '.join(Kind)}, not {cell!r}.") from None


def _tags(line: int, cell: str) -> frozenset[Tag]:
    try:
        return frozenset(Tag(word) for word in cell.replace(";", " ").split())
    except ValueError:
        raise UnreadableDaysError(
            f"Line {line}: the tags must be some of {', '.join(Tag)}, with spaces between them, not {cell!r}."
        ) from None


def _compared(person: str, rows: list[Row], notes: list[str]) -> list[Row]:
    """The rows of the kind that is compared, in order."""
    kind = _kind_of(rows)
    chosen = sorted((row for row in rows if row.kind is kind), key=lambda row: row.day)
    _refuse_twice(person, chosen)
    if len(chosen) < len(rows):
        notes.append(f"{person}: only the {len(chosen)} days of the kind {kind} are compared with one another.")
    if any(later.line < earlier.line for earlier, later in pairwise(chosen)):
        notes.append(f"{person}: the days were out of order and have been put in order.")
    return chosen


def _series(person: str, rows: list[Row]) -> Series:
    return Series(
        person=person,
        day=np.array([row.day for row in rows], np.int64),
        ln_rmssd=np.array([row.ln_rmssd for row in rows]),
        se=np.array([row.se for row in rows]),
        tags=tuple(row.tags for row in rows) if any(row.tags for row in rows) else (),
    )


def _heart_rates(person: str, rows: list[Row]) -> Series:
    levels = np.array([heart_rate_level(row.resting_hr_bpm) for row in rows])
    return replace(_series(person, rows), ln_rmssd=levels, se=np.zeros(len(rows)))


def _has_heart_rate(rows: Iterable[Row]) -> bool:
    return any(row.resting_hr_bpm is not None for row in rows)


def _kind_of(rows: Iterable[Row]) -> Kind:
    """The kind that most values have, checks first; slow breathing is never compared."""
    number = Counter(row.kind for row in rows if not math.isnan(row.ln_rmssd))
    return max(EVALUATED_KINDS, key=lambda kind: number[kind])


def _refuse_twice(person: str, rows: list[Row]) -> None:
    for earlier, later in pairwise(rows):
        if earlier.day == later.day:
            raise UnreadableDaysError(
                f"Line {max(earlier.line, later.line)}: {date.fromordinal(later.day)} is there twice for {person}. "
                "Keep one value a day."
            )
