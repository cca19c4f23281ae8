"""Days with a reason: false yellows that tags take away, and true falls that they must not take away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.light_people import WARM_UP_DAYS, YEAR_DAYS, Fall, World, lights, people
from hrv.light.readout import RED, YELLOW
from hrv.tags import PASSING, Tag

if TYPE_CHECKING:
    from hrv.light.calendar import Histories

N: Final = 300
FALL_DAY: Final = 180
FOUND_WITHIN: Final = 28
WORLD: Final = World(autocorrelation=(0.2, 0.2), se_ln=(0.03, 0.10))
ALCOHOL_SD, ILLNESS_SD = -1.0, -1.5
HOLIDAY_WEEKS: Final = 0.06


def tagged_days(seed: int) -> None:
    """Alcohol on one day in eight and most days of holiday weeks; two illnesses of five days a year."""
    n_days = WARM_UP_DAYS + 2 * YEAR_DAYS
    healthy = people(WORLD, n=N, n_days=n_days, seed=seed).histories
    disturbed = _disturb(healthy, seed)
    none, silent, told = (_yearly(each) for each in (healthy, replace(disturbed, tags=None), disturbed))
    print(f"\nTags: false yellows a year {none:.2f} without such days, {silent:.2f} untold, {told:.2f} told: ", end="")
    print(f"{(silent - told) / (silent - none):.0%} of those that they cause are taken away")
    fallen = people(WORLD, n=N, n_days=FALL_DAY + 60, seed=seed + 1, fall=Fall(1.0, FALL_DAY)).histories
    plain, told_fallen = _found(fallen), _found(_disturb(fallen, seed))
    print(f"True falls of 1 SD found within {FOUND_WITHIN} days: {plain:.0%} without such days, {told_fallen:.0%} with")


def _disturb(histories: Histories, seed: int) -> Histories:
    dice = np.random.default_rng(seed + 7)
    shape = histories.value.shape
    holiday = np.repeat(dice.random((shape[0], shape[1] // 7 + 1)) < HOLIDAY_WEEKS, 7, axis=1)[:, : shape[1]]
    alcohol = (dice.random(shape) < 0.13) | (holiday & (dice.random(shape) < 0.7))
    begins = dice.random(shape) < 2 / YEAR_DAYS
    ill = np.logical_or.reduce([np.pad(begins, ((0, 0), (day, 0)))[:, : shape[1]] for day in range(5)])
    own = 0.21 * (1 + 0.3 * dice.standard_normal((shape[0], 1)))
    effect = alcohol * (ALCOHOL_SD + 0.4 * dice.standard_normal(shape))
    effect += ill * (ILLNESS_SD + 0.4 * dice.standard_normal(shape))
    tags = np.zeros((*shape, len(PASSING)), bool)
    tags[:, :, PASSING.index(Tag.ALCOHOL)] = alcohol
    tags[:, :, PASSING.index(Tag.ILLNESS)] = ill
    return replace(histories, value=histories.value + own * effect, tags=tags)


def _warned(histories: Histories) -> np.ndarray:
    shown = lights(histories)
    return (shown == YELLOW) | (shown == RED)


def _yearly(histories: Histories) -> float:
    warned = _warned(histories)[:, WARM_UP_DAYS - 1 :]
    return float((warned[:, 1:] & ~warned[:, :-1]).sum(axis=1).mean() / 2)


def _found(histories: Histories) -> float:
    warned = _warned(histories)
    calm = ~warned[:, FALL_DAY - 1]
    return float(warned[calm, FALL_DAY : FALL_DAY + FOUND_WITHIN].any(axis=1).mean())
