"""The swing of the intervals with each breath, followed beat by beat."""

from __future__ import annotations

from typing import Final

SMALLEST_SWING_MS: Final = 8.0
TURN_SHARE: Final = 0.35
"""A turn counts once the intervals have come back by this share of the last swings: wiggles are no breaths."""
SWING_WEIGHT: Final = 0.2


class BreathSwings:
    """Peaks and troughs of the intervals as they come: O(1) a beat.

    A zigzag filter: a peak is a peak once the intervals have fallen clearly below it. `swing_ms` is the height of the
    last whole swing, peak to trough, or None before the first or after a hole; `swings` counts them.
    """

    __slots__ = ("_extreme", "_last_turn", "_rising", "_usual", "swing_ms", "swings")

    def __init__(self) -> None:
        self.swings = 0
        self.forget()

    def forget(self) -> None:
        """Begin anew: what lies before a hole says nothing about the breath after it."""
        self._extreme: float | None = None
        self._last_turn: float | None = None
        self._rising = True
        self._usual = SMALLEST_SWING_MS
        self.swing_ms: float | None = None

    def push(self, rr_ms: float) -> float | None:
        """The next clean interval; gives the height of the last whole swing."""
        if self._extreme is None:
            self._extreme = rr_ms
        back = self._extreme - rr_ms if self._rising else rr_ms - self._extreme
        if back > max(SMALLEST_SWING_MS, TURN_SHARE * self._usual):
            self._turn(rr_ms)
        elif back < 0:
            self._extreme = rr_ms
        return self.swing_ms

    def _turn(self, rr_ms: float) -> None:
        turn = self._extreme
        if turn is not None and self._last_turn is not None:
            self.swing_ms = abs(turn - self._last_turn)
            self.swings += 1
            self._usual += SWING_WEIGHT * (self.swing_ms - self._usual)
        self._last_turn, self._extreme, self._rising = turn, rr_ms, not self._rising
