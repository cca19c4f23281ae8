"""The contract of the light, beside what others do: false alarms, delays after a fall, newcomers, tags, pace.

    python -m benchmarks.light_contract [SEED]

Every number is measured here and now on simulated people; another seed gives other people. An episode of ours is a flip
from green or grey to yellow or red after the first 60 days; a delay counts days from the first fallen day.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks import light_rules as rules
from benchmarks.light_corners import corners
from benchmarks.light_newcomers import newcomers
from benchmarks.light_pace import pace
from benchmarks.light_people import WARM_UP_DAYS, YEAR_DAYS, Fall, World, lights, people
from benchmarks.light_tags import tagged_days
from hrv.light.readout import RED, YELLOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

N: Final = 300
YEARS: Final = 2
FALL_DAY: Final = 180
FOLLOWED_DAYS: Final = 90

PLAIN: Final = World()
QUIET: Final = World(se_ln=(0.0, 0.0))
CONDITIONS: Final = {
    "independent days": PLAIN,
    "autocorrelation 0.3": PLAIN.but(autocorrelation=(0.3, 0.3)),
    "autocorrelation 0.6": PLAIN.but(autocorrelation=(0.6, 0.6)),
    "30 % missing": PLAIN.but(missing=(0.3, 0.3)),
    "50 % missing": PLAIN.but(missing=(0.5, 0.5)),
    "0.3, 30 % missing": PLAIN.but(autocorrelation=(0.3, 0.3), missing=(0.3, 0.3)),
    "0.6, 50 % missing": PLAIN.but(autocorrelation=(0.6, 0.6), missing=(0.5, 0.5)),
    "one week in four missing": PLAIN.but(weeks_missing=0.25),
    "0.3, one week in four": PLAIN.but(autocorrelation=(0.3, 0.3), weeks_missing=0.25),
    "no weekends": PLAIN.but(weekends_missing=True),
    "0.3, no weekends": PLAIN.but(autocorrelation=(0.3, 0.3), weekends_missing=True),
    "weekday effect 0.5 SD": PLAIN.but(weekday_sd=0.5),
    "season 0.3 SD": PLAIN.but(season_sd=0.3),
    "0.3, 30 %, season": PLAIN.but(autocorrelation=(0.3, 0.3), missing=(0.3, 0.3), season_sd=0.3),
    "t5 tails": PLAIN.but(heavy_tails=True),
    "0.5, t5 tails": PLAIN.but(autocorrelation=(0.5, 0.5), heavy_tails=True),
    "SD 0.12, error 0.15": PLAIN.but(spread_ln=(0.12, 0.12), se_ln=(0.15, 0.15)),
    "SD 0.30, error 0.03": PLAIN.but(spread_ln=(0.30, 0.30), se_ln=(0.03, 0.03)),
    "all of it at 0.3": PLAIN.but(
        autocorrelation=(0.3, 0.3), missing=(0.3, 0.3), weekday_sd=0.5, season_sd=0.3, heavy_tails=True
    ),
}
OTHERS: Final = {
    "7 d, 0.5 SD": rules.week_below(0.5),
    "7 d, 0.75": rules.week_below(0.75),
    "7 d, 1 SD": rules.week_below(1.0),
    "3 low days": rules.three_low_days,
    "EWMA": rules.ewma,
    "CUSUM frozen": rules.cusum,
}
DELAY_WORLDS: Final = {
    "independent days": QUIET,
    "autocorrelation 0.3": QUIET.but(autocorrelation=(0.3, 0.3)),
    "independent days, with errors": PLAIN,
    "0.3, with errors": PLAIN.but(autocorrelation=(0.3, 0.3)),
    "0.3, 30 % missing, errors": PLAIN.but(autocorrelation=(0.3, 0.3), missing=(0.3, 0.3)),
}


def flips_to(shown: NDArray[np.int8], colour: int) -> NDArray[np.float64]:
    """Flips of each person to this colour or a stronger one, after the first 60 days."""
    warned = (shown >= colour) & (shown <= RED)
    began = warned[:, WARM_UP_DAYS:] & ~warned[:, WARM_UP_DAYS - 1 : -1]
    return began.sum(axis=1)


def delays(alarms: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Days from the first fallen day to the first alarm, of people whose light was green before; 1 is that very day."""
    calm = ~alarms[:, FALL_DAY - 1]
    after = alarms[calm, FALL_DAY:]
    return np.where(after.any(axis=1), after.argmax(axis=1) + 1, np.inf)


