"""Episodes: from evidence to a colour, up when the bar is passed, down when recovery is as sure.

While a light is yellow or red the level from before the fall is held as the reference, and each new value is asked
two things: how large is the fall by now, and is it over? The second is a sum of likelihood ratios of "back" to "still
down" that starts anew whenever it turns negative (Page, 1954). At 7 to 1 a red light steps down to yellow, at 20 to 1
the light is green. A fall that lasts twelve weeks has become the person's usual range, and the light says that
instead of staying on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.light.changepoint import FALL_SPREAD_SD, TYPICAL_FALL_SD, likelihood_ratio
from hrv.numeric.person_rows import row

if TYPE_CHECKING:
    from hrv.light.changepoint import FallEvidence, FallSize
    from hrv.numeric.arrays import Bools, Floats

STEP_DOWN: Final = math.log(7)
RECOVERED: Final = math.log(20)
ESCALATE_BELOW: Final = 1.0
MOVED_AFTER_DAYS: Final = 84
HELD_ALLOWANCE: Final = 2.0  # one held candidate stands for the several first days that a sum would count
SINCE_TAIL: Final = 0.05
REFERENCE_DRIFT_SD: Final = 1 / 30  # how far the level before a fall may have wandered since, in own SD a day
FLIPS_KEPT: Final = 0.5 ** (1 / 180)
FLIPS_PROMISED: Final = (1 / 365) / (1 - FLIPS_KEPT)
MOST_DISTANCE_SD: Final = 4.0
LEAST_INFORMATION: Final = 1e-9
LEAST_FALL_SD: Final = 0.8
MOST_FALL_SD: Final = 1.6


class EpisodeStep(IntEnum):
    """The last thing that happened to a light."""

    NOTHING = 0
    FELL = 1
    RECOVERED = 2
    MOVED = 3
    NEW_RANGE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Episodes:
    """Where each person's light stands, and what it rests on. Days are ordinals."""

    colour: Floats = field(metadata=row())
    """0 green, 1 yellow, 2 red."""

    reference: Floats = field(metadata=row())
    reference_variance: Floats = field(metadata=row())
    since: Floats = field(metadata=row())
    since_lo: Floats = field(metadata=row())
    since_hi: Floats = field(metadata=row())
    size: Floats = field(metadata=row())
    information: Floats = field(metadata=row())
    information_at_flip: Floats = field(metadata=row())
    n_values: Floats = field(metadata=row())
    """Values since the first fallen day."""

    recovery: Floats = field(metadata=row())
    flips: Floats = field(metadata=row())
    """Flips of late, those of half a year ago counted half."""

    last_step: Floats = field(metadata=row())
    last_step_day: Floats = field(metadata=row())

    @classmethod
    def green(cls, people: int) -> Episodes:
        """Everybody green, as if the light had flipped as often as promised."""
        blank = np.zeros(people)
        return cls(
            colour=blank,
            reference=blank,
            reference_variance=blank,
            since=blank,
            since_lo=blank,
            since_hi=blank,
            size=blank,
            information=blank,
            information_at_flip=blank,
            n_values=blank,
            recovery=blank,
            flips=blank + FLIPS_PROMISED,
            last_step=blank,
            last_step_day=blank,
        )

    @property
    def flips_above_promise(self) -> Floats:
        """How many more flips than promised there were of late; negative when there were fewer."""
        return self.flips - FLIPS_PROMISED


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """What a day brings to every light (people)."""

    day: int
    observed: Bools
    value: Floats
    """The day's value without its weekday and tags."""

    variance_alone: Floats
    """The variance of one value as evidence about the level, autocorrelation included."""

    spread: Floats
    yellow_bar: Floats
    red_bar: Floats


def predict(lights: Episodes, begun: Bools) -> Episodes:
    """A day later: old flips weigh a little less."""
    return replace(lights, flips=lights.flips * np.where(begun, FLIPS_KEPT, 1.0))


def follow(lights: Episodes, today: Today) -> Episodes:
    """Add the day to the falls that stand: how large are they, and are they over?"""
    counts = today.observed & (lights.colour > 0)
    limit = MOST_DISTANCE_SD * today.spread
    distance = np.clip(today.value - lights.reference, -limit, limit)
    weight = 1 / today.variance_alone
    information = lights.information + weight
    size = lights.size + weight / information * (distance - lights.size)
    fall = np.clip(np.abs(lights.size) / today.spread, LEAST_FALL_SD, MOST_FALL_SD) * today.spread
    recovery = np.maximum(0.0, lights.recovery + weight * fall * (distance + fall / 2))
    return replace(
        lights,
        size=np.where(counts, size, lights.size),
        information=np.where(counts, information, lights.information),
        n_values=lights.n_values + counts,
        recovery=np.where(counts, recovery, lights.recovery),
    )


