"""Makes the two tables of `hrv/light/thresholds.py` again, from simulated healthy people. Takes some minutes.

    python -m benchmarks.light_calibration

People of all conditions live two years after a warm-up of sixty days. Flips and person-years are counted by what the
light itself sees of each person (autocorrelation and share of days with a value), and each bar is moved until the
people around it have the promised rate. Rates fall by a factor of about four for each unit of a bar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.light_people import WARM_UP_DAYS, YEAR_DAYS, World, blank_state, people
from hrv.light import thresholds
from hrv.light.calendar import walk
from hrv.light.readout import RED, YELLOW, colours

if TYPE_CHECKING:
    from hrv.light.calendar import Histories
    from hrv.light.detector import FilterState

ROUNDS: Final = 4
GROUP: Final = 500
N_DAYS: Final = WARM_UP_DAYS + 2 * YEAR_DAYS
TARGETS: Final = {YELLOW: 1.03, RED: 0.08}
STEEPNESS: Final = 1.4
PATIENCE: Final = 0.8
DOUBT: Final = 2.0

ANY_PHI: Final = World(autocorrelation=(0.0, 0.65))
WORLDS: Final = (
    ANY_PHI,
    ANY_PHI.but(missing=(0.0, 0.55)),
    ANY_PHI.but(missing=(0.0, 0.55), season_sd=0.2),
    ANY_PHI.but(weeks_missing=0.25),
    ANY_PHI.but(weekends_missing=True, weekday_sd=0.3),
    ANY_PHI.but(season_sd=0.3),
    ANY_PHI.but(heavy_tails=True, weekday_sd=0.3),
    ANY_PHI.but(missing=(0.3, 0.55), heavy_tails=True),
)


class Tally:
    """Flips and person-years around each knot of the table."""

    def __init__(self) -> None:
        shape = thresholds.YELLOW_BARS.shape
        self.years = np.zeros(shape)
        self.flips = {YELLOW: np.zeros(shape), RED: np.zeros(shape)}

    def watch(self, histories: Histories) -> None:
        """Count the flips of these people."""
        before = np.zeros(histories.people)
        for day, memory in enumerate(walk(blank_state(histories.people), histories)):
            shown = np.where(colours(memory) > RED, 0, colours(memory))
            if day >= WARM_UP_DAYS:
                self._count(memory, before, shown)
            before = shown

    def _count(self, memory: FilterState, before: np.ndarray, shown: np.ndarray) -> None:
        places = thresholds.corners(memory.levels.autocorrelation, memory.counts.density)
        for row, column, share in places:
            np.add.at(self.years, (row, column), share / YEAR_DAYS)
            for colour, flips in self.flips.items():
                np.add.at(flips, (row, column), share * ((before < colour) & (shown >= colour)))

    def moved(self, bars: np.ndarray, colour: int) -> np.ndarray:
        """The bars, moved towards the promised rate."""
        excess = (self.flips[colour] + DOUBT) / (self.years * TARGETS[colour] + DOUBT)
        return bars + PATIENCE / STEEPNESS * np.log(excess)


def main() -> None:
    """Print the tables after each round."""
    for round_number in range(ROUNDS):
        tally = Tally()
        for seed, world in enumerate(WORLDS):
            tally.watch(people(world, n=GROUP, n_days=N_DAYS, seed=1000 * round_number + seed).histories)
        rates = {colour: flips.sum() / tally.years.sum() for colour, flips in tally.flips.items()}
        print(f"round {round_number}: yellow {rates[YELLOW]:.2f}, red {rates[RED]:.2f} a person-year before moving")
        thresholds.YELLOW_BARS[:] = tally.moved(thresholds.YELLOW_BARS, YELLOW)
        thresholds.RED_BARS[:] = tally.moved(thresholds.RED_BARS, RED)
        print(np.array2string(thresholds.YELLOW_BARS, precision=2, separator=", "))
        print(np.array2string(thresholds.RED_BARS, precision=2, separator=", "), flush=True)


if __name__ == "__main__":
    main()
