"""A recording that behaves as a strap: the same bytes, the same pace, or any other pace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensors.heart_rate.packets import Packet, packetise
from sensors.simulation.pacing import paced

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hrv.beats import BeatSeries


class ReplayedStrap:
    """A recording worn like a strap.

    Args:
        series: the beats to replay; holes between segments come through as lost connections.
        ends_at_s: the moment, in seconds since 1970, at which the last beat shall have been.
        speed: 1 is real time, 60 a minute a second, 0 as fast as possible.
    """

    def __init__(self, series: BeatSeries, *, ends_at_s: float, speed: float = 1.0) -> None:
        if not len(series):
            raise ValueError("The recording holds no beats, so there is nothing to replay.")
        self._series = series
        self._speed = speed
        self.unix_offset_s = ends_at_s - float(series.time_s[-1])

    def __aiter__(self) -> AsyncIterator[Packet]:
        return paced(packetise(self._series), speed=self._speed)
