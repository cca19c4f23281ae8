"""Scanning: who asked for it, with which filter, and what was heard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bumble.core import AdvertisingData

from tests.sensors.fake_bluez.calls import NOTHING
from tests.sensors.fake_bluez.errors import BluezError
from tests.sensors.fake_bluez.objects import ADAPTER, ADAPTER_PATH, DEVICE, ObjectTree

if TYPE_CHECKING:
    from bumble.core import UUID
    from bumble.device import Advertisement, Device
    from bumble.hci import Address
    from dbus_fast import Message

    from tests.sensors.fake_bluez.calls import Methods, Reply

TEMPORARY_S = 30.0
"""Devices that are neither connected nor paired are forgotten after so long (TemporaryTimeout of bluetoothd)."""
STRONG_DBM, WEAK_DBM = -50, -60
UUID_LISTS = (
    AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
)


class Discovery:
    """The scanning half of an adapter.

    `addresses` knows where on the air every device is that was ever shown.
    """

    def __init__(self, central: Device, tree: ObjectTree) -> None:
        self.addresses: dict[str, Address] = {}
        self._central = central
        self._tree = tree
        self._clients: set[str] = set()
        self._filters: dict[str, set[str]] = {}
        self._ageing: dict[str, asyncio.TimerHandle] = {}
        central.on("advertisement", self._on_advertisement)

    @property
    def methods(self) -> Methods:
        return {
            (ADAPTER, "SetDiscoveryFilter"): self._set_filter,
            (ADAPTER, "StartDiscovery"): self._start,
            (ADAPTER, "StopDiscovery"): self._stop,
        }

    async def stop(self) -> None:
        """Scan no more; what a scan shows of a device, its signal, goes with it."""
        self._clients.clear()
        if self._central.is_scanning:
            await self._central.stop_scanning()
        for path in self._tree.having(DEVICE):
            if "RSSI" in self._tree.get(path, DEVICE):
                self._tree.change(path, DEVICE, without=("RSSI",))
        self._tree.change(ADAPTER_PATH, ADAPTER, Discovering=False)

    async def forget_client(self, name: str) -> None:
        """A program that leaves the bus scans no more."""
        self._filters.pop(name, None)
        if name in self._clients:
            self._clients.discard(name)
            if not self._clients:
                await self.stop()

    def forget_devices(self) -> None:
        for timer in self._ageing.values():
            timer.cancel()

    async def _set_filter(self, message: Message) -> Reply:
        wanted = message.body[0].get("UUIDs")
        self._filters[message.sender] = set(wanted.value) if wanted else set()
        return NOTHING

    async def _start(self, message: Message) -> Reply:
        require_power(self._tree)
        if message.sender in self._clients:
            raise BluezError("InProgress", "Operation already in progress")
        self._clients.add(message.sender)
        if len(self._clients) == 1:
            await self._central.start_scanning(active=True, filter_duplicates=False)
            self._tree.change(ADAPTER_PATH, ADAPTER, Discovering=True)
        return NOTHING

    async def _stop(self, message: Message) -> Reply:
        require_power(self._tree)
        if message.sender not in self._clients:
            raise BluezError("Failed", "No discovery started")
        self._clients.discard(message.sender)
        if not self._clients:
            await self.stop()
        return NOTHING

    def _on_advertisement(self, advertisement: Advertisement) -> None:
        address = str(advertisement.address).partition("/")[0]
        path = f"{ADAPTER_PATH}/dev_{address.replace(':', '_')}"
        if path in self._tree.objects:
            strength = WEAK_DBM if self._tree.get(path, DEVICE).get("RSSI") == STRONG_DBM else STRONG_DBM
            self._tree.change(path, DEVICE, RSSI=strength)
        elif self._is_wanted(_uuids(advertisement)):
            self.addresses[path] = advertisement.address
            self._tree.add(path, DEVICE, **_device_properties(advertisement, address))
        self.keep(path)

    def _is_wanted(self, uuids: list[str]) -> bool:
        filters = [self._filters.get(client) for client in self._clients]
        return any(not wanted or wanted & set(uuids) for wanted in filters)

    def keep(self, path: str) -> None:
        """Begin the time anew after which a device is forgotten."""
        if path in self._ageing:
            self._ageing.pop(path).cancel()
        self._ageing[path] = asyncio.get_running_loop().call_later(TEMPORARY_S, self._expire, path)

    def _expire(self, path: str) -> None:
        del self._ageing[path]
        if path in self._tree.objects:
            device = self._tree.get(path, DEVICE)
            if not device["Connected"] and not device["Paired"]:
                self._tree.remove(path)


def require_power(tree: ObjectTree) -> None:
    if not tree.get(ADAPTER_PATH, ADAPTER)["Powered"]:
        raise BluezError("NotReady", "Resource Not Ready")


def long_uuid(uuid: UUID) -> str:
    digits = bytes(reversed(uuid.to_bytes(force_128=True))).hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _uuids(advertisement: Advertisement) -> list[str]:
    return [long_uuid(uuid) for kind in UUID_LISTS for uuid in advertisement.data.get(kind) or ()]


def _device_properties(advertisement: Advertisement, address: str) -> dict[str, Any]:
    name = advertisement.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
    named = {} if name is None else {"Name": str(name)}
    return {
        "Address": address,
        "AddressType": "random" if advertisement.address.is_random else "public",
        **named,
        "Alias": str(name or address.replace(":", "-")),
        "Paired": False,
        "Bonded": False,
        "Trusted": False,
        "Blocked": False,
        "LegacyPairing": False,
        "RSSI": STRONG_DBM,
        "Connected": False,
        "ServicesResolved": False,
        "UUIDs": _uuids(advertisement),
        "Adapter": ADAPTER_PATH,
    }
