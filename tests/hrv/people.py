"""Simulated histories for tests of the light."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from hrv import DailyValue, Kind, Quality, Rhythm
from hrv.light.calendar import Histories, walk
from hrv.light.detector import FilterState
from hrv.light.readout import colours

FIRST = date(2026, 1, 5)  # a Monday
SPREAD = 0.2


def swings(dice, people, n_days, phi=0.0):
    """Standardised days whose neighbours are alike by `phi`."""
    days = dice.standard_normal((people, n_days))
    for column in range(1, n_days):
        days[:, column] = phi * days[:, column - 1] + np.sqrt(1 - phi**2) * days[:, column]
    return days


def histories(people=1, n_days=120, *, seed=0, phi=0.0, se=0.05, missing=0.0, fall_sd=0.0, fall_day=90, level=3.6):
    """People whose level falls by so many SD on a day."""
    dice = np.random.default_rng(seed)
    value = level + SPREAD * swings(dice, people, n_days, phi) + se * dice.standard_normal((people, n_days))
    value[:, fall_day:] -= fall_sd * SPREAD
    value[dice.random(value.shape) < missing] = np.nan
    return Histories(FIRST.toordinal(), value, np.full(value.shape, se))


def blank(people, ln_level=3.6, sd=0.5):
    return FilterState.blank(np.full(people, ln_level), np.full(people, sd))


def shown(many, memory=None):
    """The colour codes of every day (people x days)."""
    start = blank(many.people) if memory is None else memory
    return np.stack([colours(each) for each in walk(start, many)], axis=1)


def day_values(many, person=0, *, heart_rate=None, tags=None, kind=Kind.CHECK):
    """One person's history as daily values, days without a value left out."""
    values = []
    for column in range(many.n_days):
        ln = float(many.value[person, column])
        if np.isfinite(ln):
            values.append(
                DailyValue(
                    day=FIRST + timedelta(days=column),
                    kind=kind,
                    ln_rmssd=ln,
                    se=float(many.se[person, column]),
                    resting_hr_bpm=None if heart_rate is None else float(heart_rate[column]),
                    quality=Quality.GOOD,
                    rhythm=Rhythm.REGULAR,
                    n_windows=1,
                    tags=() if tags is None else tuple(tags.get(column, ())),
                )
            )
    return values
