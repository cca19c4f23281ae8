"""How strongly the last days speak for a sustained fall, for every day on which it may have begun.

Each of the last 28 days is a candidate: the fall began that day. A fall leaves a known signature in the surprises of the
filter (Willsky and Jones, 1976): full on its first day, then weaker as swing and level follow it. Along that signature two
sums are kept for each candidate and each answer about autocorrelation: the score and the information. Together they
give the likelihood ratio of "a fall of about one own SD began that day" against "nothing began", with the size of the fall left open.

The ratios of all candidates are added (Shiryaev, 1963; Roberts, 1966). Without a fall that sum grows by one a day on average,
whatever the autocorrelation, the missing days and the standard errors are: this is why one bar keeps nearly the same rate of
false alarms for everybody. `hrv.calibration` holds the small corrections that remain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.arrays import Floats
from hrv.levels import ANSWERS, AUTOCORRELATIONS, Levels, Surprise, gains
from hrv.rows import row

if TYPE_CHECKING:
    from hrv.arrays import Bools, Ints

AGES: Final = 28
FEWEST_VALUES: Final = 3
TYPICAL_FALL_SD: Final = 1.0
FALL_SPREAD_SD: Final = 0.5
LEAST_RATIO: Final = 1e-20
"""Stands for a sum to which no candidate adds anything."""


@dataclass(frozen=True, slots=True, eq=False)
class Falls:
    """What each candidate day has gathered; the second axis is its age in days, 0 for today."""

    level_response: Floats = row(AGES, ANSWERS)
    swing_response: Floats = row(AGES, ANSWERS)
    score: Floats = row(AGES, ANSWERS)
    information: Floats = row(AGES, ANSWERS)
    n_values: Floats = row(AGES)
    is_open: Floats = row(AGES)

    @classmethod
    def none_yet(cls, people: int) -> Falls:
        """No candidate for anybody."""
        blank = np.zeros((people, AGES, ANSWERS))
        return cls(blank, blank, blank, blank, blank[:, :, 0], blank[:, :, 0])


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """How strongly the days speak for a fall."""

    log_odds: Floats
    """The logarithm of the summed likelihood ratios (people)."""

    by_age: Floats
    """How probable each first day is, if there was a fall: rows sum to one (people x ages)."""


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """The estimated size of a fall that began on a given day: a negative number of logarithmic units (people)."""

    size: Floats
    information: Floats
    reference: Floats
    """Where the level would be without the fall."""

    reference_variance: Floats


def overnight(falls: Falls, may_open: Bools) -> Falls:
    """Every candidate a day older; today becomes one, for those whom enough days are known of."""
    return Falls(
        level_response=_older(falls.level_response),
        swing_response=_older(falls.swing_response) * AUTOCORRELATIONS,
        score=_older(falls.score),
        information=_older(falls.information),
        n_values=_older(falls.n_values),
        is_open=_older(falls.is_open, may_open.astype(np.float64)),
    )


def learn(falls: Falls, levels: Levels, seen: Surprise) -> Falls:
    """Add today's surprise to every candidate; `levels` is what was believed before it."""
    to_level, to_swing = gains(levels, seen)
    signature = 1 - falls.level_response
    signature -= falls.swing_response
    signature *= seen.observed[:, np.newaxis, np.newaxis]
    weighted = signature / seen.variance[:, np.newaxis]
    return Falls(
        level_response=falls.level_response + to_level[:, np.newaxis] * signature,
        swing_response=falls.swing_response + to_swing[:, np.newaxis] * signature,
        score=falls.score + weighted * seen.bounded[:, np.newaxis],
        information=falls.information + weighted * signature,
        n_values=falls.n_values + seen.observed[:, np.newaxis],
        is_open=falls.is_open,
    )


def evidence(falls: Falls, levels: Levels) -> Evidence:
    """The summed likelihood ratios of all candidates that rest on at least three values."""
    ratios = likelihood_ratio(falls.score, falls.information, np.exp(levels.log_variance)[:, np.newaxis])
    by_age = np.matmul(ratios, levels.belief[:, :, np.newaxis])[:, :, 0]
    by_age *= (falls.n_values >= FEWEST_VALUES) & (falls.is_open > 0)
    total = np.maximum(by_age.sum(axis=1), LEAST_RATIO)
    return Evidence(log_odds=np.log(total), by_age=by_age / total[:, np.newaxis])


def likelihood_ratio(score: Floats, information: Floats, variance: Floats) -> Floats:
    """The likelihood ratio of a fall of about one own SD (N(-1, 0.5^2)) to no fall at all.

    Values are bounded, so the largest exponent of 28 days stays far from what a float can hold.
    """
    prior_information = 1 / (FALL_SPREAD_SD**2 * variance)
    total = information + prior_information
    pull = score - TYPICAL_FALL_SD * np.sqrt(variance) * prior_information
    pull *= pull
    pull /= 2 * total
    pull -= (TYPICAL_FALL_SD / FALL_SPREAD_SD) ** 2 / 2
    ratio = np.exp(pull, out=pull)
    np.divide(prior_information, total, out=total)
    ratio *= np.sqrt(total, out=total)
    return ratio


def shift(falls: Falls, levels: Levels, ages: Ints) -> Shift:
    """The size of the fall that began `ages` days ago, for each person, averaged over the answers."""
    people = np.arange(len(ages))
    score, information = falls.score[people, ages], np.maximum(falls.information[people, ages], 1e-9)
    size = levels.average(score / information)
    without = levels.level - falls.level_response[people, ages] * size[:, np.newaxis]
    return Shift(
        size=size,
        information=levels.average(information),
        reference=levels.average(without),
        reference_variance=levels.average(levels.level_variance),
    )


def close(falls: Falls, people: Bools) -> Falls:
    """Forget all candidates of these people: what was announced, or belongs to an old range, is not counted again."""
    keep = ~people[:, np.newaxis]
    return Falls(
        level_response=falls.level_response,
        swing_response=falls.swing_response,
        score=falls.score,
        information=falls.information,
        n_values=falls.n_values,
        is_open=falls.is_open * keep,
    )


def _older(array: Floats, today: Floats | None = None) -> Floats:
    older = np.empty_like(array)
    older[:, 1:] = array[:, :-1]
    older[:, 0] = 0.0 if today is None else today[:, ...]
    return older
