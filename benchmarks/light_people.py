"""Simulated people: healthy ones under many conditions, and ones whose level falls on a known day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hrv.light.calendar import Histories, chunks, walk
from hrv.light.detector import FilterState
from hrv.light.prior import ANYBODY
from hrv.light.readout import colours

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_DAY = date(2024, 1, 1).toordinal()
WARM_UP_DAYS = 60
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class World:
    """How a group of simulated people lives and is measured. A pair is a range from which each person gets a number."""

    autocorrelation: tuple[float, float] = (0.0, 0.0)
    spread_ln: tuple[float, float] = (0.12, 0.30)
    se_ln: tuple[float, float] = (0.03, 0.15)
    missing: tuple[float, float] = (0.0, 0.0)
    weeks_missing: float = 0.0
    weekends_missing: bool = False
    weekday_sd: float = 0.0
    season_sd: float = 0.0
    heavy_tails: bool = False

    def but(self, **changes: object) -> World:
        """The same world with something else."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Fall:
    """The level falls by so many own SD from a day on, at once or along a ramp."""

    size_sd: float
    on_day: int
    ramp_days: int = 1

    def path(self, n_days: int) -> NDArray[np.float64]:
        """How far the level lies below on each day, in own SD."""
        return self.size_sd * np.clip((np.arange(n_days) - self.on_day + 1) / self.ramp_days, 0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """Histories, and the truth behind them."""

    histories: Histories
    level: NDArray[np.float64]
    spread: NDArray[np.float64]
    autocorrelation: NDArray[np.float64]


def people(world: World, *, n: int, n_days: int, seed: int, fall: Fall | None = None) -> Simulated:
    """People of one world."""
    dice = np.random.default_rng(seed)
    phi, spread = dice.uniform(*world.autocorrelation, (n, 1)), dice.uniform(*world.spread_ln, (n, 1))
    swing = _swing(dice, phi[:, 0], n_days, heavy_tails=world.heavy_tails)
    swing += _weekdays(dice, n, world.weekday_sd)[:, (np.arange(n_days) + FIRST_DAY - 1) % 7]
    swing += _season(dice, n, n_days, world.season_sd)
    if fall is not None:
        swing -= fall.path(n_days)
    level = dice.normal(3.5, 0.4, (n, 1))
    se = dice.uniform(*world.se_ln, (n, n_days))
    value = level + spread * swing + se * dice.standard_normal((n, n_days))
    value[_missing(dice, world, n, n_days)] = np.nan
    histories = Histories(first_day=FIRST_DAY, value=value, se=se)
    return Simulated(histories, level[:, 0], spread[:, 0], phi[:, 0])


def lights(histories: Histories) -> NDArray[np.int8]:
    """What our light shows on every day (people x days): 0 green, 1 yellow, 2 red, 3 grey."""
    shown = np.empty(histories.value.shape, np.int8)
    for group in chunks(histories.people):
        part = histories.of(group)
        for day, memory in enumerate(walk(blank_state(part.people), part)):
            shown[group, day] = colours(memory)
    return shown


def blank_state(n: int) -> FilterState:
    """What is remembered of people of whom nothing is known."""
    return FilterState.blank(np.full(n, ANYBODY.ln_level), np.full(n, ANYBODY.ln_level_sd))


def _swing(dice: np.random.Generator, phi: NDArray, n_days: int, *, heavy_tails: bool) -> NDArray:
    shape = (len(phi), n_days)
    news = dice.standard_t(5, shape) / np.sqrt(5 / 3) if heavy_tails else dice.standard_normal(shape)
    swing = np.empty(shape)
    swing[:, 0] = news[:, 0]
    for day in range(1, n_days):
        swing[:, day] = phi * swing[:, day - 1] + np.sqrt(1 - phi**2) * news[:, day]
    return swing


def _weekdays(dice: np.random.Generator, n: int, largest_sd: float) -> NDArray:
    effect = dice.standard_normal((n, 7))
    effect -= effect.mean(axis=1, keepdims=True)
    return largest_sd * effect / np.abs(effect).max(axis=1, keepdims=True)


def _season(dice: np.random.Generator, n: int, n_days: int, amplitude_sd: float) -> NDArray:
    return amplitude_sd * np.sin(2 * np.pi * (np.arange(n_days) / YEAR_DAYS + dice.uniform(0, 1, (n, 1))))


def _missing(dice: np.random.Generator, world: World, n: int, n_days: int) -> NDArray[np.bool_]:
    missing = dice.random((n, n_days)) < dice.uniform(*world.missing, (n, 1))
    weeks = dice.random((n, n_days // 7 + 1)) < world.weeks_missing
    missing |= np.repeat(weeks, 7, axis=1)[:, :n_days]
    if world.weekends_missing:
        missing |= (np.arange(n_days) + FIRST_DAY - 1) % 7 >= 5
    return missing
