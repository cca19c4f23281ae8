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
AGENT_MANAGER = "org.bluez.AgentManager1"

SIGNATURES = {
    "Adapter": "o",
    "Address": "s",
    "AddressType": "s",
    "Alias": "s",
    "Blocked": "b",
    "Connected": "b",
    "Device": "o",
    "Discovering": "b",
    "Flags": "as",
    "Includes": "ao",
    "LegacyPairing": "b",
    "MTU": "q",
    "Name": "s",
    "Notifying": "b",
    "Paired": "b",
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
    """Paths with interfaces with properties."""

    bus: MessageBus
    objects: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    is_silent: bool = False

    def managed(self) -> dict[str, dict[str, dict[str, Variant]]]:
        return {
            path: {name: variants(properties) for name, properties in interfaces.items()}
            for path, interfaces in self.objects.items()
        }

    def below(self, path: str) -> list[str]:
        return [each for each in self.objects if each.startswith(f"{path}/")]

    def get(self, path: str, interface: str) -> dict[str, Any]:
        return self.objects[path][interface]

    def add(self, path: str, interface: str, **properties: Any) -> None:
        self.objects.setdefault(path, {})[interface] = properties
        self._signal("/", OBJECT_MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, {interface: variants(properties)}])

    def remove(self, path: str) -> None:
        interfaces = self.objects.pop(path)
        self._signal("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [path, list(interfaces)])

    def change(self, path: str, interface: str, **properties: Any) -> None:
        if path in self.objects:
            self.objects[path][interface].update(properties)
            self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, variants(properties), []])

    def _signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        if not self.is_silent:
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
