"""Succession of sources: which of a person's sources decides on each day, and when a range goes on or begins anew.

One source is the reference: the usual range is in its numbers. It stays so until another source has given five values
since the range last had one; a single night with another device changes nothing. On days with both the differences are
gathered. From five such days on a day of the other source counts too, moved by their mean, with that mean's uncertainty
on top of its own; and when it takes the reference's place, the range goes on, moved. Without them the other source's
days have a line of their own, as if they were another person's, and that line decides when it takes over.

Everything follows from the days up to a day alone, in order of days and codes: it makes no difference which came first.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from hrv.numeric.normal import NORMAL_90
from hrv.sources.source import STRAP, Offset, Source, SourceChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TAKES_OVER_AFTER: Final = 5
"""So many values without one of the range: as many as a newcomer needs for a light."""

FEWEST_PAIRS: Final = 5
UNKNOWN_VARIANCE: Final = 0.6**2
"""Of the difference in a second number that was never seen in pairs: as wide as before a person's first day."""


class SourceValue(NamedTuple):
    """One value of one source on one day."""

    day: int
    source: Source
    values: tuple[float, ...]
    """The value that decides, and perhaps a second one beside it, which may be NaN."""

    place: int
    """Where it stands among the caller's rows."""


class Placed(NamedTuple):
    """A reading in its line: what is subtracted from its values, and the variance that this adds to the first."""

    reading: SourceValue
    shift: tuple[float, ...]
    variance: float = 0.0


class Move(NamedTuple):
    """From a day on the line is in the numbers of another source."""

    day: int
    source: Source
    shift: tuple[float, ...]
    """What is added to the levels."""

    variance: tuple[float, ...]
    n_days: int
    """On how many days with both sources that rests."""


@dataclass(slots=True)
class Line:
    """The values that one usual range rests on, in order of days; it decides from a day on until the next one does."""

    source: Source
    decides_from: int
    placed: list[Placed]
    moves: list[Move] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Succession:
    """The lines of a person, one after the other, and every change of source."""

    lines: tuple[Line, ...]
    changes: tuple[SourceChange, ...]
    waiting: SourceChange | None
    """A source whose days are still too few to take over."""


class Pairs(NamedTuple):
    """Differences of one number on days with both sources: how many, their mean, and the sum of squares around it."""

    n: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def and_one(self, difference: float) -> Pairs:
        """One more (Welford, 1962); NaN is none."""
        if math.isnan(difference):
            return self
        n = self.n + 1
        mean = self.mean + (difference - self.mean) / n
        return Pairs(n, mean, self.squares + (difference - self.mean) * (difference - mean))

    @property
    def is_known(self) -> bool:
        """Whether there are enough of them."""
        return self.n >= FEWEST_PAIRS

    @property
    def variance(self) -> float:
        """Of the mean, as that of Student's t: the spread of the differences is itself known from these days alone."""
        return self.squares / (self.n * (self.n - 3))

    def seen_from(self, other: Pairs) -> Pairs:
        """The same source against another one, whose own differences from the old reference are these."""
        if not (self.is_known and other.is_known):
            return Pairs()
        n = min(self.n, other.n)
        return Pairs(n, self.mean - other.mean, (self.variance + other.variance) * n * (n - 3))

    def reversed(self) -> Pairs:
        """The reference against this source."""
        return self._replace(mean=-self.mean)


@dataclass(slots=True)
class _Run:
    """Values of a source since the range, or its reference, last had one."""

    first: int
    n: int = 0


