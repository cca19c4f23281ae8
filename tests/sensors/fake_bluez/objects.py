"""The objects that a D-Bus service shows, and the signals that tell of their changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dbus_fast import Message, MessageType, Variant

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

OBJECT_MANAGER = "org.freedesktop.DBus.ObjectManager"
PROPERTIES = "org.freedesktop.DBus.Properties"
ADAPTER = "org.bluez.Adapter1"
DEVICE = "org.bluez.Device1"
SERVICE = "org.bluez.GattService1"
CHARACTERISTIC = "org.bluez.GattCharacteristic1"
DESCRIPTOR = "org.bluez.GattDescriptor1"
BATTERY = "org.bluez.Battery1"
AGENT_MANAGER = "org.bluez.AgentManager1"

ROOT_PATH = "/org/bluez"
ADAPTER_PATH = "/org/bluez/hci0"

SIGNATURES = {
    "Adapter": "o",
    "Address": "s",
    "AddressType": "s",
    "Alias": "s",
    "Blocked": "b",
    "Bonded": "b",
    "Characteristic": "o",
    "Class": "u",
    "Connected": "b",
    "Device": "o",
    "Discoverable": "b",
    "Discovering": "b",
    "Flags": "as",
    "Includes": "ao",
    "LegacyPairing": "b",
    "MTU": "q",
    "Modalias": "s",
    "Name": "s",
    "Notifying": "b",
    "Pairable": "b",
    "Paired": "b",
    "Percentage": "y",
    "Powered": "b",
    "Primary": "b",
    "RSSI": "n",
    "Roles": "as",
    "Service": "o",
    "ServicesResolved": "b",
    "Trusted": "b",
    "UUID": "s",
    "UUIDs": "as",
    "Value": "ay",
}


def variants(properties: dict[str, Any]) -> dict[str, Variant]:
    return {name: Variant(SIGNATURES[name], value) for name, value in properties.items()}


@dataclass
class ObjectTree:
    """Paths with interfaces with properties. Without a bus nobody is told."""

    bus: MessageBus | None = None
    objects: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def managed(self) -> dict[str, dict[str, dict[str, Variant]]]:
        return {
            path: {name: variants(properties) for name, properties in interfaces.items()}
            for path, interfaces in self.objects.items()
        }

    def below(self, path: str) -> list[str]:
        """The paths under a path, children before their parents."""
        return sorted((each for each in self.objects if each.startswith(f"{path}/")), reverse=True)

    def having(self, interface: str) -> list[str]:
        return [path for path, interfaces in self.objects.items() if interface in interfaces]

    def get(self, path: str, interface: str) -> dict[str, Any]:
        return self.objects[path][interface]

    def add(self, path: str, interface: str, **properties: Any) -> None:
        self.objects.setdefault(path, {})[interface] = properties
        self._signal("/", OBJECT_MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, {interface: variants(properties)}])

    def remove(self, path: str) -> None:
        interfaces = self.objects.pop(path)
        self._signal("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [path, list(interfaces)])

    def remove_interface(self, path: str, interface: str) -> None:
        if self.objects.get(path, {}).pop(interface, None) is not None:
            self._signal("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [path, [interface]])

    def change(self, path: str, interface: str, *, without: tuple[str, ...] = (), **properties: Any) -> None:
        if path not in self.objects:
            return
        known = self.objects[path][interface]
        known.update(properties)
        for name in without:
            known.pop(name, None)
        body = [interface, variants(properties), list(without)]
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def _signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        if self.bus is not None:
            self.bus.send(
                Message(
                    path=path,
                    interface=interface,
                    member=member,
                    message_type=MessageType.SIGNAL,
                    signature=signature,
                    body=body,
                )
            )
