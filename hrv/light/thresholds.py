"""Thresholds of the light: how strong evidence must be for the promised rate of false alarms.

The summed likelihood ratio of `hrv.light.changepoint` needs nearly the same bar for everybody. What is left depends
on two things that are seen of each person: how much a day resembles the day before, and what share of days has a
value. The table was made once, from simulated healthy people, by `benchmarks/light_calibration.py`, which makes it
again; its numbers were evened out where neighbours differed by chance. It says nothing about any real person.

What else tunes the rate stands in the constants of `episodes.py` (recovery, size of a fall, flips allowed),
`changepoint.py` (candidate days, typical fall), `kalman.py` (memory, spread, autocorrelation), `detector.py` (a
newcomer's first days, share of days with a value, lasting tags) and `covariates.py` (weekdays, tags).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hrv.numeric.arrays import Floats, Ints

YELLOW_PER_YEAR: Final = 1.0
RED_PER_YEAR: Final = 0.2

AUTOCORRELATION_KNOTS: Final = np.array([0.0, 0.15, 0.3, 0.45, 0.6])
DENSITY_KNOTS: Final = np.array([0.4, 0.7, 1.0])

YELLOW_BARS: Final = np.array(
    [
        [4.48, 4.57, 4.71],
        [4.64, 4.81, 4.95],
        [4.76, 4.91, 4.99],
        [4.86, 4.94, 5.01],
        [4.82, 5.02, 5.04],
    ]
)
RED_BARS: Final = np.array(
    [
        [6.40, 6.89, 7.33],
        [6.60, 7.14, 7.71],
        [6.83, 7.37, 7.91],
        [6.85, 7.47, 7.91],
        [7.20, 7.51, 7.98],
    ]
)
"""Rows are autocorrelations, columns are shares of days with a value."""

NEWCOMER_CAUTION: Final = 4.0
NEWCOMER_DAYS: Final = 14.0
"""The bar of a newcomer is higher, by this much at first, and a third of it after 14 more values."""

EXPERIENCE: Final = 0.4
"""How much the bar rises for each flip above the promised number, so that nobody pays for an unlucky heart."""


def bars(autocorrelation: Floats, density: Floats) -> tuple[Floats, Floats]:
    """The evidence that a yellow and a red light need, by what was seen of each person."""
    yellow, red = np.zeros(len(density)), np.zeros(len(density))
    for row, column, share in corners(autocorrelation, density):
        yellow += share * YELLOW_BARS[row, column]
        red += share * RED_BARS[row, column]
    return yellow, red


def corners(autocorrelation: Floats, density: Floats) -> tuple[tuple[Ints, Ints, Floats], ...]:
    """The four places of the table around each person, as row, column and share; shares sum to one."""
    row, down = _between(autocorrelation, AUTOCORRELATION_KNOTS)
    column, right = _between(density, DENSITY_KNOTS)
    return (
        (row, column, (1 - down) * (1 - right)),
        (row + 1, column, down * (1 - right)),
        (row, column + 1, (1 - down) * right),
        (row + 1, column + 1, down * right),
    )


def caution(n_values: Floats, flips_above_promise: Floats) -> Floats:
    """What is added to both bars: for newcomers, and for those whose light has flipped more often than promised."""
    newcomer = NEWCOMER_CAUTION * np.exp(-n_values / NEWCOMER_DAYS)
    more: Floats = newcomer + EXPERIENCE * flips_above_promise
    return more


def _between(value: Floats, knots: Floats) -> tuple[Ints, Floats]:
    inside = np.clip(value, knots[0], knots[-1])
    below = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, len(knots) - 2)
    return below, (inside - knots[below]) / (knots[below + 1] - knots[below])