class _Scan:
    """Walks through the days of one person."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.changes: list[SourceChange] = []
        self.reference: Source | None = None
        self.runs: dict[Source, _Run] = {}
        self._pairs: dict[Source, tuple[Pairs, ...]] = {}
        self._own: dict[Source, list[Placed]] = defaultdict(list)

    def push(self, day: int, readings: Mapping[Source, SourceValue]) -> None:
        """One day with at least one value."""
        for source, reading in readings.items():
            self._own[source].append(Placed(reading, (0.0,) * len(reading.values)))
        if self.reference is None:
            self._begin(min(readings, key=_order), day)
        elif self.reference in readings:
            self._follow(readings)
        elif linked := [source for source in readings if self._is_linked(source)]:
            self._follow_linked(max(sorted(linked), key=lambda each: self._pairs[each][0].n), day, readings)
        else:
            self._wait(day, readings)

    def _begin(self, source: Source, day: int) -> None:
        """A line of this source's own values, today's included."""
        self.reference = source
        self.runs, self._pairs = {}, {}
        self.lines.append(Line(source, day, list(self._own[source])))

    def _follow(self, readings: Mapping[Source, SourceValue]) -> None:
        own = readings[self._held]
        self.runs = {}
        self.lines[-1].placed.append(self._own[self._held][-1])
        for source, reading in readings.items():
            if source != own.source:
                known = self._pairs.get(source) or (Pairs(),) * len(own.values)
                apart = (theirs - ours for theirs, ours in zip(reading.values, own.values, strict=True))
                self._pairs[source] = tuple(each.and_one(one) for each, one in zip(known, apart, strict=True))

    def _follow_linked(self, source: Source, day: int, readings: Mapping[Source, SourceValue]) -> None:
        """A value of a source whose difference is known: moved, or the range moves when it is the fifth in a row."""
        run = self.runs.get(source) or _Run(day)
        run.n += 1
        self.runs = {each: known for each, known in self.runs.items() if self._is_linked(each)} | {source: run}
        pairs, line = self._pairs[source], self.lines[-1]
        if run.n < TAKES_OVER_AFTER:
            shift = tuple(each.mean if each.is_known else math.nan for each in pairs)
            line.placed.append(Placed(readings[source], shift, pairs[0].variance))
            return
        shift = tuple(each.mean if each.is_known else 0.0 for each in pairs)
        variance = tuple(each.variance if each.is_known else UNKNOWN_VARIANCE for each in pairs)
        line.moves.append(Move(day, source, shift, variance, pairs[0].n))
        line.placed.append(self._own[source][-1])
        self.changes.append(self._change(source, run, on=day, offset=_offset(pairs[0])))
        self._pairs = {
            **{
                each: tuple(one.seen_from(other) for one, other in zip(known, pairs, strict=True))
                for each, known in self._pairs.items()
                if each != source
            },
            self._held: tuple(each.reversed() for each in pairs),
        }
        self.reference, self.runs = source, {}

    def _wait(self, day: int, readings: Mapping[Source, SourceValue]) -> None:
        """Values of sources that nothing is known of against the reference: kept beside, until one takes over."""
        for source in readings:
            self.runs.setdefault(source, _Run(day)).n += 1
        ready = [source for source in sorted(readings) if self.runs[source].n >= TAKES_OVER_AFTER]
        if ready:
            longest = max(ready, key=lambda each: len(self._own[each]))
            self.changes.append(self._change(longest, self.runs[longest], on=day))
            self._begin(longest, day)

    def waiting(self) -> SourceChange | None:
        """The source that has waited longest, if any does."""
        waiting = {source: run for source, run in self.runs.items() if not self._is_linked(source)}
        if not waiting:
            return None
        source = min(sorted(waiting), key=lambda each: waiting[each].first)
        return self._change(source, waiting[source])

    def _change(
        self, source: Source, run: _Run, *, on: int | None = None, offset: Offset | None = None
    ) -> SourceChange:
        settled_on = None if on is None else date.fromordinal(on)
        return SourceChange(self._held, source, date.fromordinal(run.first), settled_on, offset)

    def _is_linked(self, source: Source) -> bool:
        return source in self._pairs and self._pairs[source][0].is_known

    @property
    def _held(self) -> Source:
        assert self.reference is not None  # noqa: S101 - the first day sets it
        return self.reference


def succession(readings: Iterable[SourceValue]) -> Succession:
    """The lines of one person's readings, which come in order of days, one of a source a day."""
    scan = _Scan()
    for day, of_day in groupby(readings, key=attrgetter("day")):
        scan.push(day, {reading.source: reading for reading in of_day})
    return Succession(tuple(scan.lines), tuple(scan.changes), scan.waiting() if scan.lines else None)


def source_on(day: int, *, first: Source, moves: Sequence[Move]) -> Source:
    """In whose numbers a line is at the end of a day."""
    return next((move.source for move in reversed(moves) if move.day <= day), first)


def _order(source: Source) -> tuple[bool, str]:
    """Where nothing else tells, the strap comes first, then the alphabet."""
    return source != STRAP, source


def _offset(pairs: Pairs) -> Offset:
    half = NORMAL_90 * math.sqrt(pairs.variance)
    return Offset(pairs.n, pairs.mean, pairs.mean - half, pairs.mean + half)
