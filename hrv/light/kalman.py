"""Kalman filter of a person's level, under several hypotheses of how much a day resembles the next.

A day's value is the person's level, plus a swing that fades from day to day (an autoregressive process of order one),
plus the error of the measurement. The level itself wanders slowly, so that old days fade and a slow season is
followed. How strongly a day resembles the day before is not known: six hypotheses are carried side by side, each with
its own Kalman filter and its own spread, and each weighs as much as it foresaw the days so far. That is how
the uncertainty about level, spread and autocorrelation stays inside everything that is built on them.

Arrays are people x hypotheses. Values are logarithms; spreads are learned with values bounded at 2.5 standard
deviations (Huber's second proposal, 1964), so that a wild day neither moves the level far nor widens the range.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.numeric.person_rows import row

if TYPE_CHECKING:
    from hrv.numeric.arrays import Bools, Floats

AUTOCORRELATIONS: Final = np.array([0.0, 0.15, 0.3, 0.45, 0.6, 0.75])
WEIGHT_AT_FIRST: Final = np.array([0.26, 0.24, 0.20, 0.14, 0.10, 0.06])
HYPOTHESES: Final = len(AUTOCORRELATIONS)

BOUND_SD: Final = 2.5
DRIFT_SD: Final = 1 / 35  # how far the level may wander in a day, in own SD: the memory of about 35 days
NEWCOMER_DRIFT_SD: Final = 1.2  # a first week is forgotten fast: the memory starts at one day and grows
NEWCOMER_DAYS: Final = 6.0
SPREAD_AT_FIRST: Final = 0.19
SPREAD_LEAST: Final = 0.05
SPREAD_MOST: Final = 0.6
INFORMATION_AT_FIRST: Final = 3.0  # the spread of people at large counts as six days of one's own
WEIGHT_KEPT: Final = 0.998
INFORMATION_KEPT: Final = 0.5 ** (1 / 300)
TAIL_FREEDOM: Final = 6.0
LEAST_WEIGHT: Final = 1e-9


def _bounded_variance(bound: float) -> float:
    """The variance of a standard normal value that was bounded."""
    density = math.exp(-bound * bound / 2) / math.sqrt(2 * math.pi)
    inside = math.erf(bound / math.sqrt(2))
    return inside - 2 * bound * density + bound * bound * (1 - inside)


BOUNDED_VARIANCE: Final = _bounded_variance(BOUND_SD)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """What is believed about each person's level, swing and spread under each hypothesis."""

    level: Floats = field(metadata=row(HYPOTHESES))
    swing: Floats = field(metadata=row(HYPOTHESES))
    level_variance: Floats = field(metadata=row(HYPOTHESES))
    covariance: Floats = field(metadata=row(HYPOTHESES))
    swing_variance: Floats = field(metadata=row(HYPOTHESES))
    log_variance: Floats = field(metadata=row(HYPOTHESES))
    information: Floats = field(metadata=row(HYPOTHESES))
    weight: Floats = field(metadata=row(HYPOTHESES))
    """The weight of each hypothesis; each row sums to one."""

    @classmethod
    def at_first(cls, ln_level: Floats, ln_level_sd: Floats) -> Levels:
        """What is believed of people of whom no day is known."""
        blank = np.zeros((len(ln_level), HYPOTHESES))
        return cls(
            level=blank + ln_level[:, np.newaxis],
            swing=blank,
            level_variance=blank + ln_level_sd[:, np.newaxis] ** 2,
            covariance=blank,
            swing_variance=blank + SPREAD_AT_FIRST**2,
            log_variance=blank + 2 * math.log(SPREAD_AT_FIRST),
            information=blank + INFORMATION_AT_FIRST,
            weight=blank + WEIGHT_AT_FIRST,
        )

    def average(self, of: Floats) -> Floats:
        """One number for each person: the numbers of the hypotheses, by their weights."""
        mean: Floats = np.sum(self.weight * of, axis=1)
        return mean

    @property
    def spread(self) -> Floats:
        """Each person's own standard deviation from day to day, without the error of measurement."""
        sd: Floats = np.exp(self.average(self.log_variance) / 2)
        return sd

    @property
    def autocorrelation(self) -> Floats:
        """How much each person's day resembles the day before."""
        return self.average(np.broadcast_to(AUTOCORRELATIONS, self.level.shape))


