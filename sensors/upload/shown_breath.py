"""The breath of somebody who wears a strap that measures acceleration, at moments of this computer's clock."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

from hrv.breath import AccelerationBreath

if TYPE_CHECKING:
    from hrv.breath import BreathReading
    from sensors.ble.polar.streams import StrapSamples
    from sensors.heart_rate.packets import PacketSource
    from sensors.upload.onlooker import Onlooker

BEGINS_ANEW_S: Final = 5.0
"""After so long without samples the two clocks are compared anew: they drift apart by seconds a day."""


class StrapBreath:
    """Turns a strap's notifications of acceleration into readings of the breath, four a second.

    What came fastest was on its way for the shortest time: the smallest difference between arrival and stamp is the
    distance of the two clocks. While it still shrinks, which it does in the first seconds, no breath is shown anyway.

    Args:
        unix_offset_s: what makes a monotonic second one since 1970.
    """

    def __init__(self, *, unix_offset_s: float = 0.0) -> None:
        self._unix_offset_s = unix_offset_s
        self._apart_s = math.inf
        self._newest_s = -math.inf
        self._following = AccelerationBreath()

    def push(self, samples: StrapSamples) -> list[BreathReading]:
        """Take in the samples of one notification; the readings that they complete."""
        if not samples.time_s.size:
            return []
        newest_s = float(samples.time_s[-1])
        if newest_s < self._newest_s:  # switched off and on: its clock began anew
            self._apart_s = math.inf
        self._newest_s = newest_s
        self._apart_s = min(self._apart_s, samples.arrival_s - newest_s)
        to_unix_s = self._apart_s + self._unix_offset_s
        readings = self._following.push(samples.time_s, samples.values)
        return [reading._replace(time_s=reading.time_s + to_unix_s) for reading in readings]


class ShownBreath:
    """The breath of a strap for the page that watches: readings go to it, and the acceleration is forgotten."""

    def __init__(self, onlooker: Onlooker) -> None:
        self._onlooker = onlooker
        self._breath = StrapBreath()
        self._heard_s = -math.inf

    def push(self, samples: StrapSamples) -> None:
        """Take in the acceleration of one notification."""
        if samples.arrival_s - self._heard_s > BEGINS_ANEW_S:
            self._breath = StrapBreath(unix_offset_s=time.time() - time.monotonic())
        self._heard_s = samples.arrival_s
        self._onlooker.breathe(self._breath.push(samples))


def show_breath(strap: PacketSource, onlooker: Onlooker) -> None:
    """Have a real strap measure acceleration while somebody watches, and show the breath in it.

    A simulated or replayed strap has none to measure.
    """
    if (measure := getattr(strap, "measure", None)) is not None:
        from sensors.ble.polar import Measurement, Wish  # Bluetooth is loaded only where a real strap is

        measure(Wish(frozenset({Measurement.ACCELERATION}), ShownBreath(onlooker).push, onlooker))
