"""The breath in the acceleration of a chest.

Each breath tilts a strap by a fraction of a degree, and gravity moves on its axes by a few milli-g. Samples of 25 to
200 Hz are averaged into an even grid, which takes the heart's vibration away; where somebody moves, the breath is begun
anew afterwards.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.breath.follower import READS_EVERY, BreathReading, BreathTrack, WaveFollower
from hrv.breath.waves import GRID_HZ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hrv.numeric.arrays import Floats

DELAY_S: Final = (READS_EVERY + 1) / GRID_HZ
"""A reading is there at most so long after its moment."""
LONGEST_HOLE_S: Final = 0.5
"""What is lost of a stream for less is bridged by a straight line; a longer hole begins the breath anew."""
JERK_ROWS: Final = 4
CALM_JERK_MG: Final = 60.0
LARGEST_JERK_MG: Final = 100.0
JERKS_S: Final = 30.0
USUAL_JERKS: Final = 1.6
"""Movement is a second difference over half a second that is larger than 60 mg and than 1.6 times what nine in ten of
the last 30 s were below (each turn of a deep breath is no movement), or than 100 mg whatever is usual."""


class AccelerationBreath:
    """Follows a stream of acceleration, live: samples in, readings out, four a second."""

    def __init__(self) -> None:
        self._follower = WaveFollower(3)
        self._bin: int | None = None
        self._sum = np.zeros(3)
        self._in_bin = 0
        self._recent: list[Floats] = []
        self._jerks_mg: deque[float] = deque(maxlen=int(JERKS_S * GRID_HZ))

    def push(self, time_s: Floats, acceleration_mg: Floats) -> list[BreathReading]:
        """Take samples in their order, one row each with three columns; the readings that they complete."""
        readings: list[BreathReading] = []
        bins = np.floor(np.asarray(time_s) * GRID_HZ).astype(np.int64)
        starts = np.flatnonzero(np.diff(bins, prepend=bins[:1] - 1))
        sums = np.add.reduceat(acceleration_mg, starts, axis=0) if bins.size else ()
        counts = np.diff(starts, append=bins.size)
        for here, total, count in zip(bins[starts].tolist(), sums, counts.tolist(), strict=True):
            readings.extend(self._add(here, total, count))
        return readings

    def _add(self, here: int, total: Floats, count: int) -> Iterator[BreathReading]:
        if self._bin is None or here < self._bin:
            self._begin(here)
        elif here > self._bin:
            yield from self._close(here)
        self._sum = self._sum + total
        self._in_bin += count

    def _begin(self, here: int) -> None:
        self._follower.forget()
        self._recent.clear()
        self._bin, self._sum, self._in_bin = here, np.zeros(3), 0

    def _close(self, here: int) -> Iterator[BreathReading]:
        """The bin is whole, for a sample of a later one has come."""
        bin_, row = self._bin or 0, self._sum / max(self._in_bin, 1)
        missing = here - bin_ - 1
        if missing > LONGEST_HOLE_S * GRID_HZ:
            self._begin(here)
            return
        yield from self._row(bin_, row)
        for step in range(1, missing + 1):  # the next value is not known yet, so the last one is held
            yield from self._row(bin_ + step, row)
        self._bin, self._sum, self._in_bin = here, np.zeros(3), 0

    def _row(self, bin_: int, row: Floats) -> Iterator[BreathReading]:
        if self._is_jerk(row):
            self._follower.forget()
        self._follower.push(row)
        if bin_ % READS_EVERY == 0:
            yield self._follower.read((bin_ + 0.5) / GRID_HZ)

    def _is_jerk(self, row: Floats) -> bool:
        recent = self._recent
        recent.append(row)
        if len(recent) <= 2 * JERK_ROWS:
            return False
        step = recent[-1] - 2 * recent[-1 - JERK_ROWS] + recent.pop(0)
        jerk_mg = math.sqrt(float(step @ step))
        self._jerks_mg.append(jerk_mg)
        if jerk_mg <= CALM_JERK_MG:
            return False
        usual_mg = sorted(self._jerks_mg)[9 * len(self._jerks_mg) // 10]
        return jerk_mg > min(max(CALM_JERK_MG, USUAL_JERKS * usual_mg), LARGEST_JERK_MG)


def from_acceleration(time_s: Floats, xyz_mg: Floats) -> BreathTrack:
    """The breath along a recording, by the follower that runs live: no reading knows what comes after it.

    Args:
        time_s: the moments of the samples in seconds, rising; from 25 to 200 a second.
        xyz_mg: one row a sample with three columns, milli-g, gravity included.
    """
    samples = np.asarray(xyz_mg, np.float64).reshape(-1, 3)
    return BreathTrack.of(AccelerationBreath().push(np.asarray(time_s, np.float64), samples))
