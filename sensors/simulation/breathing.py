"""The breath of a simulated person: breath by breath, free or after a pacer, never exactly.

Free breaths differ in length from one to the next and remember the one before; whoever follows a pacer comes a little
late, misses its moment by a few hundred milliseconds, and now and then drifts off for a breath.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

IN_SHARE: Final = 0.4
"""The share of a breath that is drawn in; at rest, breathing out takes longer."""
SHORTEST_S: Final = 1.5
FREE_MEMORY: Final = 0.4  # correlation of the length of a breath with the one before
BEGINS_EARLIER_S: Final = 120.0  # so that whoever looks back a little from the first moment finds breaths too


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacer:
    """A pacer that somebody may follow.

    Attributes:
        per_min: breaths a minute.
        begins_s: a moment at which it says to breathe in.
    """

    per_min: float
    begins_s: float = 0.0

    @classmethod
    def at(cls, time_s: float, *, breaths: float, per_min: float) -> Pacer:
        """The pacer that has shown so many breaths at a moment."""
        return cls(per_min=per_min, begins_s=time_s - breaths % 1.0 * 60.0 / per_min)

    def turns(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Its breaths since it began; a whole number says to breathe in."""
        return (time_s - self.begins_s) * self.per_min / 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How somebody breathes.

    Attributes:
        per_min: free breaths a minute.
        scatter: spread of the length of free breaths, as a share of it.
        delay_s: how long after the pacer they breathe in.
        miss_s: spread of that delay.
        lapses: share of paced breaths in which their mind is elsewhere.
    """

    per_min: float = 14.0
    scatter: float = 0.06
    delay_s: float = 0.35
    miss_s: float = 0.2
    lapses: float = 0.03


class Breathing:
    """When one person's breaths begin.

    Args:
        rng: all randomness of this breath.
        manner: how they breathe.
        pacer: what they follow; may be changed while they breathe, and holds from the next breath.
    """

    def __init__(self, rng: np.random.Generator, manner: Manner | None = None, pacer: Pacer | None = None) -> None:
        self.manner = manner or Manner()
        self.pacer = pacer
        self._rng = rng
        self._strayed = 0.0
        self._onsets_s: list[float] = []

    def turns(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Breaths since the first, at moments that rise; who asks for earlier than that begins anew."""
        onsets_s = self._onsets_s
        if not onsets_s or time_s[0] < onsets_s[0]:
            onsets_s.clear()
            onsets_s.append(float(time_s[0]) - BEGINS_EARLIER_S - self._rng.uniform(0, 60 / self.manner.per_min))
        while onsets_s[-1] <= time_s[-1]:
            onsets_s.append(self._next_s(onsets_s[-1]))
        return np.interp(time_s, onsets_s, np.arange(len(onsets_s), dtype=np.float64))

    def _next_s(self, last_s: float) -> float:
        length_s = self._paced_s(last_s, self.pacer) if self.pacer else self._free_s()
        return last_s + max(length_s, SHORTEST_S)

    def _free_s(self) -> float:
        fresh = math.sqrt(1 - FREE_MEMORY**2) * self._rng.normal()
        self._strayed = FREE_MEMORY * self._strayed + fresh
        return 60 / self.manner.per_min * math.exp(self.manner.scatter * self._strayed)

    def _paced_s(self, last_s: float, pacer: Pacer) -> float:
        """The next breath begins when the pacer says so next, but not before half a breath has passed."""
        each_s = 60 / pacer.per_min
        told_s = pacer.begins_s + self.manner.delay_s
        due = math.ceil((last_s + each_s / 2 - told_s) / each_s)
        lapse = 4.0 if self._rng.random() < self.manner.lapses else 1.0
        return told_s + due * each_s + self._rng.normal(0, lapse * self.manner.miss_s) - last_s


def breath_phase(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    """The phase of breaths in radians: 0 is empty, pi is full, and breathing out takes the longer part."""
    within = turns % 1.0
    into = np.where(within < IN_SHARE, within / IN_SHARE, 1 + (within - IN_SHARE) / (1 - IN_SHARE))
    phase: NDArray[np.float64] = np.pi * (2 * np.floor(turns) + into)
    return phase


def fullness(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    """How full the chest is, from -1 to 1."""
    filled: NDArray[np.float64] = -np.cos(breath_phase(turns))
    return filled
