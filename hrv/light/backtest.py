"""Back-test: the lights of past days, for many people in one walk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.light.calendar import CHUNK, Histories, walk
from hrv.light.detector import FilterState
from hrv.light.explanation import COLOURS
from hrv.light.prior import ANYBODY, Prior
from hrv.light.readout import GREEN, GREY, RED, YELLOW, Readout, colours
from hrv.light.usual_range import NO_LONGER_PROVISIONAL_AT
from hrv.tags import LASTING, PASSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hrv.light.light import Colour
    from hrv.light.readout import Fall
    from hrv.numeric.arrays import Bools, Floats, Ints
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
    """Ordinals, rising, each once."""

    ln_rmssd: Floats
    """Of RMSSD in ms; NaN where there is no value."""

    se: Floats
    """0 where the standard error is not known."""

    tags: tuple[frozenset[Tag], ...] = ()
    """What was said about each day; empty when nothing was said about any."""


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


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What a walk showed: colours (people x days), the falls behind new warnings, and when ranges became known."""

    first_day: int
    colour: Ints
    falls: dict[tuple[int, int], Fall]
    known_on: Ints
    readout: Readout


def backtest(series: Sequence[Series], *, prior: Prior = ANYBODY) -> dict[str, Past]:
    """The lights of each person who has any day, from the first of their days to the last."""
    begun = sorted((each for each in series if each.day.size), key=lambda each: int(each.day[0]))
    found: dict[str, Past] = {}
    for start in range(0, len(begun), CHUNK):
        group = begun[start : start + CHUNK]
        seen = _walk_together(group, prior)
        found |= {each.person: _past(each, seen, number) for number, each in enumerate(group)}
    return {each.person: found[each.person] for each in series if each.day.size}


def _walk_together(group: Sequence[Series], prior: Prior) -> _Seen:
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


def _past(series: Series, seen: _Seen, person: int) -> Past:
    start, end = int(series.day[0]) - seen.first_day, int(series.day[-1]) - seen.first_day + 1
    shown = seen.colour[person, start:end]
    warned = (shown != GREY) & (shown > GREEN)
    lit = np.count_nonzero(shown[WARM_UP_DAYS:] != GREY)
    known_on = int(seen.known_on[person])
    return Past(
        flips=tuple(_flips(seen, person, start, end)),
        n_days=int(np.isfinite(series.ln_rmssd).sum()),
        provisional_until=date.fromordinal(known_on) if known_on else None,
        sd_ln=float(seen.readout.spread[person]),
        autocorrelation=float(seen.readout.phi[person]),
        years_counted=max(0, end - start - WARM_UP_DAYS) / YEAR_DAYS,
        years_with_light=int(lit) / YEAR_DAYS,
        yellow_episodes=_beginnings(warned),
        red_episodes=_beginnings(shown == RED),
    )


def _flips(seen: _Seen, person: int, start: int, end: int) -> Iterator[PastFlip]:
    shown = seen.colour[person]
    for column in (np.flatnonzero(np.diff(shown[start:end])) + start + 1).tolist():
        yield PastFlip(
            day=date.fromordinal(seen.first_day + column),
            before=COLOURS[shown[column - 1]],
            after=COLOURS[shown[column]],
            fall=seen.falls.get((person, column)),
        )


def _beginnings(on: Bools) -> int:
    counted = on[WARM_UP_DAYS:]
    return int((counted & ~on[WARM_UP_DAYS - 1 : -1]).sum()) if counted.size else 0


def _histories(group: Sequence[Series]) -> Histories:
    first = min(int(each.day[0]) for each in group)
    n_days = max(int(each.day[-1]) for each in group) - first + 1
    shape = (len(group), n_days)
    value, se = np.full(shape, np.nan), np.zeros(shape)
    for person, each in enumerate(group):
        value[person, each.day - first] = each.ln_rmssd
        se[person, each.day - first] = np.where(np.isfinite(each.ln_rmssd), each.se, 0.0)
    if not any(each.tags for each in group):
        return Histories(first, value, se)
    return Histories(first, value, se, *_tags(group, first, shape))


def _tags(group: Sequence[Series], first: int, shape: tuple[int, int]) -> tuple[Bools, Bools]:
    passing, lasting = np.zeros((*shape, len(PASSING)), np.bool_), np.zeros(shape, np.bool_)
    for person, each in enumerate(group):
        for day, tags in zip((each.day - first).tolist(), each.tags, strict=False):
            passing[person, day] = [tag in tags for tag in PASSING]
            lasting[person, day] = not LASTING.isdisjoint(tags)
    return passing, lasting
