"""A heart that follows a pacer which comes and goes: at rest as ever, after the pacer by its own loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.simulation.heart import HeartModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sensors.simulation.baroreflex import BaroreflexLoop
    from sensors.simulation.breathing import Pacer
    from sensors.simulation.heart import Physiology

SETTLES_S: Final = 10.0


class LedHeart(HeartModel):
    """One simulated heart; what it does at rest is that of `HeartModel`, so that a check finds what it always found.

    Args:
        rng: all randomness of this heart.
        physiology: whose heart it is.
        loop: what it does after a pacer.
    """

    def __init__(self, rng: np.random.Generator, physiology: Physiology, loop: BaroreflexLoop) -> None:
        super().__init__(rng, physiology)
        self.breathing = loop.breathing
        self._led_by = loop
        self._is_led = False
        self._changed_s = -np.inf

    def follow(self, pacer: Pacer | None) -> None:
        """Breathe after this pacer from the next breath on, or freely again."""
        self.breathing.pacer = pacer

    def _waves_ms(
        self, start_s: float, grid_s: NDArray[np.float64], paced_per_min: float | None
    ) -> NDArray[np.float64]:
        if self._is_led is (self.breathing.pacer is None):
            self._is_led, self._changed_s = not self._is_led, start_s
        since = np.clip((start_s + grid_s - self._changed_s) / SETTLES_S, 0.0, 1.0)
        led = since if self._is_led else 1.0 - since
        rest_ms = super()._waves_ms(start_s, grid_s, paced_per_min)
        waves_ms: NDArray[np.float64] = led * self._led_by.wave_ms(start_s + grid_s) + (1.0 - led) * rest_ms
        return waves_ms
