"""Detector: one step of the filter for many people, from the state before a day to the state after it.

Everything the light needs is a `FilterState` with one row for each person. A day changes one state into another; the
days of one person and the days of ten thousand walk through the same lines, one row each, so all ways of asking give
the same lights.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.light import changepoint, episodes, kalman, thresholds
from hrv.light.changepoint import Falls, Scratch
from hrv.light.covariates import TagEffects, Weekdays
from hrv.light.episodes import Episodes, EpisodeStep, Today
from hrv.light.kalman import Levels
from hrv.numeric.person_rows import choose, part, row, take

if TYPE_CHECKING:
    from hrv.light.changepoint import FallEvidence
    from hrv.light.kalman import Innovation
    from hrv.numeric.arrays import Bools, Floats

DENSITY_KEPT: Final = 0.5 ** (1 / 28)
DENSITY_AT_FIRST: Final = 0.8
FIRST_CANDIDATE_AFTER: Final = 10
NEW_RANGE_SD: Final = 2.0
LASTING_TAG_HOLDS_DAYS: Final = 28
ERROR_KEPT: Final = 0.9
WEEK: Final = 7


@dataclass(frozen=True, slots=True, eq=False)
class ValueCounts:
    """What has been seen of each person so far."""

    n_values: Floats = field(metadata=row())
    density: Floats = field(metadata=row())
    """The share of days with a value, of late."""

    days_since_value: Floats = field(metadata=row())
    last_value: Floats = field(metadata=row())
    error_variance: Floats = field(metadata=row())
    """The usual error variance of a value, of late."""

    days_since_lasting_tag: Floats = field(metadata=row())
    repeats: Floats = field(metadata=row())
    """How many times in a row the very same value came."""

    @property
    def has_begun(self) -> Bools:
        """Whether the person ever had a value; until then, nothing about them changes with the days."""
        return np.isfinite(self.last_value)

    @classmethod
    def none_yet(cls, people: int) -> ValueCounts:
        """Nobody seen."""
        blank = np.zeros(people)
        return cls(
            n_values=blank,
            density=blank + DENSITY_AT_FIRST,
            days_since_value=blank,
            last_value=blank + np.nan,
            error_variance=blank,
            days_since_lasting_tag=blank + np.inf,
            repeats=blank,
        )


@dataclass(frozen=True, slots=True, eq=False)
class FilterState:
    """All that the light remembers, one row for each person."""

    levels: Levels = field(metadata=part(Levels))
    falls: Falls = field(metadata=part(Falls))
    weekdays: Weekdays = field(metadata=part(Weekdays))
    tag_effects: TagEffects = field(metadata=part(TagEffects))
    counts: ValueCounts = field(metadata=part(ValueCounts))
    lights: Episodes = field(metadata=part(Episodes))

    @classmethod
    def blank(cls, ln_level: Floats, ln_level_sd: Floats) -> FilterState:
        """Before the first day: only what is known of people of the same age and sex (people)."""
        people = len(ln_level)
        return cls(
            levels=Levels.at_first(ln_level, ln_level_sd),
            falls=Falls.none_yet(people),
            weekdays=Weekdays.unknown(people),
            tag_effects=TagEffects.unknown(people),
            counts=ValueCounts.none_yet(people),
            lights=Episodes.green(people),
        )

    @property
    def people(self) -> int:
        """How many people are remembered."""
        return len(self.counts.n_values)


@dataclass(frozen=True, slots=True, eq=False)
class DayOfPeople:
    """One calendar day: each person's value (NaN where there is none), its error, and its tags."""

    day: int
    """The ordinal of the day."""

    value: Floats
    se: Floats
    """The standard error of each value, 0 where there is none or it is not known."""

    tags: Floats
    """1 where the person gave the passing tag of that column (people x passing tags)."""

    lasting: Bools
    """Whether the person gave a tag of something that lasts, and so opens a new range."""

    moves: Floats | None = None
    """Where another source took over: how much higher its numbers are, the variance of that, and on how many days it
    rests (people x 3; 0, 0 and infinity for others); None where there is none."""


