"""Listening to a strap in a test, and waiting for what will happen."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import replace

from sensors.ble.strap import BleakStrap, Patience
from sensors.bluetooth_errors import StrapError
from sensors.heart_rate.measurement import HeartRateMeasurement, build

IS_REAL = bool(os.environ.get("PULSRO_REAL_BLUEZ"))
"""Whether bluetoothd itself is under test, in a machine ten times as slow."""
STEADY = Patience(
    search_s=20 if IS_REAL else 10,
    silence_s=60,
    disconnect_s=5 if IS_REAL else 1,
    first_pause_s=0.01,
    longest_pause_s=0.05,
)
QUICK = replace(STEADY, silence_s=5 if IS_REAL else 0.4)
LONG_S = 60 if IS_REAL else 20
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


async def until(condition) -> None:
    async with asyncio.timeout(LONG_S):
        while not condition():  # noqa: ASYNC110 - bumble and Bleak offer no event to wait for
            await asyncio.sleep(0.01)


async def first_trouble(strap: BleakStrap) -> str:
    """The sentence with which a strap's first connection fails."""
    async with listening(strap) as arrived:
        return str(await asyncio.wait_for(arrived.get(), LONG_S))
