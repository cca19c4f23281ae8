"""Change point: how strongly the last days speak for a sustained fall, for each day it may have begun.

Each of the last 28 days is a candidate: the fall began that day. A fall leaves a known signature in the innovations of
the filter (Willsky and Jones, 1976): full on its first day, then weaker as swing and level follow it. Along that
signature two sums are kept for each candidate and each answer about autocorrelation: the score and the information.
Together they give the likelihood ratio of "a fall of about one own SD began that day" against "nothing began", with
the size of the fall left open.

The ratios of all candidates are added (Shiryaev, 1963; Roberts, 1966). Without a fall that sum grows by one a day on
average, whatever the autocorrelation, the missing days and the standard errors are: this is why one bar keeps nearly
the same rate of false alarms for everybody. `hrv.light.thresholds` holds the small corrections that remain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.light.kalman import AUTOCORRELATIONS, HYPOTHESES, Innovation, Levels, gains
from hrv.numeric.person_rows import row

if TYPE_CHECKING:
    from hrv.numeric.arrays import Bools, Floats, Ints

AGES: Final = 28
FEWEST_VALUES_OF_A_FALL: Final = 3
TYPICAL_FALL_SD: Final = 1.0
FALL_SPREAD_SD: Final = 0.5
LEAST_RATIO: Final = 1e-20
"""Stands for a sum to which no candidate adds anything."""


@dataclass(frozen=True, slots=True, eq=False)
class Falls:
    """What each candidate day has gathered.

    These are the only arrays so large that it matters to change them in place. The second axis is a ring of 28 days; a
    day's place in it is its ordinal modulo 28.
    """

    level_response: Floats = field(metadata=row(AGES, HYPOTHESES))
    swing_response: Floats = field(metadata=row(AGES, HYPOTHESES))
    score: Floats = field(metadata=row(AGES, HYPOTHESES))
    information: Floats = field(metadata=row(AGES, HYPOTHESES))
    n_values: Floats = field(metadata=row(AGES))
    is_open: Floats = field(metadata=row(AGES))

    @classmethod
    def none_yet(cls, people: int) -> Falls:
        """No candidate for anybody."""
        sums, counts = (people, AGES, HYPOTHESES), (people, AGES)
        return cls(*(np.zeros(sums) for _ in range(4)), *(np.zeros(counts) for _ in range(2)))

    def begin_day(self, day: int, may_open: Bools) -> None:
        """Make today a candidate in place of the day that is now too old, for those of whom enough days are known."""
        place = day % AGES
        for gathered in (self.level_response, self.swing_response, self.score, self.information):
            gathered[:, place] = 0.0
        np.multiply(self.swing_response, AUTOCORRELATIONS, out=self.swing_response)
        self.n_values[:, place] = 0.0
        self.is_open[:, place] = may_open

    def update(self, levels: Levels, seen: Innovation, scratch: Scratch) -> None:
        """Add today's innovation to every candidate; `levels` is what was believed before it."""
        to_level, to_swing = gains(levels, seen)
        counts = seen.observed[:, np.newaxis] / seen.variance
        signature = np.subtract(1.0, self.level_response, out=scratch.one)
        signature -= self.swing_response
        for gathered, weight in (
            (self.level_response, to_level * seen.observed[:, np.newaxis]),
            (self.swing_response, to_swing * seen.observed[:, np.newaxis]),
            (self.score, seen.bounded * counts),
        ):
            np.add(gathered, np.multiply(signature, weight[:, np.newaxis], out=scratch.other), out=gathered)
        signature *= signature
        signature *= counts[:, np.newaxis]
        np.add(self.information, signature, out=self.information)
        self.n_values[seen.observed] += 1

    def close(self, people: Bools) -> None:
        """Forget these people's candidates: what was announced, or is of an old range, is not counted again."""
        self.is_open[people] = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Scratch:
    """Two arrays to work in: asking for new ones every day would take longer than the sums themselves."""

    one: Floats
    other: Floats

    @classmethod
    def of(cls, people: int) -> Scratch:
        """Room for this many people."""
        return cls(np.empty((people, AGES, HYPOTHESES)), np.empty((people, AGES, HYPOTHESES)))


@dataclass(frozen=True, slots=True, eq=False)
class FallEvidence:
    """How strongly the days speak for a fall."""

    log_odds: Floats
    """The logarithm of the summed likelihood ratios (people)."""

    by_age: Floats
    """How probable each first day is, if there was a fall: rows sum to one (people x ages)."""


@dataclass(frozen=True, slots=True, eq=False)
class FallSize:
    """The estimated size of a fall that began on a given day: a negative number of logarithmic units (people)."""

    size: Floats
    information: Floats
    reference: Floats
    """Where the level would be without the fall."""

    reference_variance: Floats
    n_values: Floats


def evidence(falls: Falls, levels: Levels, day: int, scratch: Scratch) -> FallEvidence:
    """The summed likelihood ratios of all candidates that rest on at least three values."""
    ratios = likelihood_ratio(falls.score, falls.information, np.exp(levels.log_variance)[:, np.newaxis], scratch)
    by_place = np.matmul(ratios, levels.weight[:, :, np.newaxis])[:, :, 0]
    by_place *= (falls.n_values >= FEWEST_VALUES_OF_A_FALL) & (falls.is_open > 0)
    total = np.maximum(by_place.sum(axis=1), LEAST_RATIO)
    by_age = by_place[:, (day - np.arange(AGES)) % AGES]
    return FallEvidence(log_odds=np.log(total), by_age=by_age / total[:, np.newaxis])


def likelihood_ratio(score: Floats, information: Floats, variance: Floats, scratch: Scratch | None = None) -> Floats:
    """The likelihood ratio of a fall of about one own SD (N(-1, 0.5^2)) to no fall at all.

    Values are bounded, so the largest exponent of 28 days stays far from what a float can hold.
    """
    prior_information = 1 / (FALL_SPREAD_SD**2 * variance)
    total = np.add(information, prior_information, out=None if scratch is None else scratch.one)
    expected = TYPICAL_FALL_SD * np.sqrt(variance) * prior_information
    pull = np.subtract(score, expected, out=None if scratch is None else scratch.other)
    pull *= pull
    pull /= total
    pull -= (TYPICAL_FALL_SD / FALL_SPREAD_SD) ** 2
    pull *= 0.5
    ratio = np.exp(pull, out=pull)
    np.divide(prior_information, total, out=total)
    ratio *= np.sqrt(total, out=total)
    return ratio


def shift(falls: Falls, levels: Levels, first_day: Ints) -> FallSize:
    """The size of the fall that began on each person's `first_day` (an ordinal), averaged over the hypotheses."""
    people, place = np.arange(len(first_day)), first_day % AGES
    score, information = falls.score[people, place], np.maximum(falls.information[people, place], 1e-9)
    size = levels.average(score / information)
    without = levels.level - falls.level_response[people, place] * size[:, np.newaxis]
    return FallSize(
        size=size,
        information=levels.average(information),
        reference=levels.average(without),
        reference_variance=levels.average(levels.level_variance),
        n_values=falls.n_values[people, place],
    )
