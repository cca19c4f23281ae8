"""Verification of a strap: its beats, ECG and movement over a while, to be compared."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from sensors import texts
from sensors.beat_clock.beat import to_series
from sensors.beat_clock.clock import BeatClock
from sensors.beat_clock.quirks import StrapHabits
from sensors.ble.polar.control import Measurement
from sensors.ble.polar.ecg_strip import Strip
from sensors.ble.polar.streams import Wish
from sensors.bluetooth_errors import StrapError
from sensors.motion.stillness import Movement

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from hrv.beats import BeatSeries
    from sensors.beat_clock.beat import Beat
    from sensors.ble.polar.streams import StrapSamples
    from sensors.ble.strap import BleakStrap
    from sensors.heart_rate.packets import Packet

FIRST_PACKET_S: Final = 60.0


class Verification:
    """Collects what a strap says in two ways at once.

    Attributes:
        ecg: the ECG, in microvolts.
        movement: from the accelerometer; empty where the strap has none.
        habits: what the strap turned out to do meanwhile.
        wish: what the strap has to be made with.
    """

    def __init__(self) -> None:
        self.ecg = Strip()
        self.movement = Movement()
        self.habits = StrapHabits()
        self.wish = Wish(frozenset(Measurement), self._push)
        self._beats: list[Beat] = []

    async def listen(self, strap: BleakStrap, *, seconds: float, heard: Callable[[], None] = lambda: None) -> None:
        """Collect for so long from the first packet on; StrapError when there is no ECG, or nothing at all.

        Args:
            strap: made with `wish`.
            seconds: how long.
            heard: called with each packet.
        """
        clock = BeatClock(unix_offset_s=0.0)  # monotonic seconds, as those of the samples
        async with contextlib.aclosing(aiter(strap)) as packets:
            async for packet in _for(seconds, packets):
                if Measurement.ECG not in strap.streams:
                    raise StrapError(texts.NO_ECG())
                self._beats.extend(clock.push(packet))
                heard()
        self._beats.extend(clock.flush())
        self.habits = clock.tally.habits.found
        if not clock.tally.packets:
            raise StrapError(texts.NO_DATA())

    def beats(self) -> BeatSeries:
        """What the strap reported, on the clock of the ECG."""
        return to_series(self._beats)

    def _push(self, samples: StrapSamples) -> None:
        if samples.measurement is Measurement.ECG:
            self.ecg.push(samples)
        else:
            self.movement.push(samples.time_s, samples.values)


async def _for(seconds: float, packets: AsyncGenerator[Packet]) -> AsyncGenerator[Packet]:
    """Packets until so many seconds after the first."""
    now_s = asyncio.get_running_loop().time
    ends_s = now_s() + FIRST_PACKET_S
    is_first = True
    while True:
        try:
            packet = await asyncio.wait_for(anext(packets), ends_s - now_s())
        except (TimeoutError, StopAsyncIteration):
            return
        ends_s, is_first = (now_s() + seconds if is_first else ends_s), False
        yield packet
