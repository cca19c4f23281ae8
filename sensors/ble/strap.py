"""A chest strap over Bluetooth Low Energy: found, connected, listened to, and found again when it is lost."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from sensors import texts
from sensors.ble.connection import Patience, connected
from sensors.ble.device_info import ask, follow_battery
from sensors.ble.polar.streams import Wish, streaming
from sensors.ble.radio import Radio
from sensors.ble.scan import finding
from sensors.bluetooth_errors import BLUETOOTH_ERRORS, NotYetError, StrapError, explained
from sensors.heart_rate.packets import Packet

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from messages import Message
    from sensors.ble.connection import StrapLink
    from sensors.ble.device_info import StrapInfo
    from sensors.ble.polar.control import Measurement
    from sensors.ble.radio import FoundStrap

__all__ = ["BleakStrap", "LinkState", "Patience"]

NO_WISH = Wish(frozenset(), lambda _: None)


class LinkState(StrEnum):
    """What a strap's link is doing."""

    SEARCHING = "searching"
    CONNECTING = "connecting"
    LISTENING = "listening"
    WAITING = "waiting"
    """The last attempt failed; the next one comes after a pause."""


class BleakStrap:
    """A real strap: an endless stream of packets that survives lost links.

    The first connection must succeed, else StrapError says what to do. Later losses are mended by themselves, with
    growing pauses; `state` and `trouble` tell how that goes. Any number of straps may run in one process.

    Args:
        wanted: the strap's address or a part of its name; None takes the first that is heard and free.
        patience: how long each step may take.
        adapter: name of the Bluetooth adapter, `hci1` say; None takes the one that the system prefers.
        wish: samples beside the beats, where the strap has them; `streams` tells which of them run.
        insists: wait for a first connection as patiently as for a later one, instead of failing.
    """

    def __init__(
        self,
        wanted: str | None = None,
        *,
        patience: Patience | None = None,
        adapter: str | None = None,
        wish: Wish = NO_WISH,
        insists: bool = False,
    ) -> None:
        self.state = LinkState.SEARCHING
        self.trouble: Message | None = None
        self.info: StrapInfo | None = None
        self.streams: frozenset[Measurement] = frozenset()
        self.unix_offset_s = time.time() - time.monotonic()
        self._wanted = wanted
        self._patience = patience or Patience()
        self._adapter = adapter
        self._wish = wish
        self._insists = insists
        self._link = 0
        self._bond = _BondOfTheSilent()

    def measure(self, wish: Wish) -> None:
        """Have these samples beside the beats, from the next link on."""
        self._wish = wish

    async def __aiter__(self) -> AsyncGenerator[Packet]:
        pause_s = self._patience.first_pause_s
        while True:
            heard, began_s = 0, time.monotonic()
            try:
                async with contextlib.aclosing(self._one_link()) as packets:
                    async for packet in packets:
                        heard += 1
                        yield packet
            except NotYetError:
                pass
            except StrapError:
                if not self._link and not self._insists:
                    raise
            pause_s = self._patience.first_pause_s if heard else min(2 * pause_s, self._patience.longest_pause_s)
            await asyncio.sleep(pause_s - (time.monotonic() - began_s))  # a long search was pause enough

    async def _one_link(self) -> AsyncGenerator[Packet]:
        """Everything that one connection brings; StrapError when it ends."""
        try:
            self.state = LinkState.SEARCHING
            async with finding(self._wanted, seconds=self._patience.search_s, adapter=self._adapter) as found:
                self._wanted = found.address  # whoever was found first stays the one that is meant
                self.state = LinkState.CONNECTING
                async with contextlib.aclosing(self._over(found)) as packets:
                    async for packet in packets:
                        yield packet
        except StrapError as error:
            self._note(error)
            raise

    async def _over(self, found: FoundStrap) -> AsyncGenerator[Packet]:
        bond = self._bond.is_due
        async with connected(found, Radio.of(self._adapter), self._patience, bond=bond) as link:
            self._link += 1
            await self._ask(link, found)
            async with streaming(link.client, self._wish) as self.streams:
                self.state, self.trouble = LinkState.LISTENING, None
                async with contextlib.aclosing(self._packets(link)) as packets:
                    async for packet in packets:
                        yield packet

    async def _packets(self, link: StrapLink) -> AsyncGenerator[Packet]:
        """Everything that is heard; what ends it is noted before the link is cleared away, which takes a while."""
        try:
            while True:
                arrival_s, payload = await link.next_notification(self._patience.silence_s)
                self._bond.heard()
                yield Packet(arrival_s, payload, self._link)
        except StrapError as error:
            self._bond.ended(error.message)
            self._note(error)
            raise

    async def _ask(self, link: StrapLink, found: FoundStrap) -> None:
        """Learn what the strap says about itself, and follow its battery from then on."""
        try:
            async with asyncio.timeout(self._patience.connect_s):
                self.info = info = await ask(link.client, found)
                await follow_battery(link.client, partial(self._note_battery, info))
        except BLUETOOTH_ERRORS as error:
            raise explained(error) from error

    def _note_battery(self, info: StrapInfo, percent: int) -> None:
        self.info = replace(info, battery_percent=percent)

    def _note(self, error: StrapError) -> None:
        self.trouble = error.message
        self.state = LinkState.WAITING


class _BondOfTheSilent:
    """Some straps take a subscription of a computer that they are not paired with, and then say nothing.

    So a link over which nothing ever came is followed by one, and only one, that begins with pairing.
    """

    def __init__(self) -> None:
        self.is_due = False
        self._may_be = True

    def heard(self) -> None:
        self._may_be = False

    def ended(self, why: Message) -> None:
        self.is_due = self._may_be and why.code == texts.NO_DATA.code
        self._may_be = self._may_be and not self.is_due