def falling(lights: Episodes, today: Today, seen: FallEvidence) -> Bools:
    """Whose green light is to become yellow."""
    who: Bools = today.observed & (lights.colour == 0) & (seen.log_odds > today.yellow_bar)
    return who


def fall(lights: Episodes, today: Today, seen: FallEvidence, *, found: FallSize, who: Bools) -> Episodes:
    """Turn these lights yellow, and hold on to what they rest on."""
    first, earliest, latest = _first_day(seen.by_age)
    return replace(
        lights,
        colour=np.where(who, 1.0, lights.colour),
        reference=np.where(who, found.reference, lights.reference),
        reference_variance=np.where(who, found.reference_variance, lights.reference_variance),
        since=np.where(who, today.day - first, lights.since),
        since_lo=np.where(who, today.day - earliest, lights.since_lo),
        since_hi=np.where(who, today.day - latest, lights.since_hi),
        size=np.where(who, found.size, lights.size),
        information=np.where(who, found.information, lights.information),
        information_at_flip=np.where(who, found.information, lights.information_at_flip),
        n_values=np.where(who, found.n_values, lights.n_values),
        recovery=np.where(who, 0.0, lights.recovery),
        flips=lights.flips + who,
        last_step=np.where(who, float(EpisodeStep.FELL), lights.last_step),
        last_step_day=np.where(who, today.day, lights.last_step_day),
    )


def deepen(lights: Episodes, today: Today, seen: FallEvidence) -> Episodes:
    """Turn yellow lights red, and red lights that are on their way back yellow again."""
    known = _information_now(lights, today.day, today.spread)
    held = np.log(likelihood_ratio(lights.size * known, known, today.spread**2)) + HELD_ALLOWANCE
    strong = np.maximum(seen.log_odds, held) > today.red_bar
    red = today.observed & (lights.colour == 1) & strong & (lights.recovery < ESCALATE_BELOW)
    back = today.observed & (lights.colour == 2) & (lights.recovery > STEP_DOWN)  # noqa: PLR2004 - red
    return replace(lights, colour=np.where(red, 2.0, np.where(back, 1.0, lights.colour)))


def ending(lights: Episodes, today: Today) -> tuple[Bools, Bools]:
    """Whose fall is over, and whose has lasted so long that it is the new usual range."""
    standing = today.observed & (lights.colour > 0)
    recovered = standing & (lights.recovery > RECOVERED)
    moved = standing & ~recovered & (today.day - lights.since > MOVED_AFTER_DAYS)
    return recovered, moved


def end(lights: Episodes, day: int, who: Bools, step: EpisodeStep) -> Episodes:
    """Turn these lights green, and remember why."""
    return replace(
        lights,
        colour=np.where(who, 0.0, lights.colour),
        recovery=np.where(who, 0.0, lights.recovery),
        last_step=np.where(who, float(step), lights.last_step),
        last_step_day=np.where(who, float(day), lights.last_step_day),
    )


def size_estimate(lights: Episodes, spread: Floats, day: int) -> tuple[Floats, Floats]:
    """The size of each fall and its standard deviation, tempered by what falls are usually like (logarithmic units)."""
    known = _information_now(lights, day, spread)
    prior = 1 / (FALL_SPREAD_SD * spread) ** 2
    total = known + prior
    since_flip = 1 - lights.information_at_flip / np.maximum(lights.information, LEAST_INFORMATION)
    sd: Floats = np.sqrt(1 / total + since_flip * lights.reference_variance)
    return (known * lights.size - prior * TYPICAL_FALL_SD * spread) / total, sd


def _information_now(lights: Episodes, day: int, spread: Floats) -> Floats:
    """What is known of the size of a fall, given that the level it is measured from may have wandered since."""
    wandered = np.maximum(day - lights.since, 0) * (REFERENCE_DRIFT_SD * spread) ** 2
    known: Floats = 1 / (1 / np.maximum(lights.information, LEAST_INFORMATION) + wandered)
    return known


def _first_day(by_age: Floats) -> tuple[Floats, Floats, Floats]:
    """The most probable age of the first fallen day, the oldest and the youngest of a 90 % interval around it."""
    likeliest = by_age.argmax(axis=1)
    up_to = np.cumsum(by_age, axis=1)
    youngest = np.minimum((up_to < SINCE_TAIL).sum(axis=1), likeliest)
    oldest = np.maximum((up_to < 1 - SINCE_TAIL).sum(axis=1), likeliest)
    return likeliest.astype(np.float64), oldest.astype(np.float64), youngest.astype(np.float64)
