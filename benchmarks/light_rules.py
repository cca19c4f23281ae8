"""What others do, on the same people: every rule turns values (people x days, NaN where missing) into days of alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.light_people import WARM_UP_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.light_people import Simulated

    Rule = Callable[[NDArray[np.float64]], NDArray[np.bool_]]

BASELINE_DAYS: Final = 60
QUIET_DAYS: Final = 14
"""A rule without memory starts a new episode after this many days without an alarm, which is kind to it."""

EWMA_WEIGHT: Final = 0.1
EWMA_BAR: Final = 2.66
"""Once a year for independent days, missing none."""

CUSUM_DRIFT: Final = 0.5
CUSUM_BAR: Final = 4.6
"""Once a year for independent days, missing none (with a baseline frozen after 60 days)."""


def week_below(times_sd: float) -> Rule:
    """The mean of the last 7 days below the mean of the last 60 by so many SD; the rule that most products use."""

    def alarms(values: NDArray[np.float64]) -> NDArray[np.bool_]:
        week, n_week, _ = _trailing(values, 7)
        mean, n, sd = _trailing(values, BASELINE_DAYS)
        below: NDArray[np.bool_] = (n_week >= 3) & (n >= 10) & (week < mean - times_sd * sd)
        return below

    return alarms


def three_low_days(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Three values in a row below the mean of the last 60 days by one SD."""
    mean, n, sd = _trailing(values, BASELINE_DAYS)
    low = (n >= 10) & (values < mean - sd)
    run = np.zeros(len(values))
    alarms = np.zeros(values.shape, bool)
    for day in range(values.shape[1]):
        seen = np.isfinite(values[:, day])
        run = np.where(seen, np.where(low[:, day], run + 1, 0), run)
        alarms[:, day] = seen & (run >= 3)
    return alarms


def ewma(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """An exponentially weighted mean below its limit, against a baseline frozen after 60 days."""
    standard = _standardised(values)
    state, alarms = np.zeros(len(values)), np.zeros(values.shape, bool)
    limit = EWMA_BAR * np.sqrt(EWMA_WEIGHT / (2 - EWMA_WEIGHT))
    for day in range(WARM_UP_DAYS, values.shape[1]):
        z = standard[:, day]
        state = np.where(np.isfinite(z), (1 - EWMA_WEIGHT) * state + EWMA_WEIGHT * np.nan_to_num(z), state)
        alarms[:, day] = state < -limit
    return alarms


def cusum(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Page's cumulative sum against a baseline frozen after 60 days; starts anew after an alarm."""
    standard = np.clip(np.nan_to_num(_standardised(values), nan=np.inf), -4, np.inf)
    state, alarms = np.zeros(len(values)), np.zeros(values.shape, bool)
    for day in range(WARM_UP_DAYS, values.shape[1]):
        z = standard[:, day]
        state = np.where(np.isfinite(z), np.maximum(0, state - z - CUSUM_DRIFT), state)
        alarms[:, day] = state > CUSUM_BAR
        state[alarms[:, day]] = 0
    return alarms


def optimum(simulated: Simulated, size_sd: float, bar: float) -> NDArray[np.bool_]:
    """Page's sum with everything known: level, spread, autocorrelation, errors and the size of the fall.

    For independent days it is optimal (Moustakides, 1986, Annals of Statistics 14:1379); for the others it runs on the
    innovations. No light can know what it knows.
    """
    known = simulated.histories
    phi, spread = simulated.autocorrelation, simulated.spread
    swing, variance = np.zeros(known.people), spread**2
    response, state = np.zeros(known.people), np.zeros(known.people)
    alarms = np.zeros(known.value.shape, bool)
    for day in range(known.n_days):
        swing, response, variance = phi * swing, phi * response, phi**2 * variance + (1 - phi**2) * spread**2
        seen = np.isfinite(known.value[:, day])
        total = variance + known.se[:, day] ** 2
        error = np.where(seen, known.value[:, day] - simulated.level - swing, 0.0)
        gain, signature = seen * variance / total, 1 - response
        expected = -size_sd * spread * signature
        state = state + seen * (expected * error - expected**2 / 2) / total
        swing, variance, response = swing + gain * error, variance * (1 - gain), response + gain * signature
        alarms[:, day] = state > bar
        anew = (state <= 0) | alarms[:, day]
        state[anew], response[anew] = 0.0, 0.0
    return alarms


def episodes(alarms: NDArray[np.bool_], *, quiet_days: int = QUIET_DAYS) -> NDArray[np.float64]:
    """How many episodes begin for each person after the warm-up."""
    count, last = np.zeros(len(alarms)), np.full(len(alarms), -10_000)
    for day in range(alarms.shape[1]):
        on = alarms[:, day]
        if day >= WARM_UP_DAYS:
            count += on & (day - last > quiet_days)
        last = np.where(on, day, last)
    return count


def _trailing(values: NDArray[np.float64], days: int) -> tuple[NDArray, NDArray, NDArray]:
    """Mean, number and SD of the last days, today included."""
    known = np.isfinite(values)
    filled = np.where(known, values - np.nanmean(values, axis=1, keepdims=True), 0.0)
    total, squares, number = (_window_sum(each, days) for each in (filled, filled**2, known.astype(float)))
    mean = total / np.maximum(number, 1)
    variance = (squares - number * mean**2) / np.maximum(number - 1, 1)
    return mean + np.nanmean(values, axis=1, keepdims=True), number, np.sqrt(np.maximum(variance, 1e-9))


def _window_sum(values: NDArray[np.float64], days: int) -> NDArray[np.float64]:
    sums = np.cumsum(values, axis=1)
    return sums - np.pad(sums, ((0, 0), (days, 0)))[:, :-days]


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    first = values[:, :WARM_UP_DAYS]
    return (values - np.nanmean(first, axis=1, keepdims=True)) / np.nanstd(first, axis=1, ddof=1, keepdims=True)
