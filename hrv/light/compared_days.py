"""Compared days: a person's days of one kind, laid into the lines that their sources give.

With one source the days are compared as they are. With several, each line (`hrv.sources.succession`) has one value a
day: its own, or another source's moved by what is known of the difference.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from hrv.light.comparison import ROWS, counts, heart_rate_bpm, heart_rate_level, says_something
from hrv.sources.succession import SourceValue, source_on, succession

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hrv.light.daily_value import DailyValue
    from hrv.sources.source import Source, SourceChange
    from hrv.sources.succession import Line, Move, Placed

UNMOVED: Final = (0.0,) * ROWS


@dataclass(frozen=True, slots=True, eq=False)
class DaysOfLine:
    """The days that one usual range rests on, one value a day, and when its numbers became those of another source."""

    days: tuple[DailyValue, ...]
    source: Source
    decides_from: date
    moves: tuple[Move, ...] = ()

    def of(self, day: date) -> DailyValue | None:
        """The line's own value of a day."""
        place = bisect_left(self.days, day, key=attrgetter("day"))
        return self.days[place] if place < len(self.days) and self.days[place].day == day else None

    def source_on(self, day: date) -> Source:
        """In whose numbers the range is at the end of a day."""
        return source_on(day.toordinal(), first=self.source, moves=self.moves)


@dataclass(frozen=True, slots=True, eq=False)
class ComparedDays:
    """The lines of a person's days, and every change of source."""

    lines: tuple[DaysOfLine, ...]
    changes: tuple[SourceChange, ...] = ()
    waiting: SourceChange | None = None

    @property
    def last_change(self) -> SourceChange | None:
        """The source that waits, or else the last that took over."""
        return self.waiting or (self.changes[-1] if self.changes else None)

    def on(self, day: date) -> DaysOfLine:
        """The line that decides on a day."""
        begun = [line for line in self.lines if line.decides_from <= day]
        return begun[-1] if begun else self.lines[0]


def compared(days: Sequence[DailyValue]) -> ComparedDays:
    """How days of one kind are compared; they come in order of days and sources, at least one of them."""
    first = days[0]
    if all(day.source == first.source for day in days):
        return ComparedDays((DaysOfLine(tuple(days), first.source, first.day),))
    found = succession(_readings(days))
    if not found.lines:
        return ComparedDays((DaysOfLine(tuple(_quiet_days(days)), first.source, first.day),))
    lines = tuple(
        DaysOfLine(
            days=tuple(_of_line(line, days, is_first=not number)),
            source=line.source,
            decides_from=date.fromordinal(line.decides_from),
            moves=tuple(line.moves),
        )
        for number, line in enumerate(found.lines)
    )
    return ComparedDays(lines, found.changes, found.waiting)


def _readings(days: Sequence[DailyValue]) -> Iterator[SourceValue]:
    for place, day in enumerate(days):
        if day.ln_rmssd is not None and counts(day):
            values = (day.ln_rmssd, heart_rate_level(day.resting_hr_bpm))
            yield SourceValue(day.day.toordinal(), day.source, values, place)


def _of_line(line: Line, days: Sequence[DailyValue], *, is_first: bool) -> Iterator[DailyValue]:
    """One value a day: the line's, or what else there is to say about the day."""
    placed = {each.reading.day: each for each in line.placed}
    begins = days[0].day.toordinal() if is_first else line.placed[0].reading.day
    for day, of_day in groupby(days, key=attrgetter("day")):
        if (ordinal := day.toordinal()) >= begins:
            known = list(of_day)
            found = _value(placed[ordinal], days) if ordinal in placed else _quiet(known, _reference(line, ordinal))
            if found is not None:
                yield _with_all_tags(found, known)


def _reference(line: Line, day: int) -> Source:
    return source_on(day, first=line.source, moves=line.moves)


def _quiet_days(days: Sequence[DailyValue]) -> Iterator[DailyValue]:
    """One value a day where none of them counts."""
    for _, of_day in groupby(days, key=attrgetter("day")):
        known = list(of_day)
        found = _quiet(known, known[0].source)
        if found is not None:
            yield _with_all_tags(found, known)


def _value(placed: Placed, days: Sequence[DailyValue]) -> DailyValue:
    """The value of a day in the numbers of its line."""
    value = days[placed.reading.place]
    if placed.shift == UNMOVED:
        return value
    ln, heart_rate = (each - shift for each, shift in zip(placed.reading.values, placed.shift, strict=True))
    return replace(
        value,
        ln_rmssd=ln,
        se=math.hypot(value.se or 0.0, math.sqrt(placed.variance)),
        resting_hr_bpm=None if math.isnan(heart_rate) else heart_rate_bpm(heart_rate),
    )


def _quiet(of_day: Sequence[DailyValue], source: Source) -> DailyValue | None:
    """What is known of a day without a value of the line: an unclear rhythm, a note; None where that is nothing."""
    without = [day for day in of_day if not counts(day)]
    if without:
        return max(without, key=lambda day: (says_something(day), day.source == source))
    noted = next((day for day in of_day if day.tags), None)
    return None if noted is None else replace(noted, ln_rmssd=None, se=None, resting_hr_bpm=None, n_windows=0)


def _with_all_tags(value: DailyValue, of_day: Iterable[DailyValue]) -> DailyValue:
    tags = tuple(dict.fromkeys(tag for day in of_day for tag in day.tags))
    return value if value.tags == tags else replace(value, tags=tags)
