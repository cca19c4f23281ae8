"""A simulated heart that breathes after paces, one after the other, and a whole search on it."""

from __future__ import annotations

import numpy as np

from hrv.beats import BeatSeries
from hrv.breath.pace_search import STEP_S, PaceSearch, search_pace
from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing, Pacer
from sensors.simulation.heart import HeartModel

START_S = 1_000.0


class PacedHeart:
    """A heart with a loop of its own; the pacer's breaths go on from pace to pace without a jump.

    Args:
        seed: of all randomness.
        person: whose heart it is.
    """

    def __init__(self, seed: int, person: Baroreflex) -> None:
        dice = np.random.default_rng([seed, 5])
        self.person = person
        self._breathing = Breathing(dice)
        self._heart = HeartModel(dice, None, BaroreflexLoop(dice, self.person, self._breathing))
        self._parts: list[BeatSeries] = []
        self._now_s, self._turns = START_S, 0.0

    def breathe(self, per_min: float, span_s: float) -> None:
        """Follow a pace for so long."""
        self._breathing.pacer = Pacer.at(self._now_s, breaths=self._turns, per_min=per_min)
        self._now_s += span_s
        self._turns += span_s * per_min / 60
        begin_s = float(self._parts[-1].time_s[-1]) if self._parts else START_S
        self._parts.append(self._heart.series(begin_s, self._now_s - begin_s, paced_per_min=per_min))

    def beats(self) -> BeatSeries:
        """All so far."""
        return BeatSeries.concatenate(self._parts)


def searched(heart: PacedHeart) -> PaceSearch:
    """A whole search."""
    steps: list[tuple[float, float]] = []
    while True:
        search = search_pace(heart.beats(), steps, start_s=START_S, now_s=STEP_S * len(steps))
        if search.next_per_min is None:
            return search
        steps.append((STEP_S * len(steps), search.next_per_min))
        heart.breathe(search.next_per_min, STEP_S)
