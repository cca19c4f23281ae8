"""The breath in the heart itself, where no acceleration was measured: intervals grow and shrink with it.

Respiratory sinus arrhythmia follows a calm breath of 9 to 24 a minute. Slower than that the heart's own wave of six a
minute lies in between and is easily taken for it, so nothing is shown there: it is a breath that was inferred, and is
to be called so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.breath.follower import SHOWN_FROM, BreathReading, WaveFollower
from hrv.breath.waves import GRID_HZ

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOWEST_FROM_HEART_PER_MIN: Final = 9.0
LONGEST_INTERVAL_S: Final = 3.0
"""A longer time without a clean beat begins the breath anew."""


class HeartBreath:
    """Follows clean beats, live: beats in, readings out, one a beat."""

    def __init__(self) -> None:
        self._follower = WaveFollower(1)
        self._last: tuple[float, float] | None = None

    def push(self, time_s: float, rr_ms: float) -> BreathReading:
        """The next clean beat."""
        last, self._last = self._last, (time_s, rr_ms)
        if last is None or not 0 < time_s - last[0] <= LONGEST_INTERVAL_S:
            self._follower.forget()
        else:
            for value in _between(last, self._last):
                self._follower.push(np.array([value]))
        reading = self._follower.read(time_s)
        is_slow = reading.rate_per_min is not None and reading.rate_per_min < SLOWEST_FROM_HEART_PER_MIN
        return BreathReading(time_s, None, None, min(reading.quality, SHOWN_FROM)) if is_slow else reading


def _between(last: tuple[float, float], now: tuple[float, float]) -> Iterator[float]:
    """The curve through both beats at the rows that lie between them."""
    rows = np.arange(np.floor(last[0] * GRID_HZ) + 1, np.floor(now[0] * GRID_HZ) + 1) / GRID_HZ
    yield from np.interp(rows, (last[0], now[0]), (last[1], now[1])).tolist()
