"""Readout of the filter state: colours, ranges, falls and the effects of tags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.light import episodes
from hrv.numeric.normal import NORMAL_90
from hrv.tags import PASSING

if TYPE_CHECKING:
    from hrv.light.detector import FilterState
    from hrv.numeric.arrays import Floats, Ints
    from hrv.tags import Tag

GREEN, YELLOW, RED, GREY = range(4)
FEWEST_VALUES_OF_A_LIGHT: Final = 5
QUIET_DAYS: Final = 7
QUIET_DAYS_OF_A_WARNING: Final = 14
SAME_VALUES: Final = 9
"""Ten times the very same value is no heart."""


class Grey(IntEnum):
    """Why a light shows no colour."""

    NOT = 0
    NEW = 1
    """Fewer than five values are known."""
    SILENT = 2
    """Nothing came for more than a week; for more than two, while a warning stands."""
    STUCK = 3
    """The same number comes again and again."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 90 % interval."""

    value: float
    lo: float
    hi: float

    @classmethod
    def around(cls, value: float, sd: float) -> Estimate:
        """The estimate with this standard deviation."""
        return cls(value, value - NORMAL_90 * sd, value + NORMAL_90 * sd)

    def over(self, unit: float) -> Estimate:
        """The same in another, positive unit."""
        return Estimate(self.value / unit, self.lo / unit, self.hi / unit)


@dataclass(frozen=True, slots=True)
class Fall:
    """A fall that stands: its first day with a 90 % interval, and its size."""

    since: date
    since_lo: date
    since_hi: date
    ln: Estimate
    """Logarithmic units; negative."""

    sd: Estimate
    """In the person's own standard deviations from day to day; negative."""

    n_values: int
    """How many good values since the first fallen day it rests on."""


@dataclass(frozen=True, slots=True, eq=False)
class Readout:
    """What is remembered of people, in the numbers that are shown (people)."""

    memory: FilterState
    colour: Ints
    """0 green, 1 yellow, 2 red, 3 grey."""

    grey: Ints
    """Why there is no colour (`Grey`)."""

    spread: Floats
    phi: Floats
    weekdays: Floats
    """How far each weekday lies from the others (people x 7)."""

    centre: Floats
    """The middle of the usual range; while a fall stands, the level from before it."""

    centre_sd: Floats
    size: Floats
    size_sd: Floats

    @classmethod
    def of(cls, memory: FilterState, day: int) -> Readout:
        """Read out everybody at once, at the end of a day (an ordinal)."""
        levels, lights = memory.levels, memory.lights
        spread, level = levels.spread, levels.average(levels.level)
        apart = levels.average(levels.level_variance + (levels.level - level[:, np.newaxis]) ** 2)
        size, size_sd = episodes.size_estimate(lights, spread, day)
        warned = lights.colour > GREEN
        return cls(
            memory=memory,
            colour=colours(memory),
            grey=grey_because(memory),
            spread=spread,
            phi=levels.autocorrelation,
            weekdays=memory.weekdays.offsets(spread**2 + memory.counts.error_variance),
            centre=centre_of(memory),
            centre_sd=np.sqrt(np.where(warned, lights.reference_variance, apart)),
            size=size,
            size_sd=size_sd,
        )

    def fall(self, person: int) -> Fall | None:
        """The fall that stands; None while the light would be green."""
        lights = self.memory.lights
        if lights.colour[person] == GREEN:
            return None
        ln = Estimate.around(float(self.size[person]), float(self.size_sd[person]))
        return Fall(
            since=date.fromordinal(int(lights.since[person])),
            since_lo=date.fromordinal(int(lights.since_lo[person])),
            since_hi=date.fromordinal(int(lights.since_hi[person])),
            ln=ln,
            sd=ln.over(float(self.spread[person])),
            n_values=int(lights.n_values[person]),
        )

    def tag_effect(self, person: int, tag: Tag) -> Estimate:
        """What a passing tag does to the person's value, in own SD, as far as their days say."""
        column, effects = PASSING.index(tag), self.memory.tag_effects
        sd = float(effects.variance[person, column]) ** 0.5
        return Estimate.around(float(effects.effect[person, column]), sd)


def centre_of(memory: FilterState) -> Floats:
    """The middle of each person's usual range; while a fall stands, the level from before it."""
    levels, lights = memory.levels, memory.lights
    return np.where(lights.colour > GREEN, lights.reference, levels.average(levels.level))


def colours(memory: FilterState) -> Ints:
    """What each person's light shows: 0 green, 1 yellow, 2 red, 3 grey."""
    return np.where(grey_because(memory) > Grey.NOT, GREY, memory.lights.colour.astype(np.int64))


def grey_because(memory: FilterState) -> Ints:
    """Why each person's light shows no colour, if it shows none."""
    counts = memory.counts
    allowed = np.where(memory.lights.colour > GREEN, QUIET_DAYS_OF_A_WARNING, QUIET_DAYS)
    reasons = [
        (counts.n_values < FEWEST_VALUES_OF_A_LIGHT, Grey.NEW),
        (counts.days_since_value > allowed, Grey.SILENT),
        (counts.repeats >= SAME_VALUES, Grey.STUCK),
    ]
    return np.select([true for true, _ in reasons], [int(why) for _, why in reasons], default=int(Grey.NOT))
