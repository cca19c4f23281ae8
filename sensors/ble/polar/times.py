"""Sample times: straps stamp only the last sample of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE: Final = 0.1
"""How far the spacing between two frames may be from the nominal one; beyond that a frame was lost in between."""


class SampleTimes:
    """Spreads the samples of each frame between the stamp before and its own.

    Args:
        rate_hz: the nominal rate; the first frame, and one after a hole, is spaced by it.
    """

    def __init__(self, rate_hz: float) -> None:
        self._nominal_s = 1.0 / rate_hz
        self._previous_ns: int | None = None

    def of(self, stamp_ns: int, count: int) -> NDArray[np.float64]:
        """The moments of a frame's samples in seconds since 2000 on the strap's clock; the last one is the stamp."""
        spacing_s = self._spacing_s(stamp_ns, count)
        self._previous_ns = stamp_ns
        times_s: NDArray[np.float64] = stamp_ns / 1e9 - spacing_s * np.arange(count - 1, -1, -1, dtype=np.float64)
        return times_s

    def _spacing_s(self, stamp_ns: int, count: int) -> float:
        if self._previous_ns is None:
            return self._nominal_s
        spacing_s = (stamp_ns - self._previous_ns) / 1e9 / count
        return spacing_s if abs(spacing_s / self._nominal_s - 1) <= TOLERANCE else self._nominal_s
