"""How strong the evidence must be: the bars that keep the promised rate of false alarms.

The summed likelihood ratio of `hrv.falls` needs nearly the same bar for everybody. What is left depends on two things
that are seen of each person: how much a day resembles the day before, and what share of days has a value. The table
was made once, from simulated healthy people, by `benchmarks/light_calibration.py`, which makes it again. It says
nothing about any real person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hrv.arrays import Floats, Ints

YELLOW_PER_YEAR: Final = 1.0
RED_PER_YEAR: Final = 0.2

AUTOCORRELATION_KNOTS: Final = np.array([0.0, 0.15, 0.3, 0.45, 0.6])
DENSITY_KNOTS: Final = np.array([0.4, 0.7, 1.0])

YELLOW_BARS: Final = np.array(
    [
        [4.33, 4.65, 4.70],
        [4.49, 4.81, 4.90],
        [4.62, 4.91, 4.92],
        [4.73, 4.96, 4.99],
        [4.71, 5.02, 5.03],
    ]
)
RED_BARS: Final = np.array(
    [
        [6.78, 7.63, 7.85],
        [7.19, 7.87, 8.23],
        [7.58, 8.02, 8.28],
        [7.56, 8.20, 8.33],
        [7.74, 8.33, 8.79],
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
    row, down = _between(autocorrelation, AUTOCORRELATION_KNOTS)
    column, right = _between(density, DENSITY_KNOTS)
    corners = [
        (row, column, (1 - down) * (1 - right)),
        (row + 1, column, down * (1 - right)),
        (row, column + 1, (1 - down) * right),
        (row + 1, column + 1, down * right),
    ]
    yellow = sum((YELLOW_BARS[i, j] * share for i, j, share in corners), np.zeros(len(row)))
    red = sum((RED_BARS[i, j] * share for i, j, share in corners), np.zeros(len(row)))
    return yellow, red


def caution(n_values: Floats, flips_above_promise: Floats) -> Floats:
    """What is added to both bars: for newcomers, and for those whose light has flipped more often than promised."""
    newcomer = NEWCOMER_CAUTION * np.exp(-n_values / NEWCOMER_DAYS)
    more: Floats = newcomer + EXPERIENCE * flips_above_promise
    return more


def _between(value: Floats, knots: Floats) -> tuple[Ints, Floats]:
    inside = np.clip(value, knots[0], knots[-1])
    below = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, len(knots) - 2)
    return below, (inside - knots[below]) / (knots[below + 1] - knots[below])
