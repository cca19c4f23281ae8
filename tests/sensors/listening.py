"""Listening to a strap in a test, and waiting for what will happen."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import replace

from sensors.ble.strap import BleakStrap, LinkState, Patience
from sensors.bluetooth_errors import StrapError
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from tests.patience import PATIENCE_S, until

__all__ = ["LONG_S", "QUICK", "SCAN_S", "STEADY", "beat", "first_trouble", "listening", "ready", "until"]

IS_REAL = bool(os.environ.get("PULSRO_REAL_BLUEZ"))
"""Whether bluetoothd itself is under test, in a machine ten times as slow."""
STEADY = Patience(
    search_s=PATIENCE_S,
    connect_s=PATIENCE_S,
    pair_s=PATIENCE_S,
    silence_s=PATIENCE_S,
    disconnect_s=30,
    first_pause_s=0.01,
    longest_pause_s=0.05,
)
"""Nothing but what a test does ends a link."""
QUICK = replace(STEADY, silence_s=5 if IS_REAL else 0.4, disconnect_s=5 if IS_REAL else 1)
"""A link without data ends soon, and again and again where nothing comes: more links are no surprise."""
LONG_S = PATIENCE_S
SCAN_S = 8 if IS_REAL else 0.5


def beat(number: int) -> bytes:
    return build(HeartRateMeasurement(bpm=60 + number % 100, rr_1024=(1000 + number,)))


@contextlib.asynccontextmanager
async def listening(strap: BleakStrap):
    """The packets of a strap as a queue that fills by itself."""
    arrived: asyncio.Queue = asyncio.Queue()

    async def listen():
        try:
            async for packet in strap:
                arrived.put_nowait(packet)
        except StrapError as error:
            arrived.put_nowait(error)

    task = asyncio.create_task(listen())
    yield arrived
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def ready(strap: BleakStrap, virtual, *, link: int = 1) -> None:
    """Until nothing that the virtual strap says is lost.

    It is subscribed to a moment before Bleak knows whom to call; what it says in between is heard by nobody.
    """
    await until(lambda: virtual.subscriptions == link and strap.state is LinkState.LISTENING)


async def first_trouble(strap: BleakStrap) -> str:
    """The sentence with which a strap's first connection fails."""
    async with listening(strap) as arrived:
        return str(await asyncio.wait_for(arrived.get(), LONG_S))
