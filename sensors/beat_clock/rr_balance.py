"""Balance of intervals and time: whether the intervals add up to the time that passed.

More means that beats were counted twice, less that some are missing: whatever goes wrong on the way, it shows here.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from typing import Final

PIECE_S: Final = 30.0
PIECES: Final = 10
FEWEST: Final = 2  # pieces: within a minute, the second at either end is more than the alarm's margin
TOO_MUCH: Final = 1.05
TOO_LITTLE: Final = 0.95


class CoverageAlarm(StrEnum):
    """What is wrong with the sum of intervals."""

    TOO_MUCH = "too much"
    """Beats come in twice: another program listens to the same strap, or the Bluetooth stack repeats itself."""
    TOO_LITTLE = "too little"
    """Beats are missing: the strap is far away, dry, or not worn."""


class Coverage:
    """The sum of intervals against the time that passed, over the last five minutes."""

    __slots__ = ("_began_s", "_pieces", "_rr_s")

    def __init__(self) -> None:
        self._pieces: deque[tuple[float, float]] = deque(maxlen=PIECES)
        self._began_s: float | None = None
        self._rr_s = 0.0

    def push(self, arrival_s: float, rr_s: float) -> None:
        """Take in one notification: when it came, and the sum of its intervals."""
        if self._began_s is None or arrival_s < self._began_s:
            self._began_s, self._rr_s = arrival_s, 0.0  # its own intervals lie before the time that is counted
            return
        self._rr_s += rr_s
        passed_s = arrival_s - self._began_s
        if passed_s >= PIECE_S:
            self._pieces.append((passed_s, self._rr_s))
            self._began_s, self._rr_s = arrival_s, 0.0

    @property
    def share(self) -> float | None:
        """1 is right; None in the first minute."""
        if len(self._pieces) < FEWEST:
            return None
        return sum(rr_s for _, rr_s in self._pieces) / sum(passed_s for passed_s, _ in self._pieces)

    @property
    def alarm(self) -> CoverageAlarm | None:
        """What is wrong, if anything."""
        share = self.share
        if share is None or TOO_LITTLE <= share <= TOO_MUCH:
            return None
        return CoverageAlarm.TOO_MUCH if share > TOO_MUCH else CoverageAlarm.TOO_LITTLE
