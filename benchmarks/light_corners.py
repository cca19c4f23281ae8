"""Conditions that come together: does the promised rate of false alarms hold in the corners as well?

    python -m benchmarks.light_corners [SEED]

Each cell has its own people. Chance alone moves the rate of a cell by about 0.05 a year (one standard error).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.light_people import WARM_UP_DAYS, YEAR_DAYS, World, lights, people
from hrv.light.readout import RED, YELLOW

if TYPE_CHECKING:
    from numpy.typing import NDArray

N: Final = 200
YEARS: Final = 2
PROMISED: Final = (0.75, 1.25)
RED_AT_MOST: Final = 0.2
MANY_A_YEAR: Final = 3
UNLUCKY_AT_MOST: Final = 0.01
PATTERNS: Final = {
    "every day": World(),
    "50 % missing": World(missing=(0.5, 0.5)),
    "no weekends": World(weekends_missing=True),
    "no weekends, 30 % missing": World(weekends_missing=True, missing=(0.3, 0.3)),
    "weeks missing, 30 % missing": World(weeks_missing=0.25, missing=(0.3, 0.3)),
}
LIVES: Final = {
    "plain": {},
    "season, weekdays, t5": {"season_sd": 0.3, "weekday_sd": 0.5, "heavy_tails": True},
}
AUTOCORRELATIONS: Final = (0.0, 0.3, 0.6)


def corners(seed: int) -> None:
    """False episodes a healthy person-year where conditions come together."""
    print("\nFalse yellow episodes a healthy person-year where conditions come together (share of people with three or")
    print("more a year), then red; goals: 0.75 to 1.25 (1 %), 0.2")
    print(f"{'':30s}" + "".join(f"{f'{life}, {phi}':>30s}" for life in LIVES for phi in AUTOCORRELATIONS))
    outside = []
    for name, world in PATTERNS.items():
        cells = []
        for life, habits in LIVES.items():
            for phi in AUTOCORRELATIONS:
                seed += 1
                here = world.but(autocorrelation=(phi, phi), **habits)
                yellow, red = _episodes(here, seed)
                cells.append(f"{yellow.mean():.2f} ({np.mean(yellow >= 3):.1%}) {red.mean():.2f}")
                if not _is_kept(yellow, red):
                    outside.append(f"{name}, {life}, {phi}")
        print(f"{name:30s}" + "".join(f"{cell:>30s}" for cell in cells), flush=True)
    print(f"Outside of the promise: {'; '.join(outside) or 'none'}")


def _is_kept(yellow: NDArray[np.float64], red: NDArray[np.float64]) -> bool:
    in_rate = PROMISED[0] <= yellow.mean() <= PROMISED[1] and red.mean() <= RED_AT_MOST
    return bool(in_rate and np.mean(yellow >= MANY_A_YEAR) <= UNLUCKY_AT_MOST)


def _episodes(world: World, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each person's yellow and red episodes a year, after the first sixty days."""
    shown = lights(people(world, n=N, n_days=WARM_UP_DAYS + YEARS * YEAR_DAYS, seed=seed).histories)
    yellow, red = ((shown >= colour) & (shown <= RED) for colour in (YELLOW, RED))
    begun = (lit[:, WARM_UP_DAYS:] & ~lit[:, WARM_UP_DAYS - 1 : -1] for lit in (yellow, red))
    of_yellow, of_red = (each.sum(axis=1) / YEARS for each in begun)
    return of_yellow, of_red


if __name__ == "__main__":
    corners(*(int(each) for each in sys.argv[1:] or ["1"]))
