"""Straps on a virtual radio, each worn by a heart that beats 60 times a minute, and a listener for each of them.

Real Bleak over a real message bus; only the radio and BlueZ are imitations, those of the tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bumble.link import LocalLink

from sensors.ble.strap import BleakStrap, LinkState
from sensors.heart_rate import measurement
from sensors.heart_rate.measurement import HeartRateMeasurement
from tests.sensors.fake_bluez.bluez import FakeBluez
from tests.sensors.fake_bluez.bus import private_bus
from tests.sensors.fake_bluez.virtual_strap import Equipment, VirtualStrap

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = 0x8000
POLL_S = 0.005
LONGEST_S = 60.0


@dataclass
class Worn:
    """One strap and its listener. Every notification carries its number in place of an interval."""

    virtual: VirtualStrap
    strap: BleakStrap
    sent: int = 0
    heard: list[int] = field(default_factory=list)
    last_heard_s: float = 0.0
    is_silent: bool = False

    async def send(self) -> None:
        """One notification, unless the strap is silent."""
        if not self.is_silent:
            self.sent += 1
            number = self.sent % NUMBERS
            await self.virtual.notify(measurement.build(HeartRateMeasurement(bpm=60, rr_1024=(number,))))

    async def beat(self, *, every_s: float, times: int | None = None) -> None:
        """Send so often, on time however long sending takes."""
        due_s = time.monotonic()
        while times is None or self.sent < times:
            await self.send()
            due_s += every_s
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))

    async def listen(self) -> None:
        """Take in whatever comes, for ever."""
        async for packet in self.strap:
            self.heard.extend(measurement.parse(packet.payload).rr_1024)
            self.last_heard_s = packet.arrival_s

    @property
    def is_lost(self) -> bool:
        """Whether the listener knows that it hears nothing."""
        return self.strap.state is not LinkState.LISTENING


async def seconds_until(happened: Callable[[], bool], since_s: float = 0.0) -> float:
    """How long it took; TimeoutError when it took more than a minute."""
    async with asyncio.timeout(LONGEST_S):
        while not happened():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(POLL_S)
    return time.monotonic() - since_s


class Crowd:
    """Several straps in one process.

    Args:
        size: how many.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.people: list[Worn] = []
        self._stack = contextlib.AsyncExitStack()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory())
        self._bus = self._stack.enter_context(private_bus(Path(folder)))
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = self._bus
        self.radio = LocalLink()
        await self.bluez_comes()
        for number in range(self.size):
            virtual = await VirtualStrap(self.radio, Equipment(name=f"strap {number}")).start()
            self.people.append(Worn(virtual, BleakStrap(virtual.address, insists=True)))
        self._start(*(worn.listen() for worn in self.people))
        for worn in self.people:
            await seconds_until(lambda worn=worn: not worn.is_lost)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bluez.stop()
        await self._stack.aclose()

    def _start(self, *work: object) -> None:
        self._tasks.extend(asyncio.ensure_future(each) for each in work)

    def everybody_beats(self, *, every_s: float) -> None:
        """Hearts that never stop."""
        self._start(*(worn.beat(every_s=every_s) for worn in self.people))

    async def bluez_comes(self) -> None:
        """A new bluetoothd starts; its predecessor is dead."""
        self.bluez = await FakeBluez(self.radio).start(self._bus)
