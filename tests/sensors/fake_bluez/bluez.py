"""The service `org.bluez` itself: what Bleak calls, answered by a bumble central."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from bumble import hci
from bumble.controller import Controller
from bumble.core import AdvertisingData, BaseBumbleError
from bumble.device import Device, DeviceConfiguration, Peer
from bumble.gatt import Characteristic
from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from tests.sensors.fake_bluez.objects import (
    ADAPTER,
    AGENT_MANAGER,
    CHARACTERISTIC,
    DEVICE,
    OBJECT_MANAGER,
    PROPERTIES,
    SERVICE,
    ObjectTree,
    variants,
)

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bumble.core import UUID
    from bumble.device import Advertisement
    from bumble.gatt_client import CharacteristicProxy
    from bumble.link import LocalLink

ADAPTER_PATH = "/org/bluez/hci0"
CONNECT_TIMEOUT_S = 0.5
USUAL_MTU = 517
UUID_LISTS = (
    AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
)
FLAGS = {
    Characteristic.Properties.READ: "read",
    Characteristic.Properties.WRITE: "write",
    Characteristic.Properties.NOTIFY: "notify",
}
Reply = tuple[str, list[Any]]
NOTHING: Reply = ("", [])


class BluezError(Exception):
    """An error that goes back to the caller under its D-Bus name."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text)
        self.name = name if "." in name else f"org.bluez.Error.{name}"


