"""The light on real nights: LifeSnaps, 43 people with nightly RMSSD from the wrist and tags about how they felt.

    python -m benchmarks.light_daily FOLDER_WITH_lifesnaps.csv.gz

Nobody knows which of these falls were real, so rates are not false-alarm rates. Printed are lights per person-year, the
estimated spreads and autocorrelations, and how often people called themselves tense or tired on lit days and on others.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.light.backtest import Series, backtest

if TYPE_CHECKING:
    from hrv.light.backtest import Past
    from hrv.light.light import Colour

FEWEST_NIGHTS: Final = 30
SENSITIVITY: Final = 2000
FEELINGS: Final = ("TENSE/ANXIOUS", "TIRED")


@dataclass(frozen=True, slots=True)
class Person:
    """One person's nights, and on which days they said how they felt: True, False, or no answer."""

    series: Series
    felt: dict[str, dict[int, bool]]


def read(path: Path) -> list[Person]:
    """People with at least thirty nights; a night's RMSSD of 0 means missing."""
    nights: dict[str, dict[int, float]] = defaultdict(dict)
    felt: dict[str, dict[str, dict[int, bool]]] = defaultdict(lambda: defaultdict(dict))
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"]).toordinal()
            if row["rmssd"] and float(row["rmssd"]) > 0:
                nights[row["id"]][day] = float(np.log(float(row["rmssd"])))
            for feeling in FEELINGS:
                if row[feeling]:
                    felt[row["id"]][feeling][day] = float(row[feeling]) > 0
    return [Person(_series(who, known), felt[who]) for who, known in nights.items() if len(known) >= FEWEST_NIGHTS]


def _series(who: str, known: dict[int, float]) -> Series:
    days = np.array(sorted(known), np.int64)
    values = np.array([known[day] for day in days.tolist()])
    return Series(person=who, day=days, ln_rmssd=values, se=np.zeros(len(days)))


def lit_days(person: Person, past: Past) -> dict[int, bool]:
    """Each day from the first to the last: was the light yellow or red?"""
    colour: Colour | None = None
    flips = {flip.day.toordinal(): flip.after for flip in past.flips}
    lit = {}
    for day in range(int(person.series.day[0]), int(person.series.day[-1]) + 1):
        colour = flips.get(day, colour)
        lit[day] = colour is not None and colour.value in {"yellow", "red"}
    return lit


def coincidence(people: list[Person], past: dict[str, Past], feeling: str) -> tuple[float, float, float, float]:
    """How often the feeling was named on lit and on other days, the difference within people, and a p-value.

    The p-value is from moving each person's lit days by a random number of days around their own calendar, which keeps
    how lit days cluster and how often each person names a feeling.
    """
    pairs = [_answers(person, lit_days(person, past[person.series.person]), feeling) for person in people]
    known = [(lit, said) for lit, said in pairs if lit.any() and not lit.all()]
    if not known:
        return float("nan"), float("nan"), float("nan"), float("nan")
    seen = _difference(known, [0] * len(known))
    dice = np.random.default_rng(0)
    shifts = [[int(dice.integers(len(lit))) for lit, _ in known] for _ in range(SENSITIVITY)]
    chance = np.array([_difference(known, each) for each in shifts])
    lit, other = (np.concatenate([said[lit == on] for lit, said in known]).mean() for on in (True, False))
    return lit, other, seen, float((np.abs(chance) >= abs(seen)).mean())


def _answers(person: Person, lit: dict[int, bool], feeling: str) -> tuple[np.ndarray, np.ndarray]:
    days = [day for day in sorted(person.felt.get(feeling, {})) if day in lit]
    return np.array([lit[day] for day in days], bool), np.array([person.felt[feeling][day] for day in days], float)


def _difference(known: list[tuple[np.ndarray, np.ndarray]], shifts: list[int]) -> float:
    total, weight = 0.0, 0.0
    for (lit, said), shift in zip(known, shifts, strict=True):
        moved = np.roll(lit, shift)
        share = 1 / (1 / moved.sum() + 1 / (~moved).sum())
        total, weight = total + share * (said[moved].mean() - said[~moved].mean()), weight + share
    return total / weight


def main() -> None:
    """Print the report."""
    people = read(Path(sys.argv[1]) / "lifesnaps.csv.gz")
    past = backtest([person.series for person in people])
    years = sum(each.years_counted for each in past.values())
    nights = sum(each.n_days for each in past.values())
    span = sum(int(p.series.day[-1] - p.series.day[0]) + 1 for p in people)
    print(f"{len(people)} people with {FEWEST_NIGHTS} nights or more, {nights} nights of {span} ({nights / span:.0%})")
    print(f"After each person's first 60 days: {years:.1f} person-years")
    for name, count in (
        ("yellow", sum(each.yellow_episodes for each in past.values())),
        ("red", sum(each.red_episodes for each in past.values())),
    ):
        print(f"  {name}: {count} episodes, {count / years:.2f} a person-year")
    lit = np.array([on for person in people for on in lit_days(person, past[person.series.person]).values()])
    print(f"  lit on {lit.mean():.1%} of all days")
    long = [each for each in past.values() if each.n_days >= 2 * FEWEST_NIGHTS]
    for name, values in (
        ("spread from day to day (ln)", [each.sd_ln for each in long]),
        ("autocorrelation", [each.autocorrelation for each in long]),
    ):
        low, q1, middle, q3, high = np.quantile(values, [0, 0.25, 0.5, 0.75, 1])
        print(f"  {name}: median {middle:.2f}, quartiles {q1:.2f} to {q3:.2f}, range {low:.2f} to {high:.2f}")
    for feeling in FEELINGS:
        on, off, difference, p = coincidence(people, past, feeling)
        print(f"  {feeling}: {on:.1%} of lit days, {off:.1%} of others, within people {difference:+.1%} (p {p:.2f})")


if __name__ == "__main__":
    main()
