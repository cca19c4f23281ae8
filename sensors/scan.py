"""Looking for straps: who says over the air that it measures a heart."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bleak import BleakScanner

from sensors.bluetooth_errors import ASLEEP, BLUETOOTH_ERRORS, StrapError, explained
from sensors.gatt import HEART_RATE_SERVICE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

SCAN_S: Final = 10.0


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


async def scan(*, seconds: float = SCAN_S) -> tuple[FoundStrap, ...]:
    """All straps heard within some seconds, the strongest first; StrapError when Bluetooth cannot be used."""
    found: dict[str, FoundStrap] = {}
    async with _listening(lambda strap: found.__setitem__(strap.address, strap)):
        await asyncio.sleep(seconds)
    return tuple(sorted(found.values(), key=lambda strap: -strap.rssi_dbm))


async def find(wanted: str | None = None, *, seconds: float = SCAN_S) -> FoundStrap:
    """The first strap that answers to an address or a part of a name; StrapError when none does in time."""
    first: asyncio.Future[FoundStrap] = asyncio.get_running_loop().create_future()

    def take(strap: FoundStrap) -> None:
        if strap.answers_to(wanted) and not first.done():
            first.set_result(strap)

    async with _listening(take):
        try:
            return await asyncio.wait_for(first, seconds)
        except TimeoutError:
            raise StrapError(ASLEEP) from None


@contextlib.asynccontextmanager
async def _listening(report: Callable[[FoundStrap], None]) -> AsyncIterator[None]:
    """Scan for heart rate services; the callback is there before the scan starts, so that nothing is missed."""

    def heard(device: BLEDevice, advertisement: AdvertisementData) -> None:
        name = advertisement.local_name or device.name or ""
        report(FoundStrap(device.address, name, advertisement.rssi, device))

    try:
        async with BleakScanner(heard, service_uuids=[HEART_RATE_SERVICE]):
            yield
    except BLUETOOTH_ERRORS as error:
        raise explained(error) from error
