"""The first weeks of people of whom nothing is known yet, with and without a misleading first week."""

from __future__ import annotations

from typing import Final

import numpy as np

from benchmarks.light_people import World, blank_state, lights, people
from hrv.light.calendar import Histories, walk_through
from hrv.light.readout import RED, YELLOW

N: Final = 600
FIRST_WEEK: Final = 7
FORGOTTEN_AFTER: Final = 11
FIRST_MONTH: Final = 30
BIAS_SD: Final = 1.5


def newcomers(seed: int) -> None:
    """False yellows in the first thirty days, and what is left of a biased first week after four more days."""
    print("\nNewcomers: people with a false yellow in their first 30 days, and the bias of the range on day 11")
    for phi in (0.0, 0.3, 0.6):
        for bias in (0.0, BIAS_SD):
            simulated = people(World(autocorrelation=(phi, phi)), n=N, n_days=FIRST_MONTH, seed=seed)
            histories, spread = simulated.histories, simulated.spread[:, np.newaxis]
            histories.value[:, :FIRST_WEEK] += bias * spread
            shown = lights(histories)
            warned = np.mean(((shown == YELLOW) | (shown == RED)).any(axis=1))
            early = Histories(
                histories.first_day, histories.value[:, :FORGOTTEN_AFTER], histories.se[:, :FORGOTTEN_AFTER]
            )
            levels = walk_through(blank_state(N), early).levels
            left = np.median((levels.average(levels.level) - simulated.level) / simulated.spread)
            print(
                f"autocorrelation {phi}, first week {bias:+.1f} SD: {warned:6.1%} warned, "
                f"range off by {left:+.2f} SD on day {FORGOTTEN_AFTER}",
                flush=True,
            )