@dataclass(frozen=True, slots=True, eq=False)
class Innovation:
    """How far a day's value lies from what was foreseen: people x hypotheses."""

    observed: Bools
    """Whether the person has a value this day (people)."""

    error: Floats
    bounded: Floats
    variance: Floats
    own_share: Floats
    """The part of the variance that is the person's own, not the measurement's."""


def predict(levels: Levels, n_values: Floats, begun: Bools) -> Levels:
    """What is believed a day later, before its value is known; the same as before of people who have not begun."""
    variance = np.exp(levels.log_variance)
    drift = begun * (DRIFT_SD + NEWCOMER_DRIFT_SD * np.exp(-n_values / NEWCOMER_DAYS))
    return Levels(
        level=levels.level,
        swing=levels.swing * AUTOCORRELATIONS,
        level_variance=levels.level_variance + drift[:, np.newaxis] ** 2 * variance,
        covariance=levels.covariance * AUTOCORRELATIONS,
        swing_variance=variance + AUTOCORRELATIONS**2 * (levels.swing_variance - variance),
        log_variance=levels.log_variance,
        information=levels.information,
        weight=levels.weight,
    )


def innovation(levels: Levels, value: Floats, noise_variance: Floats) -> Innovation:
    """Compare a day's values (NaN where there is none) with what was foreseen."""
    observed = np.isfinite(value)
    own = levels.level_variance + 2 * levels.covariance + levels.swing_variance
    variance = own + noise_variance[:, np.newaxis]
    error = np.where(observed, value, 0.0)[:, np.newaxis] - levels.level - levels.swing
    limit = BOUND_SD * np.sqrt(variance)
    return Innovation(
        observed=observed,
        error=error,
        bounded=np.clip(error, -limit, limit),
        variance=variance,
        own_share=own / variance,
    )


def gains(levels: Levels, seen: Innovation) -> tuple[Floats, Floats]:
    """How far level and swing follow an innovation."""
    return (
        (levels.level_variance + levels.covariance) / seen.variance,
        (levels.covariance + levels.swing_variance) / seen.variance,
    )


def update(levels: Levels, seen: Innovation) -> Levels:
    """What is believed after the day's value; people without one keep what they had."""
    to_level, to_swing = gains(levels, seen)
    informative = 0.5 * seen.own_share**2
    information = levels.information * INFORMATION_KEPT + informative
    excess = seen.bounded**2 / seen.variance / BOUNDED_VARIANCE - 1
    log_variance = levels.log_variance + 0.5 * seen.own_share * excess / information
    learned = Levels(
        level=levels.level + to_level * seen.bounded,
        swing=levels.swing + to_swing * seen.bounded,
        level_variance=levels.level_variance - to_level**2 * seen.variance,
        covariance=levels.covariance - to_level * to_swing * seen.variance,
        swing_variance=levels.swing_variance - to_swing**2 * seen.variance,
        log_variance=np.clip(log_variance, 2 * math.log(SPREAD_LEAST), 2 * math.log(SPREAD_MOST)),
        information=information,
        weight=_reweighted(levels.weight, _log_likelihood(seen)),
    )
    return _only(seen.observed, learned, levels)


def _log_likelihood(seen: Innovation) -> Floats:
    """Student's t, so that a wild day says little about which answer is right."""
    tail = np.log1p(seen.error**2 / seen.variance / (TAIL_FREEDOM - 1))
    value: Floats = -0.5 * np.log(seen.variance) - (TAIL_FREEDOM + 1) / 2 * tail
    return value


def _reweighted(weight: Floats, log_likelihood: Floats) -> Floats:
    """Bayes' rule; old days fade, and no answer is ever given up for good."""
    log_weight = WEIGHT_KEPT * np.log(weight) + log_likelihood
    unnormalised = np.exp(log_weight - log_weight.max(axis=1, keepdims=True)) + LEAST_WEIGHT
    shares: Floats = unnormalised / unnormalised.sum(axis=1, keepdims=True)
    return shares


def _only(observed: Bools, learned: Levels, kept: Levels) -> Levels:
    if observed.all():
        return learned
    where = observed[:, np.newaxis]
    return Levels(
        level=np.where(where, learned.level, kept.level),
        swing=np.where(where, learned.swing, kept.swing),
        level_variance=np.where(where, learned.level_variance, kept.level_variance),
        covariance=np.where(where, learned.covariance, kept.covariance),
        swing_variance=np.where(where, learned.swing_variance, kept.swing_variance),
        log_variance=np.where(where, learned.log_variance, kept.log_variance),
        information=np.where(where, learned.information, kept.information),
        weight=np.where(where, learned.weight, kept.weight),
    )
