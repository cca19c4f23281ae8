"""The radio of this computer, shared by all straps of a process: one scan for everybody, one connect at a time.

BlueZ refuses a second scan of the same program, and two connects at once disturb each other. A scan goes in rounds:
each begins anew, so that a Bluetooth service that died and came back is noticed, and every strap is reported again.
"""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bleak import BleakAdapter, BleakScanner
from bleak.backends import BleakBackend, get_default_backend

from sensors.ble.connect_queue import GaveWayError, Turns
from sensors.bluetooth_errors import BLUETOOTH_ERRORS, NEVER_DBM, explained
from sensors.gatt import HEART_RATE_SERVICE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

    from sensors.bluetooth_errors import StrapError

ROUND_S: Final = 3.0
ANSWER_S: Final = 20.0
FRESH_S: Final = 3.0
"""Whoever was heard longer ago may be gone by now."""
_radios: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str | None, Radio]] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class FoundStrap:
    """A strap that was heard.

    Attributes:
        address: how the operating system tells it from others.
        name: what it calls itself; empty when it says nothing.
        rssi_dbm: strength of its signal; nearer to zero is stronger.
        device: what a connection is made with.
    """

    address: str
    name: str
    rssi_dbm: int
    device: BLEDevice

    def answers_to(self, wanted: str | None) -> bool:
        """Whether this is the strap meant by an address or a part of a name; None means any."""
        return wanted is None or wanted.lower() == self.address.lower() or wanted.lower() in self.name.lower()


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """Somebody who wants to be told of straps."""

    report: Callable[[FoundStrap], None]
    failed: asyncio.Future[None]
    """Gets the StrapError that ended the scanning."""

    def fail(self, error: StrapError) -> None:
        """Tell that nothing more will be reported."""
        if not self.failed.done():
            self.failed.set_exception(error)

    def close(self) -> None:
        """Nobody waits any more; a failure that came too late is nobody's."""
        if not self.failed.cancel() and not self.failed.cancelled():
            self.failed.exception()


@contextlib.asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    """What a Bluetooth service has to answer in time; one that is frozen refuses nothing and says nothing."""
    try:
        async with asyncio.timeout(ANSWER_S):
            yield
    except TimeoutError:
        raise ConnectionResetError("The Bluetooth service does not answer.") from None


class Radio:
    """One Bluetooth adapter, as this process uses it.

    Attributes:
        held: addresses of straps that somebody in this process has, or is about to connect to.
    """

    def __init__(self, adapter: str | None) -> None:
        self.held: set[str] = set()
        self._adapter = adapter
        self._searches: set[Search] = set()
        self._nobody = asyncio.Event()
        self._off = asyncio.Event()
        self._rounds: asyncio.Task[None] | None = None
        self._turns = Turns()
        self._this_round: dict[str, FoundStrap] = {}
        self._used: set[str] = set()
        self._gave_way: set[str] = set()

    @classmethod
    def of(cls, adapter: str | None) -> Radio:
        """The one of the running event loop; None is the adapter that the system prefers."""
        radios = _radios.setdefault(asyncio.get_running_loop(), {})
        return radios.setdefault(adapter, cls(adapter))

    @contextlib.asynccontextmanager
    async def searching(self, report: Callable[[FoundStrap], None]) -> AsyncIterator[Search]:
        """Hear of straps as long as the block lasts; the scan ends with the last search."""
        search = Search(report, asyncio.get_running_loop().create_future())
        self._searches.add(search)
        self._nobody.clear()
        if self._rounds is None:
            self._rounds = asyncio.create_task(self._scan())
        for found in tuple(self._this_round.values()):
            if found.address not in self._used:
                report(found)
        try:
            yield search
        finally:
            self._searches.discard(search)
            search.close()
            if not self._searches:
                self._nobody.set()
                await self._off.wait()

    @contextlib.asynccontextmanager
    async def turn_to_connect(self, address: str, *, longest_s: float) -> AsyncIterator[None]:
        """Nobody else connects as long as the block lasts; TimeoutError when it lasts too long.

        TooLateError when the strap would have to be heard anew, because others had their turns for so long. A strap
        that gave way and is heard again is there, though it takes long: the next time it need not.
        """
        gives_way = address not in self._gave_way
        self._gave_way.discard(address)
        try:
            async with self._turns.turn(longest_s=longest_s, wait_s=FRESH_S, gives_way=gives_way):
                yield
        except GaveWayError:
            self._gave_way.add(address)
            raise

    def hold(self, found: FoundStrap) -> bool:
        """Take a strap for oneself; False when somebody has it. To be found again it has to be heard again."""
        if found.address in self.held:
            return False
        self.held.add(found.address)
        self._used.add(found.address)
        return True

    async def connected(self) -> tuple[FoundStrap, ...]:
        """Straps that this computer is connected to, though nobody in this process holds them.

        A program that was killed leaves such links behind, and a connected strap does not advertise: no scan finds it.
        """
        if get_default_backend() is not BleakBackend.BLUEZ_DBUS:
            return ()
        async with _answering():
            adapter = await BleakAdapter.get(bluez={} if self._adapter is None else {"adapter": self._adapter})
            devices = await adapter.get_connected_devices([HEART_RATE_SERVICE])
        left = (device for device in devices if device.address not in self.held)
        return tuple(FoundStrap(device.address, device.name or "", NEVER_DBM, device) for device in left)

    async def _scan(self) -> None:
        try:
            while self._searches:
                await self._one_round()
        except BLUETOOTH_ERRORS as error:
            self._fail(error)
        finally:
            self._rounds = None
            self._off.set()

    async def _one_round(self) -> None:
        self._off.clear()
        scanner = BleakScanner(
            self._heard,
            service_uuids=[HEART_RATE_SERVICE],
            bluez={} if self._adapter is None else {"adapter": self._adapter},
        )
        try:
            async with _answering():
                await scanner.start()
            try:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._nobody.wait(), ROUND_S)
            finally:
                async with _answering():
                    await scanner.stop()
        finally:
            self._this_round.clear()
            self._used.clear()
            self._off.set()

    def _heard(self, device: BLEDevice, advertisement: AdvertisementData) -> None:
        found = FoundStrap(device.address, advertisement.local_name or device.name or "", advertisement.rssi, device)
        if not self._is_news(found):
            return
        self._this_round[found.address] = found
        self._used.discard(found.address)
        for search in tuple(self._searches):
            search.report(found)

    def _is_news(self, found: FoundStrap) -> bool:
        """BlueZ tells of a strap when anything changes, a lost link for one; it was heard when its signal changed."""
        before = self._this_round.get(found.address)
        return found.rssi_dbm != NEVER_DBM and (before is None or before.rssi_dbm != found.rssi_dbm)

    def _fail(self, error: BaseException) -> None:
        for search in self._searches:
            search.fail(explained(error))