class FakeBluez:
    """One adapter, `hci0`, on a virtual radio.

    `connect_errors` are given to the next calls of Connect, first come first served.
    """

    def __init__(self, link: LocalLink, *, has_adapter: bool = True, roles: tuple[str, ...] = ("central",)) -> None:
        self.controller = Controller("host", link=link)
        self.connect_errors: list[BluezError] = []
        self._radio = link
        self._adapter = {"Roles": list(roles)} if has_adapter else None
        self._central = Device.from_config_with_hci(
            DeviceConfiguration(name="host", address=hci.Address("F0:F1:F2:F3:F4:F5")), self.controller, self.controller
        )
        self._central.on("advertisement", self._on_advertisement)
        self._addresses: dict[str, hci.Address] = {}
        self._peers: dict[str, Peer] = {}
        self._characteristics: dict[str, CharacteristicProxy] = {}
        self._sessions: dict[str, list[str]] = {}
        self._scanning: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._methods = {
            (OBJECT_MANAGER, "GetManagedObjects"): self._get_managed_objects,
            (PROPERTIES, "Get"): self._get_property,
            (ADAPTER, "SetDiscoveryFilter"): self._set_discovery_filter,
            (ADAPTER, "StartDiscovery"): self._start_discovery,
            (ADAPTER, "StopDiscovery"): self._stop_discovery,
            (DEVICE, "Connect"): self._connect,
            (DEVICE, "Disconnect"): self._disconnect,
            (CHARACTERISTIC, "ReadValue"): self._read_value,
            (CHARACTERISTIC, "StartNotify"): self._start_notify,
            (CHARACTERISTIC, "StopNotify"): self._stop_notify,
        }

    async def start(self, address: str) -> FakeBluez:
        """Appear on the bus at `address`."""
        await self._central.power_on()
        self._bus = await MessageBus(bus_address=address).connect()
        self._tree = ObjectTree(self._bus)
        self._bus.add_message_handler(self._handle)
        self._tree.add("/org/bluez", AGENT_MANAGER)
        if self._adapter is not None:
            self._tree.add(
                ADAPTER_PATH, ADAPTER, Address="00:AA:01:02:03:04", Powered=True, Discovering=False, **self._adapter
            )
        await self._watch_for_clients_that_leave()
        await self._bus.request_name("org.bluez")
        return self

    async def power(self, *, on: bool) -> None:
        """Switch Bluetooth off or on, as a person would."""
        if not on:
            await self._hang_up_all()
            await self._stop_scanning()
        self._tree.change(ADAPTER_PATH, ADAPTER, Powered=on)

    async def crash(self) -> None:
        """Die without a word, as after SIGKILL: no signal, only a name that is gone."""
        self._tree.is_silent = True
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()
        await self._hang_up_all()
        self._radio.controllers.discard(self.controller)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._bus.connected:
            await self.crash()

    # ------------------------------------------------------------------ D-Bus

    async def _watch_for_clients_that_leave(self) -> None:
        rule = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"
        await self._bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="AddMatch",
                signature="s",
                body=[rule],
            )
        )

    def _handle(self, message: Message) -> bool | None:
        if message.message_type == MessageType.SIGNAL and message.member == "NameOwnerChanged" and not message.body[2]:
            self._in_background(self._forget_client(message.body[0]))
        if message.message_type != MessageType.METHOD_CALL:
            return None
        method = self._methods.get((message.interface, message.member))
        if method is None:
            return None
        self._in_background(self._answer(message, method(message)))
        return True

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, message: Message, work: Coroutine[Any, Any, Reply]) -> None:
        try:
            signature, body = await work
            self._send(Message.new_method_return(message, signature, body))
        except BluezError as error:
            self._send(Message.new_error(message, error.name, str(error)))
        except BaseBumbleError as error:
            self._send(Message.new_error(message, "org.bluez.Error.Failed", repr(error)))

    def _send(self, message: Message) -> None:
        if self._bus.connected:
            self._bus.send(message)

    async def _forget_client(self, name: str) -> None:
        self._scanning.discard(name)
        for path, clients in list(self._sessions.items()):
            self._sessions[path] = [client for client in clients if client != name]

    async def _get_managed_objects(self, _: Message) -> Reply:
        return "a{oa{sa{sv}}}", [self._tree.managed()]

    async def _get_property(self, message: Message) -> Reply:
        interface, name = message.body
        return "v", [variants(self._tree.get(message.path, interface))[name]]

    # ------------------------------------------------------------------ scanning

    async def _set_discovery_filter(self, _: Message) -> Reply:
        return NOTHING

    async def _start_discovery(self, message: Message) -> Reply:
        self._require_power()
        if not self._scanning:
            await self._central.start_scanning(active=True, filter_duplicates=False)
        self._scanning.add(message.sender)
        self._tree.change(ADAPTER_PATH, ADAPTER, Discovering=True)
        return NOTHING

    async def _stop_discovery(self, message: Message) -> Reply:
        self._require_power()
        self._scanning.discard(message.sender)
        if not self._scanning:
            await self._stop_scanning()
        return NOTHING

    async def _stop_scanning(self) -> None:
        self._scanning.clear()
        if self._central.is_scanning:
            await self._central.stop_scanning()
        self._tree.change(ADAPTER_PATH, ADAPTER, Discovering=False)

    def _require_power(self) -> None:
        if not self._tree.get(ADAPTER_PATH, ADAPTER)["Powered"]:
            raise BluezError("NotReady", "Resource Not Ready")

    def _on_advertisement(self, advertisement: Advertisement) -> None:
        address = str(advertisement.address).partition("/")[0]
        path = f"{ADAPTER_PATH}/dev_{address.replace(':', '_')}"
        if path in self._tree.objects:
            strength = -60 if self._tree.get(path, DEVICE)["RSSI"] == -50 else -50
            self._tree.change(path, DEVICE, RSSI=strength)
            return
        self._addresses[path] = advertisement.address
        self._tree.add(path, DEVICE, **_device_properties(advertisement, address))

    # ------------------------------------------------------------------ links

    async def _connect(self, message: Message) -> Reply:
        self._require_power()
        if self.connect_errors:
            raise self.connect_errors.pop(0)
        path = message.path
        try:
            connection = await self._central.connect(self._addresses[path], timeout=CONNECT_TIMEOUT_S)
        except BaseBumbleError as error:
            raise BluezError("Failed", "br-connection-page-timeout") from error
        self._peers[path] = peer = Peer(connection)
        connection.on("disconnection", lambda _: self._on_disconnection(path))
        self._tree.change(path, DEVICE, Connected=True)
        self._in_background(self._resolve(path, peer))
        return NOTHING

    async def _resolve(self, path: str, peer: Peer) -> None:
        with contextlib.suppress(BaseBumbleError, asyncio.CancelledError):
            await peer.request_mtu(USUAL_MTU)
            await peer.discover_services()
            for service in peer.services:
                await service.discover_characteristics()
            self._show_services(path, peer)
            await self._resume_sessions(path)
            self._tree.change(path, DEVICE, ServicesResolved=True)

    def _show_services(self, path: str, peer: Peer) -> None:
        for service in peer.services:
            service_path = f"{path}/service{service.handle:04x}"
            self._tree.add(service_path, SERVICE, UUID=_long(service.uuid), Device=path, Primary=True, Includes=[])
            for characteristic in service.characteristics:
                self._show_characteristic(service_path, characteristic)

    def _show_characteristic(self, service_path: str, characteristic: CharacteristicProxy) -> None:
        path = f"{service_path}/char{characteristic.handle - 1:04x}"
        self._characteristics[path] = characteristic
        flags = [name for flag, name in FLAGS.items() if characteristic.properties & flag]
        self._tree.add(
            path,
            CHARACTERISTIC,
            UUID=_long(characteristic.uuid),
            Service=service_path,
            Flags=flags,
            MTU=USUAL_MTU,
            Value=b"",
            Notifying=False,
        )

    async def _resume_sessions(self, path: str) -> None:
        """bluetoothd: "Re-register subscribed notification client"."""
        for each in [each for each, clients in self._sessions.items() if clients and each.startswith(f"{path}/")]:
            await self._subscribe(each)

    def _on_disconnection(self, path: str) -> None:
        del self._peers[path]
        for each in self._tree.below(path):
            self._characteristics.pop(each, None)
            self._tree.remove(each)
        self._tree.change(path, DEVICE, ServicesResolved=False, Connected=False)

    async def _disconnect(self, message: Message) -> Reply:
        await self._hang_up(message.path)
        return NOTHING

    async def _hang_up_all(self) -> None:
        for path in list(self._peers):
            await self._hang_up(path)

    async def _hang_up(self, path: str) -> None:
        if path in self._peers:
            await self._peers[path].connection.disconnect()

    # ------------------------------------------------------------------ characteristics

    def _characteristic(self, path: str) -> CharacteristicProxy:
        if path not in self._characteristics:
            raise BluezError("Failed", "Not connected")
        return self._characteristics[path]

    async def _read_value(self, message: Message) -> Reply:
        return "ay", [bytes(await self._characteristic(message.path).read_value())]

    async def _start_notify(self, message: Message) -> Reply:
        self._characteristic(message.path)
        clients = self._sessions.setdefault(message.path, [])
        if message.sender in clients:
            raise BluezError("InProgress", "Operation already in progress")
        clients.append(message.sender)
        if len(clients) == 1:
            await self._subscribe(message.path)
        self._tree.change(message.path, CHARACTERISTIC, Notifying=True)
        return NOTHING

    async def _stop_notify(self, message: Message) -> Reply:
        clients = self._sessions.get(message.path, [])
        if message.sender not in clients:
            raise BluezError("Failed", "No notify session started")
        clients.remove(message.sender)
        return NOTHING

    async def _subscribe(self, path: str) -> None:
        await self._characteristic(path).subscribe(lambda value: self._spread(path, bytes(value)))

    def _spread(self, path: str, value: bytes) -> None:
        """Each session brings the value once: sessions left over from earlier links multiply it."""
        for _ in self._sessions[path]:
            self._tree.change(path, CHARACTERISTIC, Value=value)


def _long(uuid: UUID) -> str:
    digits = bytes(reversed(uuid.to_bytes(force_128=True))).hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _device_properties(advertisement: Advertisement, address: str) -> dict[str, Any]:
    name = str(advertisement.data.get(AdvertisingData.COMPLETE_LOCAL_NAME) or address)
    listed = [uuid for kind in UUID_LISTS for uuid in advertisement.data.get(kind) or ()]
    return {
        "Address": address,
        "AddressType": "random",
        "Name": name,
        "Alias": name,
        "Paired": False,
        "Trusted": False,
        "Blocked": False,
        "LegacyPairing": False,
        "RSSI": -50,
        "Connected": False,
        "ServicesResolved": False,
        "UUIDs": [_long(uuid) for uuid in listed],
        "Adapter": ADAPTER_PATH,
    }
