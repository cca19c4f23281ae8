"""Back-test: the lights of past days, for many people in one walk."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.light.calendar import CHUNK, Histories, walk
from hrv.light.comparison import as_rows
from hrv.light.detector import FilterState
from hrv.light.explanation import COLOURS
from hrv.light.prior import ANYBODY, Prior
from hrv.light.readout import GREEN, GREY, RED, YELLOW, Readout, colours
from hrv.light.usual_range import NO_LONGER_PROVISIONAL_AT
from hrv.sources.succession import SourceValue, succession
from hrv.tags import LASTING, PASSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hrv.light.light import Colour
    from hrv.light.readout import Fall
    from hrv.numeric.arrays import Bools, Floats, Ints
    from hrv.sources.source import Source, SourceChange
    from hrv.sources.succession import Line, Move
    from hrv.tags import Tag

WARM_UP_DAYS: Final = 60
"""Episodes are counted after a person's first sixty days."""

YEAR_DAYS: Final = 365.0
ABSENT: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One person's days of one kind; arrays of one length."""

    person: str
    day: Ints
    """Ordinals, rising, each once for a source."""

    ln_rmssd: Floats
    """Of RMSSD in ms; NaN where there is no value."""

    se: Floats
    """0 where the standard error is not known."""

    tags: tuple[frozenset[Tag], ...] = ()
    """What was said about each day; empty when nothing was said about any."""

    sources: tuple[Source, ...] = ()
    """What each value was measured with; empty when that is the same for all."""


