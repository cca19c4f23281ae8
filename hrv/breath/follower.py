"""Follow one breathing wave through evenly spaced rows: rate, phase and how far to believe them."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv.breath.waves import GRID_HZ, Peak, largest_wave, main_axis, wave_at_end

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hrv.numeric.arrays import Floats

LONG_S: Final = 40.0
SHORT_SHARE: Final = 0.6
"""Two looks, one of 40 s and one of 24 s; a breath shows the same rate in both, a drift or a fidget seldom does."""
LONGEST_S: Final = 60.0
LONG_TURNS: Final = 3.0
ROUND_S: Final = 6.0
"""A slow breath is looked at for three turns, up to a minute, in whole steps so that few lengths occur."""
FIRST_LOOK_S: Final = 24.0
LOOKS_EVERY: Final = 8
READS_EVERY: Final = 2
"""Rows from one look to the next, and from one reading to the next."""

SLOW_PER_MIN: Final = 5.5
SLOW_SHARE: Final = 0.93
SLOW_HEIGHT: Final = 20.0
"""A breath so slow is deep, for it carries the air of three, or else nearly all there is: posture drifts as slowly."""

STEADY_LOOKS: Final = 8
FEWEST_LOOKS: Final = 4
"""The quality is the worst but one of the last eight looks, and none before there are four."""
SHOWN_FROM: Final = 0.3
"""The quality from which a rate is shown: chosen on real chests, see docs/breathing.md."""
DISAGREEMENT: Final = 0.7
"""How fast the quality falls with the distance of the two looks, in units of 1 a minute or of a tenth of the rate."""


class BreathReading(NamedTuple):
    """What is known of the breath at one moment.

    Attributes:
        time_s: the moment.
        rate_per_min: breaths a minute; None where it is hidden.
        phase_rad: 0 and pi are the turns of the breath, and which of them is full is unknown; None where it is hidden.
        quality: from 0, nothing to see, to 1, one single steady wave.
    """

    time_s: float
    rate_per_min: float | None
    phase_rad: float | None
    quality: float


@dataclass(frozen=True, slots=True, eq=False)
class BreathTrack:
    """Readings along a recording, as arrays of one length; NaN where rate and phase are hidden."""

    time_s: Floats
    rate_per_min: Floats
    phase_rad: Floats
    quality: Floats

    @classmethod
    def of(cls, readings: Iterable[BreathReading]) -> BreathTrack:
        """The readings in their order."""
        rows = [tuple(math.nan if each is None else each for each in reading) for reading in readings]
        return cls(*np.array(rows, np.float64).reshape(-1, 4).T)


class WaveFollower:
    """Takes rows at `GRID_HZ`, and gives the wave in those since the last `forget`.

    Args:
        columns: how many axes a row has.
    """

    def __init__(self, columns: int) -> None:
        self._rows = np.empty((2 * int(LONGEST_S * GRID_HZ), columns))
        self._axis: Floats | None = None
        self.forget()

    def forget(self) -> None:
        """Begin anew: what lies before a movement or a hole says nothing about what comes after it."""
        self._count = 0
        self._since = 0
        self._looks: deque[float] = deque(maxlen=STEADY_LOOKS)
        self.long: Peak | None = None
        self.quality = 0.0

    @property
    def height(self) -> float:
        """Of the wave, trough to peak; 0 while none is known."""
        return self.long.height if self.long else 0.0

    def push(self, row: Floats) -> None:
        """The next row."""
        if self._count == len(self._rows):
            kept = len(self._rows) // 2
            self._rows[:kept] = self._rows[kept:]
            self._count = kept
        self._rows[self._count] = row
        self._count += 1
        self._since += 1
        if self._since % LOOKS_EVERY == 0 and self._since >= FIRST_LOOK_S * GRID_HZ:
            self._look()

    def read(self, time_s: float) -> BreathReading:
        """The wave at the newest row, whose moment is `time_s`."""
        if self.long is None or self._axis is None or self.quality < SHOWN_FROM:
            return BreathReading(time_s, None, None, self.quality)
        values = self._last(LONGEST_S) @ self._axis
        wave = wave_at_end(values - values[-1], self.long.hz)
        return BreathReading(time_s, 60.0 * wave.hz, wave.phase_rad, self.quality)

    def _last(self, span_s: float) -> Floats:
        count = min(self._since, int(span_s * GRID_HZ), self._count)
        return self._rows[self._count - count : self._count]

    def _look(self) -> None:
        long = largest_wave(self._last(LONG_S))
        span_s = max(LONG_S, min(LONGEST_S, ROUND_S * math.ceil(LONG_TURNS / long.hz / ROUND_S)))
        if span_s > LONG_S:
            long = largest_wave(self._last(span_s))
        short = largest_wave(self._last(SHORT_SHARE * min(span_s, self._since / GRID_HZ)))
        self.long = long
        if long.share > 0:
            self._follow_axis(main_axis(long.waves))
        is_whole = self._since >= SHORT_SHARE * span_s * GRID_HZ
        self._looks.append(_quality(short, long) if is_whole else 0.0)
        self.quality = sorted(self._looks)[1] if len(self._looks) >= FEWEST_LOOKS else 0.0

    def _follow_axis(self, axis: Floats) -> None:
        """An axis has two ends: the one nearer to the last axis keeps the phase from jumping by half a breath."""
        self._axis = axis if self._axis is None or axis @ self._axis >= 0 else -axis


def _quality(short: Peak, long: Peak) -> float:
    """The share of the wave in the longer look, less as far as the shorter look disagrees about its rate."""
    if long.hz * 60 < SLOW_PER_MIN and long.share < SLOW_SHARE and long.height < SLOW_HEIGHT:
        return 0.0
    apart = abs(short.hz - long.hz) / max(1.0 / 60.0, 0.1 * long.hz)
    return long.share * math.exp(-((DISAGREEMENT * apart) ** 2))