def false_alarms(seed: int) -> None:
    """Rates of every rule in every condition, and how many people pay."""
    print("\nFalse episodes a healthy person-year; in brackets, people who average three or more over two years")
    print("(goals: yellow 1.0 +- 0.25 in every condition, at most 1 % of people with three or more; red at most 0.2)")
    print(f"{'condition':26s} {'ours':>12s} {'red':>5s} {'days lit':>8s}" + "".join(f"{name:>16s}" for name in OTHERS))
    for number, (name, world) in enumerate(CONDITIONS.items()):
        simulated = people(world, n=N, n_days=WARM_UP_DAYS + YEARS * YEAR_DAYS, seed=seed + number)
        shown = lights(simulated.histories)
        ours, red = flips_to(shown, YELLOW) / YEARS, flips_to(shown, RED) / YEARS
        lit = np.mean((shown[:, WARM_UP_DAYS:] == YELLOW) | (shown[:, WARM_UP_DAYS:] == RED))
        line = f"{name:26s} {_rate(ours):>12s} {red.mean():5.2f} {lit:8.1%}"
        for rule in OTHERS.values():
            line += f"{_rate(rules.episodes(rule(simulated.histories.value)) / YEARS):>16s}"
        print(line, flush=True)


def speed(seed: int) -> None:
    """How long a fall takes to show, beside the optimum that knows everything, at the same rate of false episodes."""
    print("\nMedian days to yellow (mean in brackets), of a fall of")
    print("(goals: 1 SD in 9 days, 12 at autocorrelation 0.3, at most 1.25 times the optimum; 1.5 SD in 6)")
    print(f"{'':32s}" + "".join(f"{size:>14.1f} SD" for size in (0.5, 1.0, 1.5)) + "   1 SD over two weeks")
    for number, (name, world) in enumerate(DELAY_WORLDS.items()):
        healthy = people(world, n=2 * N, n_days=WARM_UP_DAYS + YEARS * YEAR_DAYS, seed=seed + number)
        rate = flips_to(lights(healthy.histories), YELLOW).mean()
        falls = [Fall(0.5, FALL_DAY), Fall(1.0, FALL_DAY), Fall(1.5, FALL_DAY), Fall(1.0, FALL_DAY, ramp_days=14)]
        ours, best = [], []
        for fall in falls:
            fallen = people(world, n=2 * N, n_days=FALL_DAY + FOLLOWED_DAYS, seed=seed + 50 + number, fall=fall)
            shown = lights(fallen.histories)
            ours.append(_median(delays((shown == YELLOW) | (shown == RED))))
            bar = _bar_for(rate, partial(rules.optimum, healthy, fall.size_sd))
            best.append(_median(delays(rules.optimum(fallen, fall.size_sd, bar))))
        print(f"{name:32s}" + "".join(f"{each:>17s}" for each in ours) + f"   at {rate / YEARS:.2f} a year")
        print(f"{'  optimum, all known':32s}" + "".join(f"{each:>17s}" for each in best), flush=True)


def curve(seed: int) -> None:
    """The share of fallen people whose light has turned, by days since the fall."""
    days = (3, 5, 7, 9, 12, 14, 21, 28, 42, 60)
    print("\nShare of people with yellow or red, by days since the fall (autocorrelation 0.3, no errors)")
    print(f"{'':22s}" + "".join(f"{day:>6d}" for day in days))
    for size in (0.5, 0.75, 1.0, 1.5, 2.0):
        for ramp in (1, 14):
            fall = Fall(size, FALL_DAY, ramp_days=ramp)
            world = QUIET.but(autocorrelation=(0.3, 0.3))
            shown = lights(people(world, n=N, n_days=FALL_DAY + FOLLOWED_DAYS, seed=seed, fall=fall).histories)
            delay = delays((shown == YELLOW) | (shown == RED))
            name = f"{size} SD" + (" over two weeks" if ramp > 1 else " at once")
            print(f"{name:22s}" + "".join(f"{np.mean(delay <= day):>6.0%}" for day in days), flush=True)


def worklist(seed: int) -> None:
    """What a nurse whom 500 healthy people share with would be called to, in a week."""
    world = World(autocorrelation=(0.0, 0.6), missing=(0.0, 0.5))
    simulated = people(world, n=500, n_days=WARM_UP_DAYS + YEAR_DAYS, seed=seed)
    red = flips_to(lights(simulated.histories), RED).sum() / 52
    half = rules.episodes(rules.week_below(0.5)(simulated.histories.value)).sum() / 52
    print(f"\nFalse red contacts a week, 500 sharing people: {red:.1f} (7-day rule at half an SD: {half:.0f})")


def main(seed: int = 1) -> None:
    """All tables."""
    began = time.perf_counter()
    for table in (false_alarms, corners, speed, curve, newcomers, tagged_days, worklist, pace):
        table(seed)
    print(f"\nAll of it in {time.perf_counter() - began:.0f} s, seed {seed}")


def _rate(yearly: NDArray[np.float64]) -> str:
    return f"{yearly.mean():.2f} ({np.mean(yearly >= 3):.1%})"


def _median(delay: NDArray[np.float64]) -> str:
    return f"{np.median(delay):.0f} ({np.minimum(delay, FOLLOWED_DAYS).mean():.1f})"


def _bar_for(rate: float, alarms: Callable[[float], NDArray[np.bool_]]) -> float:
    """The bar at which a rule has this many episodes a person."""
    low, high = 0.5, 9.0
    for _ in range(8):
        bar = (low + high) / 2
        often = alarms(bar)[:, WARM_UP_DAYS:].sum(axis=1).mean() > rate
        low, high = (bar, high) if often else (low, bar)
    return (low + high) / 2


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
