"""One connection to a strap: made, listened to, watched, and closed whatever happens.

Learned from real links: `disconnect()` always comes before the next `connect()`, or BlueZ delivers every notification
twice; a Bluetooth service that dies calls nobody, so silence itself is watched.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bleak import BleakClient
from bleak.exc import BleakError

from sensors import gatt, texts
from sensors.ble.connect_queue import TooLateError
from sensors.ble.pairing_agent import letting_in
from sensors.bluetooth_errors import (
    BLUETOOTH_ERRORS,
    NotYetError,
    StrapError,
    explained,
    wants_a_bond,
)
from sensors.uncancelled import to_the_end

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bleak.backends.characteristic import BleakGATTCharacteristic

    from sensors.ble.radio import FoundStrap, Radio


LOOK_S: Final = 0.05
"""How often it is looked whether the strap was reached: Bleak tells only when it knows all that the strap offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long each step may take, in seconds."""

    search_s: float = 10.0
    connect_s: float = 10.0
    pair_s: float = 30.0
    silence_s: float = 6.0
    """Without a notification for so long the link is taken for dead; a strap speaks about once a second."""
    disconnect_s: float = 5.0
    first_pause_s: float = 0.25
    longest_pause_s: float = 2.0
    """Between two attempts; a strap that is back shall not wait longer."""


@dataclass(frozen=True, slots=True)
class StrapLink:
    """One connection, and the notifications that came over it in their order."""

    client: BleakClient
    arrived: asyncio.Queue[tuple[float, bytes] | None]

    async def next_notification(self, silence_s: float) -> tuple[float, bytes]:
        """When the next one arrived, and its bytes; StrapError when the link is lost, or silent for so long."""
        try:
            notification = await asyncio.wait_for(self.arrived.get(), silence_s)
        except TimeoutError:
            raise StrapError(texts.NO_DATA()) from None
        if notification is None:
            raise StrapError(texts.LINK_LOST())
        return notification


@contextlib.asynccontextmanager
async def connected(
    found: FoundStrap, radio: Radio, patience: Patience, *, bond: bool = False
) -> AsyncIterator[StrapLink]:
    """A connection with its notifications switched on.

    Args:
        found: the strap.
        radio: what it is reached by.
        patience: how long each step may take.
        bond: pair before listening, though the strap did not ask for it.
    """
    link = _link_to(found, patience)
    try:
        try:
            await _connect(link.client, found, radio, patience)
            if bond:
                await _try_to_pair(link.client, found, patience)
            await _listen(link, found, patience)
        except TooLateError:
            raise NotYetError(texts.OTHERS_FIRST()) from None
        except BLUETOOTH_ERRORS as error:
            raise explained(error, heard_dbm=found.rssi_dbm) from error
        yield link
    finally:
        await to_the_end(_hang_up(link.client, patience))


def _link_to(found: FoundStrap, patience: Patience) -> StrapLink:
    arrived: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    return StrapLink(BleakClient(found.device, lambda _: arrived.put_nowait(None), timeout=patience.connect_s), arrived)


async def _connect(client: BleakClient, found: FoundStrap, radio: Radio, patience: Patience) -> None:
    """The turn is for reaching the strap; finding out what it offers, which may take longer, disturbs nobody."""
    async with radio.turn_to_connect(found.address, longest_s=patience.connect_s):
        connecting = asyncio.create_task(client.connect())
        try:
            while not connecting.done() and not client.is_connected:
                await asyncio.wait({connecting}, timeout=LOOK_S)
        except asyncio.CancelledError:
            connecting.cancel()
            await to_the_end(_ended(connecting))
            raise
    async with asyncio.timeout(patience.connect_s):
        await connecting


async def _ended(connecting: asyncio.Task[None]) -> None:
    await asyncio.wait({connecting})


async def _listen(link: StrapLink, found: FoundStrap, patience: Patience) -> None:
    """Switch notifications on, and pair where the strap insists.

    The agent is there before, because BlueZ pairs by itself as soon as a strap refuses, and a refused pairing costs the
    link.
    """

    def receive(_: BleakGATTCharacteristic, payload: bytearray) -> None:
        link.arrived.put_nowait((time.monotonic(), bytes(payload)))

    async with asyncio.timeout(patience.connect_s + patience.pair_s), letting_in(found.device):
        try:
            await link.client.start_notify(gatt.HEART_RATE_MEASUREMENT, receive)
        except BleakError as error:
            if not wants_a_bond(error):
                raise
            await link.client.pair()
            await link.client.start_notify(gatt.HEART_RATE_MEASUREMENT, receive)


async def _try_to_pair(client: BleakClient, found: FoundStrap, patience: Patience) -> None:
    with contextlib.suppress(*BLUETOOTH_ERRORS, NotImplementedError):  # a strap may be silent for other reasons
        async with asyncio.timeout(patience.pair_s), letting_in(found.device):
            await client.pair()


async def _hang_up(client: BleakClient, patience: Patience) -> None:
    with contextlib.suppress(*BLUETOOTH_ERRORS):
        async with asyncio.timeout(patience.disconnect_s):
            await client.disconnect()