class Filter:
    """Walks through the days of many people with one memory."""

    __slots__ = ("_memory", "_scratch")

    def __init__(self, memory: FilterState) -> None:
        # Candidates are changed in place; everything else is made anew each day.
        self._memory = replace(memory, falls=take(memory.falls, slice(None)))
        self._scratch = Scratch.of(memory.people)

    @property
    def memory(self) -> FilterState:
        """What is remembered now; the next day changes it."""
        return self._memory

    def advance(self, day: DayOfPeople) -> None:
        """Remember one more day. Days must follow one another, without a gap: a day without values is a day too."""
        memory = _predict(_open_new_ranges(_change_source(self._memory, day), day), day)
        value, noise, spread = _comparable(memory, day)
        seen = kalman.innovation(memory.levels, value, noise)
        memory.falls.update(memory.levels, seen, self._scratch)
        self._memory = replace(
            memory,
            levels=kalman.update(memory.levels, seen),
            weekdays=_update_weekday(memory, day, spread, seen.observed),
            tag_effects=_update_tags(memory, day, seen),
            counts=_count(memory.counts, day, seen.observed),
        )
        if seen.observed.any():
            self._decide(_today(self._memory, memory.counts, day, value=value, noise=noise))

    def _decide(self, today: Today) -> None:
        memory = self._memory
        seen = changepoint.evidence(memory.falls, memory.levels, today.day, self._scratch)
        lights = episodes.follow(memory.lights, today)
        lights = _fall(memory, lights, today, seen)
        lights = episodes.deepen(lights, today, seen)
        recovered, moved = episodes.ending(lights, today)
        lights = episodes.end(lights, today.day, recovered, EpisodeStep.RECOVERED)
        lights = episodes.end(lights, today.day, moved, EpisodeStep.MOVED)
        memory.falls.close(recovered | moved)
        self._memory = replace(memory, lights=lights)


def _change_source(memory: FilterState, day: DayOfPeople) -> FilterState:
    """Where another source takes over, the level and what a fall is measured from go along, as well as that is known.

    Spread, likeness of days and the evidence so far stay: they are about differences between days. But the range rests
    on no more days than those with both sources, so the newcomer's caution returns: the new source may also be noisier.
    """
    if day.moves is None:
        return memory
    moved, doubt, n_days = day.moves.T
    levels, lights = memory.levels, memory.lights
    return replace(
        memory,
        levels=replace(
            levels,
            level=levels.level + moved[:, np.newaxis],
            level_variance=levels.level_variance + doubt[:, np.newaxis],
        ),
        lights=replace(
            lights,
            reference=lights.reference + moved,
            reference_variance=lights.reference_variance + doubt,
        ),
        counts=replace(memory.counts, n_values=np.minimum(memory.counts.n_values, n_days)),
    )


def _open_new_ranges(memory: FilterState, day: DayOfPeople) -> FilterState:
    """Where a lasting tag begins, the old level counts for little and the newcomer's caution returns.

    The same tag on one day after the other is one beginning.
    """
    counts = memory.counts
    who = day.lasting & (counts.days_since_lasting_tag > LASTING_TAG_HOLDS_DAYS)
    since = np.where(day.lasting, 0.0, counts.days_since_lasting_tag + 1)
    memory = replace(memory, counts=replace(counts, days_since_lasting_tag=since))
    if not who.any():
        return memory
    memory.falls.close(who)
    wide = np.exp(memory.levels.log_variance) * NEW_RANGE_SD**2
    opened = replace(
        memory,
        levels=replace(memory.levels, level_variance=memory.levels.level_variance + wide),
        counts=replace(memory.counts, n_values=np.zeros(len(who))),
        lights=episodes.end(memory.lights, day.day, who, EpisodeStep.NEW_RANGE),
    )
    return choose(who, opened, memory)


