"""A chest strap over Bluetooth Low Energy: found, connected, listened to, and found again when it is lost.

Learned from real links, and kept by the tests: `disconnect()` always comes before the next `connect()`, or BlueZ
delivers every notification twice; a Bluetooth service that dies calls nobody, so silence itself is watched.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bleak import BleakClient

from sensors import gatt
from sensors.bluetooth_errors import BLUETOOTH_ERRORS, LINK_LOST, NO_DATA, StrapError, explained
from sensors.packets import Packet
from sensors.scan import FoundStrap, find
from sensors.strap_info import StrapInfo, ask

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bleak.backends.characteristic import BleakGATTCharacteristic


class LinkState(StrEnum):
    """What a strap's link is doing."""

    SEARCHING = "searching"
    CONNECTING = "connecting"
    LISTENING = "listening"
    WAITING = "waiting"
    """The last attempt failed; the next one comes after a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long each step may take, in seconds."""

    search_s: float = 10.0
    connect_s: float = 15.0
    silence_s: float = 8.0
    """Without a notification for so long the link is taken for dead; a strap speaks about once a second."""
    disconnect_s: float = 5.0
    first_pause_s: float = 0.5
    longest_pause_s: float = 30.0


class BleakStrap:
    """A real strap: an endless stream of packets that survives lost links.

    The first connection must succeed, else StrapError says what to do. Later losses are mended by themselves, with
    growing pauses; `state` and `trouble` tell how that goes.

    Args:
        wanted: the strap's address or a part of its name; None takes the first that is heard.
        patience: how long each step may take.
    """

    def __init__(self, wanted: str | None = None, *, patience: Patience | None = None) -> None:
        self.state = LinkState.SEARCHING
        self.trouble: str | None = None
        self.info: StrapInfo | None = None
        self.unix_offset_s = time.time() - time.monotonic()
        self._wanted = wanted
        self._patience = patience or Patience()
        self._link = 0

    async def __aiter__(self) -> AsyncIterator[Packet]:
        pause_s = self._patience.first_pause_s
        while True:
            heard = 0
            try:
                async with contextlib.aclosing(self._one_link()) as packets:
                    async for packet in packets:
                        heard += 1
                        yield packet
            except StrapError as error:
                self._note_trouble(error)
            pause_s = self._patience.first_pause_s if heard else min(2 * pause_s, self._patience.longest_pause_s)
            await asyncio.sleep(pause_s)

    def _note_trouble(self, error: StrapError) -> None:
        if not self._link:
            raise error
        self.trouble = str(error)
        self.state = LinkState.WAITING

    async def _one_link(self) -> AsyncGenerator[Packet]:
        """Everything that one connection brings; StrapError when it ends."""
        self.state = LinkState.SEARCHING
        found = await find(self._wanted, seconds=self._patience.search_s)
        self._wanted = found.address  # whoever was found first stays the one that is meant
        self.state = LinkState.CONNECTING
        async with _connected(found, self._patience) as link:
            self._link += 1
            self.info = await ask(link.client, found)
            self.state, self.trouble = LinkState.LISTENING, None
            while True:
                arrival_s, payload = await link.next_notification(self._patience.silence_s)
                yield Packet(arrival_s, payload, self._link)


@dataclass(frozen=True, slots=True)
class _Link:
    """One connection, and the notifications that came over it in their order."""

    client: BleakClient
    arrived: asyncio.Queue[tuple[float, bytes] | None]

    async def next_notification(self, silence_s: float) -> tuple[float, bytes]:
        try:
            notification = await asyncio.wait_for(self.arrived.get(), silence_s)
        except TimeoutError:
            raise StrapError(NO_DATA) from None
        if notification is None:
            raise StrapError(LINK_LOST)
        return notification


@contextlib.asynccontextmanager
async def _connected(found: FoundStrap, patience: Patience) -> AsyncIterator[_Link]:
    """A connection with its notifications switched on; it is closed whatever happens."""
    arrived: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()

    def take(_: BleakGATTCharacteristic, payload: bytearray) -> None:
        arrived.put_nowait((time.monotonic(), bytes(payload)))

    client = BleakClient(found.device, lambda _: arrived.put_nowait(None), timeout=patience.connect_s)
    try:
        async with asyncio.timeout(patience.connect_s):
            await client.connect()
            await client.start_notify(gatt.HEART_RATE_MEASUREMENT, take)
        yield _Link(client, arrived)
    except BLUETOOTH_ERRORS as error:
        raise explained(error) from error
    finally:
        with contextlib.suppress(*BLUETOOTH_ERRORS):
            async with asyncio.timeout(patience.disconnect_s):
                await client.disconnect()