@dataclass(frozen=True, slots=True)
class PastFlip:
    """The light changed its colour on a day; with the fall behind it, if it turned yellow or red."""

    day: date
    before: Colour
    after: Colour
    fall: Fall | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One person's lights from their first day to their last."""

    flips: tuple[PastFlip, ...]
    n_days: int
    """Days with a value."""

    provisional_until: date | None
    """The day of the twentieth value; None when there were fewer."""

    sd_ln: float
    autocorrelation: float
    years_counted: float
    """From the first sixty days on, with a light or without."""

    years_with_light: float
    """Those of them on which there was a light; without one nothing can change."""

    yellow_episodes: int
    """Flips from green or grey to yellow or red, after the first sixty days."""

    red_episodes: int
    source_changes: tuple[SourceChange, ...] = ()
    """Each time that a source came in place of another; the last may still wait for enough days."""


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The values of one range (`hrv.sources.succession`), which decides from a day on."""

    values: Series
    decides_from: int
    moves: Sequence[Move] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Person:
    """One person's lines, one after the other; only one where all values are of the same source."""

    series: Series
    lines: tuple[_Line, ...]
    changes: tuple[SourceChange, ...] = ()

    @classmethod
    def of(cls, series: Series) -> _Person:
        first = int(series.day[0])
        found = succession(_readings(series)) if series.sources else None
        if found is None or not found.lines:
            return cls(series, (_Line(series, first),))
        lines = [
            _Line(
                _values_of(line, series, since=line.placed[0].reading.day if number else first),
                line.decides_from,
                line.moves,
            )
            for number, line in enumerate(found.lines)
        ]
        waiting = () if found.waiting is None else (found.waiting,)
        return cls(series, tuple(lines), (*found.changes, *waiting))


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What a walk showed: colours (lines x days), the falls behind new warnings, and when ranges became known."""

    first_day: int
    colour: Ints
    falls: dict[tuple[int, int], Fall]
    known_on: Ints
    readout: Readout


def backtest(series: Sequence[Series], *, prior: Prior = ANYBODY) -> dict[str, Past]:
    """The lights of each person who has any day, from the first of their days to the last."""
    begun = sorted((_Person.of(each) for each in series if each.day.size), key=lambda each: int(each.series.day[0]))
    found: dict[str, Past] = {}
    for start in range(0, len(begun), CHUNK):
        group = begun[start : start + CHUNK]
        seen = _walk_together([line for person in group for line in person.lines], prior)
        ends = accumulate(len(person.lines) for person in group)
        for person, end in zip(group, ends, strict=True):
            found[person.series.person] = _past(person, seen, range(end - len(person.lines), end))
    return {each.person: found[each.person] for each in series if each.day.size}


def _readings(series: Series) -> Iterator[SourceValue]:
    for place in np.flatnonzero(np.isfinite(series.ln_rmssd)).tolist():
        value = (float(series.ln_rmssd[place]),)
        yield SourceValue(int(series.day[place]), series.sources[place], value, place)


def _values_of(line: Line, series: Series, *, since: int) -> Series:
    """One value a day for a line: those that were placed in it, and none on the other days."""
    day = np.unique(series.day[series.day >= since])
    value, se = np.full(len(day), np.nan), np.zeros(len(day))
    for placed in line.placed:
        place = np.searchsorted(day, placed.reading.day)
        value[place] = placed.reading.values[0] - placed.shift[0]
        se[place] = math.hypot(series.se[placed.reading.place], math.sqrt(placed.variance))
    tags: dict[int, frozenset[Tag]] = {}
    for each, said in zip(series.day.tolist(), series.tags, strict=False):
        tags[each] = tags.get(each, frozenset()) | said
    return Series(series.person, day, value, se, tuple(tags[each] for each in day.tolist()) if tags else ())


def _walk_together(group: Sequence[_Line], prior: Prior) -> _Seen:
    histories = _histories(group)
    people, first = histories.people, histories.first_day
    memory = FilterState.blank(np.full(people, prior.ln_level), np.full(people, prior.ln_level_sd))
    shown = np.full(histories.value.shape, ABSENT)
    known_on, falls = np.zeros(people, np.int64), {}
    before = np.full(people, GREEN)
    for column, memory in enumerate(walk(memory, histories)):  # noqa: B020 - each memory takes the place of the last
        now = colours(memory)
        shown[:, column] = now
        known_on[(known_on == 0) & (memory.counts.n_values >= NO_LONGER_PROVISIONAL_AT)] = first + column
        for person, fall in _new_falls(memory, before, now, first + column):
            falls[person, column] = fall
        before = now
    return _Seen(first, shown, falls, known_on, Readout.of(memory, first + histories.n_days - 1))


def _new_falls(memory: FilterState, before: Ints, now: Ints, day: int) -> Iterator[tuple[int, Fall]]:
    flipped = np.flatnonzero((before != now) & ((now == YELLOW) | (now == RED)))
    if flipped.size:
        readout = Readout.of(memory, day)
        for person in flipped.tolist():
            fall = readout.fall(person)
            if fall is not None:
                yield person, fall


def _past(person: _Person, seen: _Seen, rows: range) -> Past:
    series = person.series
    start, end = int(series.day[0]) - seen.first_day, int(series.day[-1]) - seen.first_day + 1
    decides = _deciding(person, seen, rows)[start:end]
    shown = seen.colour[decides, np.arange(start, end)]
    warned = (shown != GREY) & (shown > GREEN)
    lit = np.count_nonzero(shown[WARM_UP_DAYS:] != GREY)
    last = rows[-1]
    known_on = int(seen.known_on[last])
    return Past(
        flips=tuple(_flips(seen, shown, decides, start)),
        n_days=len(np.unique(series.day[np.isfinite(series.ln_rmssd)])),
        provisional_until=date.fromordinal(known_on) if known_on else None,
        sd_ln=float(seen.readout.spread[last]),
        autocorrelation=float(seen.readout.phi[last]),
        years_counted=max(0, end - start - WARM_UP_DAYS) / YEAR_DAYS,
        years_with_light=int(lit) / YEAR_DAYS,
        yellow_episodes=_beginnings(warned),
        red_episodes=_beginnings(shown == RED),
        source_changes=person.changes,
    )


def _deciding(person: _Person, seen: _Seen, rows: range) -> Ints:
    """Which line decides on each day of the calendar."""
    decides = np.full(seen.colour.shape[1], rows[0])
    for row, line in zip(rows[1:], person.lines[1:], strict=True):
        decides[line.decides_from - seen.first_day :] = row
    return decides


def _flips(seen: _Seen, shown: Ints, decides: Ints, start: int) -> Iterator[PastFlip]:
    for place in (np.flatnonzero(np.diff(shown)) + 1).tolist():
        yield PastFlip(
            day=date.fromordinal(seen.first_day + start + place),
            before=COLOURS[shown[place - 1]],
            after=COLOURS[shown[place]],
            fall=seen.falls.get((int(decides[place]), start + place)),
        )


def _beginnings(on: Bools) -> int:
    counted = on[WARM_UP_DAYS:]
    return int((counted & ~on[WARM_UP_DAYS - 1 : -1]).sum()) if counted.size else 0


def _histories(lines: Sequence[_Line]) -> Histories:
    group = [line.values for line in lines]
    first = min(int(each.day[0]) for each in group)
    n_days = max(int(each.day[-1]) for each in group) - first + 1
    shape = (len(group), n_days)
    value, se = np.full(shape, np.nan), np.zeros(shape)
    for person, each in enumerate(group):
        value[person, each.day - first] = each.ln_rmssd
        se[person, each.day - first] = np.where(np.isfinite(each.ln_rmssd), each.se, 0.0)
    tags, lasting = _tags(group, first, shape) if any(each.tags for each in group) else (None, None)
    return Histories(first, value, se, tags, lasting, _moves(lines, first, n_days))


def _moves(lines: Sequence[_Line], first: int, n_days: int) -> Floats | None:
    if not any(line.moves for line in lines):
        return None
    return np.concatenate([as_rows(line.moves, rows=1, first_day=first, n_days=n_days) for line in lines])


def _tags(group: Sequence[Series], first: int, shape: tuple[int, int]) -> tuple[Bools, Bools]:
    passing, lasting = np.zeros((*shape, len(PASSING)), np.bool_), np.zeros(shape, np.bool_)
    for person, each in enumerate(group):
        for day, tags in zip((each.day - first).tolist(), each.tags, strict=False):
            passing[person, day] = [tag in tags for tag in PASSING]
            lasting[person, day] = not LASTING.isdisjoint(tags)
    return passing, lasting