def _predict(memory: FilterState, day: DayOfPeople) -> FilterState:
    """A day later: levels may have wandered, candidates are a day older. People who have not begun stay as they are."""
    counts = memory.counts
    begun = counts.has_begun
    may_open = counts.n_values >= FIRST_CANDIDATE_AFTER
    memory.falls.begin_day(day.day, may_open)
    return replace(
        memory,
        levels=kalman.predict(memory.levels, counts.n_values, begun),
        counts=_count_day(counts, begun),
        lights=episodes.predict(memory.lights, begun),
    )


def _count_day(counts: ValueCounts, begun: Bools) -> ValueCounts:
    return replace(
        counts,
        density=np.where(begun, counts.density * DENSITY_KEPT, counts.density),
        days_since_value=counts.days_since_value + begun,
    )


def _comparable(memory: FilterState, day: DayOfPeople) -> tuple[Floats, Floats, Floats]:
    """The day's values without weekday and tags, the variance that measurement and tags add, and the spread."""
    spread = memory.levels.spread
    weekday = memory.weekdays.offsets(spread**2 + day.se**2)[:, weekday_of(day.day)]
    effect, doubt = memory.tag_effects.of_day(day.tags)
    return day.value - weekday - effect * spread, day.se**2 + doubt * spread**2, spread


def _update_weekday(memory: FilterState, day: DayOfPeople, spread: Floats, observed: Bools) -> Weekdays:
    effect, _ = memory.tag_effects.of_day(day.tags)
    distance = day.value - effect * spread - memory.levels.average(memory.levels.level)
    return memory.weekdays.update(weekday_of(day.day), distance, spread**2 + day.se**2, observed)


def _update_tags(memory: FilterState, day: DayOfPeople, seen: Innovation) -> TagEffects:
    if not day.tags.any():
        return memory.tag_effects
    variance = np.exp(memory.levels.log_variance)
    innovation = memory.levels.average(seen.error / np.sqrt(variance))
    return memory.tag_effects.update(
        day.tags, innovation, memory.levels.average(seen.variance / variance), seen.observed
    )


def _count(counts: ValueCounts, day: DayOfPeople, observed: Bools) -> ValueCounts:
    again = observed & (day.value == counts.last_value)
    kept = np.where(counts.has_begun, ERROR_KEPT, 0.0)
    error_variance = kept * counts.error_variance + (1 - kept) * day.se**2
    return replace(
        counts,
        n_values=counts.n_values + observed,
        density=counts.density + (1 - DENSITY_KEPT) * observed,
        days_since_value=np.where(observed, 0.0, counts.days_since_value),
        last_value=np.where(observed, day.value, counts.last_value),
        error_variance=np.where(observed, error_variance, counts.error_variance),
        repeats=np.where(observed, np.where(again, counts.repeats + 1, 0.0), counts.repeats),
    )


def _today(memory: FilterState, before: ValueCounts, day: DayOfPeople, *, value: Floats, noise: Floats) -> Today:
    phi, spread = memory.levels.autocorrelation, memory.levels.spread
    likeness = phi ** np.maximum(before.days_since_value, 1.0)
    yellow, red = thresholds.bars(phi, memory.counts.density)
    more = thresholds.caution(memory.counts.n_values, memory.lights.flips_above_promise)
    return Today(
        day=day.day,
        observed=np.isfinite(value),
        value=value,
        variance_alone=spread**2 * (1 + likeness) / (1 - likeness) + noise,
        spread=spread,
        yellow_bar=yellow + more,
        red_bar=red + more,
    )


def _fall(memory: FilterState, lights: Episodes, today: Today, seen: FallEvidence) -> Episodes:
    who = episodes.falling(lights, today, seen)
    if not who.any():
        return lights
    found = changepoint.shift(memory.falls, memory.levels, today.day - seen.by_age.argmax(axis=1))
    return episodes.fall(lights, today, seen, found=found, who=who)


def weekday_of(day: int) -> int:
    """The weekday of an ordinal, Monday 0."""
    return (day + WEEK - 1) % WEEK
