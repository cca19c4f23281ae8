"""Services, characteristics and descriptors of connected devices, and the sessions of those who listen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bumble.att import ATT_Error
from bumble.core import UUID
from bumble.gatt import Characteristic

from tests.sensors.fake_bluez.calls import NOTHING
from tests.sensors.fake_bluez.discovery import long_uuid
from tests.sensors.fake_bluez.errors import WANTS_A_BOND, BluezError
from tests.sensors.fake_bluez.objects import CHARACTERISTIC, DESCRIPTOR, SERVICE, ObjectTree

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bumble.device import Peer
    from bumble.gatt_client import AttributeProxy, CharacteristicProxy, ServiceProxy
    from dbus_fast import Message

    from tests.sensors.fake_bluez.calls import Methods, Reply

GENERIC_ACCESS = UUID.from_16_bits(0x1800)  # bluetoothd keeps it for itself
FLAGS = {
    Characteristic.Properties.READ: "read",
    Characteristic.Properties.WRITE_WITHOUT_RESPONSE: "write-without-response",
    Characteristic.Properties.WRITE: "write",
    Characteristic.Properties.NOTIFY: "notify",
    Characteristic.Properties.INDICATE: "indicate",
}
TELLS = Characteristic.Properties.NOTIFY | Characteristic.Properties.INDICATE


class Attributes:
    """Everything below a device.

    A notification session belongs to its D-Bus client and outlives the link, until that client goes away: whoever
    reconnects without disconnecting hears everything twice.

    Args:
        tree: where they are shown.
        bond: what is done when a device wants a bond before it lets somebody listen; given path and caller.
    """

    def __init__(self, tree: ObjectTree, bond: Callable[[str, str], Awaitable[None]]) -> None:
        self._tree = tree
        self._bond = bond
        self._shown: dict[str, tuple[Peer, AttributeProxy]] = {}
        self._sessions: dict[str, list[str]] = {}

    @property
    def methods(self) -> Methods:
        return {
            (CHARACTERISTIC, "ReadValue"): self._read,
            (CHARACTERISTIC, "WriteValue"): self._write,
            (CHARACTERISTIC, "StartNotify"): self._start_notify,
            (CHARACTERISTIC, "StopNotify"): self._stop_notify,
            (DESCRIPTOR, "ReadValue"): self._read,
        }

    async def show(self, device: str, peer: Peer) -> list[str]:
        """Find out what a device offers and put it into the tree; returns the UUIDs of its services."""
        await peer.discover_services()
        for service in peer.services:
            await service.discover_characteristics()
            for characteristic in service.characteristics:
                await characteristic.discover_descriptors()
        for service in peer.services:
            if service.uuid != GENERIC_ACCESS:
                self._show_service(device, peer, service)
        return [long_uuid(service.uuid) for service in peer.services]

    async def resume(self, device: str) -> None:
        """bluetoothd: "Re-register subscribed notification client"."""
        for path in [path for path, clients in self._sessions.items() if clients and path.startswith(f"{device}/")]:
            await self._subscribe(path)

    def hide(self, device: str) -> None:
        """The link is gone, and with it what was found over it."""
        for path in self._tree.below(device):
            self._shown.pop(path, None)
            self._tree.remove(path)

    def forget_client(self, name: str) -> None:
        for clients in self._sessions.values():
            clients[:] = [client for client in clients if client != name]  # whoever is just subscribing holds this list

    def _show_service(self, device: str, peer: Peer, service: ServiceProxy) -> None:
        path = f"{device}/service{service.handle:04x}"
        self._tree.add(path, SERVICE, UUID=long_uuid(service.uuid), Device=device, Primary=True, Includes=[])
        for characteristic in service.characteristics:
            self._show_characteristic(path, peer, characteristic)

    def _show_characteristic(self, service: str, peer: Peer, characteristic: CharacteristicProxy) -> None:
        path = f"{service}/char{characteristic.handle - 1:04x}"
        self._shown[path] = (peer, characteristic)
        self._tree.add(path, CHARACTERISTIC, **_characteristic_properties(service, peer, characteristic))
        for descriptor in characteristic.descriptors:
            below = f"{path}/desc{descriptor.handle:04x}"
            self._shown[below] = (peer, descriptor)
            uuid = long_uuid(descriptor.type)
            self._tree.add(below, DESCRIPTOR, UUID=uuid, Characteristic=path, Value=b"", Flags=[])

    def _attribute(self, path: str) -> tuple[Peer, AttributeProxy]:
        if path not in self._shown:
            raise BluezError("Failed", "Not connected")
        return self._shown[path]

    async def _read(self, message: Message) -> Reply:
        """bluetoothd tells of what was read as if it had been notified."""
        peer, attribute = self._attribute(message.path)
        value = bytes(await peer.read_value(attribute))
        self._tree.change(message.path, message.interface, Value=value)
        return "ay", [value]

    async def _write(self, message: Message) -> Reply:
        peer, attribute = self._attribute(message.path)
        value, options = message.body
        kind = options.get("type")
        is_command = kind is not None and kind.value == "command"
        await peer.write_value(attribute, bytes(value), with_response=not is_command)
        return NOTHING

    async def _start_notify(self, message: Message) -> Reply:
        _, characteristic = self._attribute(message.path)
        if not characteristic.properties & TELLS:
            raise BluezError("NotSupported", "Operation is not supported")
        clients = self._sessions.setdefault(message.path, [])
        if message.sender in clients:
            return NOTHING  # bluetoothd: it listens already, or again since the link came back
        if not clients:
            await self._subscribe_bonding(message)
        clients.append(message.sender)
        self._tree.change(message.path, CHARACTERISTIC, Notifying=True)
        return NOTHING

    async def _stop_notify(self, message: Message) -> Reply:
        clients = self._sessions.get(message.path, [])
        if message.sender not in clients:
            raise BluezError("Failed", "No notify session started")
        clients.remove(message.sender)
        if not clients:
            peer, characteristic = self._attribute(message.path)
            await peer.unsubscribe(characteristic)
            self._tree.change(message.path, CHARACTERISTIC, Notifying=False)
        return NOTHING

    async def _subscribe_bonding(self, message: Message) -> None:
        """bluetoothd pairs by itself when a device insists, if there is an agent to answer for the person."""
        try:
            await self._subscribe(message.path)
        except ATT_Error as error:
            if error.error_code not in WANTS_A_BOND:
                raise
            peer, characteristic = self._attribute(message.path)
            peer.gatt_client.notification_subscribers.pop(
                characteristic.handle, None
            )  # bumble keeps whoever was refused
            await self._bond(message.path.partition("/service")[0], message.sender)
            await self._subscribe(message.path)

    async def _subscribe(self, path: str) -> None:
        peer, characteristic = self._attribute(path)
        await peer.subscribe(characteristic, lambda value: self._spread(path, bytes(value)))

    def _spread(self, path: str, value: bytes) -> None:
        """Each session brings the value once: sessions left over from earlier links multiply it."""
        for _ in self._sessions[path]:
            self._tree.change(path, CHARACTERISTIC, Value=value)


def _characteristic_properties(service: str, peer: Peer, characteristic: CharacteristicProxy) -> dict[str, Any]:
    told = {"Notifying": False} if characteristic.properties & TELLS else {}
    return {
        "UUID": long_uuid(characteristic.uuid),
        "Service": service,
        "Flags": [name for flag, name in FLAGS.items() if characteristic.properties & flag],
        "MTU": peer.gatt_client.mtu,
        "Value": b"",
        **told,
    }
