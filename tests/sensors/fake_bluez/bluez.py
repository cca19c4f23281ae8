"""The service `org.bluez` itself: what Bleak and Chromium call, answered by a bumble central."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bumble import hci
from bumble.att import ATT_Error
from bumble.controller import Controller
from bumble.core import BaseBumbleError
from bumble.device import Device, DeviceConfiguration
from bumble.keys import MemoryKeyStore
from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from tests.sensors.fake_bluez.agents import Agents
from tests.sensors.fake_bluez.calls import NOTHING
from tests.sensors.fake_bluez.discovery import Discovery
from tests.sensors.fake_bluez.errors import BluezError, from_att
from tests.sensors.fake_bluez.links import Links
from tests.sensors.fake_bluez.objects import (
    ADAPTER,
    ADAPTER_PATH,
    AGENT_MANAGER,
    OBJECT_MANAGER,
    PROPERTIES,
    ROOT_PATH,
    ObjectTree,
    variants,
)

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bumble.link import LocalLink

    from tests.sensors.fake_bluez.calls import Method, Reply

BUS = "org.freedesktop.DBus"
ADAPTER_PROPERTIES = {
    "Address": "00:AA:01:02:03:04",
    "AddressType": "public",
    "Name": "host",
    "Alias": "host",
    "Class": 0,
    "Powered": True,
    "Discoverable": False,
    "Pairable": False,
    "Discovering": False,
    "UUIDs": [],
    "Modalias": "usb:v1D6Bp0246d0542",
}


class FakeBluez:
    """One adapter, `hci0`, on a virtual radio."""

    def __init__(self, link: LocalLink, *, has_adapter: bool = True, roles: tuple[str, ...] = ("central",)) -> None:
        self.controller = Controller("host", link=link)
        self._radio = link
        self._adapter = {**ADAPTER_PROPERTIES, "Roles": list(roles)} if has_adapter else None
        self._central = Device.from_config_with_hci(
            DeviceConfiguration(name="host", address=hci.Address("F0:F1:F2:F3:F4:F5")), self.controller, self.controller
        )
        self._central.keystore = MemoryKeyStore()
        self._tree = ObjectTree()
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_frozen = False
        self.agents = Agents()
        self.discovery = Discovery(self._central, self._tree)
        self.links = Links(self._central, self.controller, self._tree, self.discovery, self.agents, self._in_background)
        self._methods = {
            (OBJECT_MANAGER, "GetManagedObjects"): self._get_managed_objects,
            (PROPERTIES, "Get"): self._get_property,
            (PROPERTIES, "GetAll"): self._get_properties,
            (PROPERTIES, "Set"): self._set_property,
            **self.agents.methods,
            **self.discovery.methods,
            **self.links.methods,
        }

    async def start(self, address: str) -> FakeBluez:
        """Appear on the bus at `address`."""
        await self._central.power_on()
        self._bus = await MessageBus(bus_address=address).connect()
        self._tree.bus = self._bus
        self._bus.add_message_handler(self._handle)
        self._tree.add(ROOT_PATH, AGENT_MANAGER)
        if self._adapter is not None:
            self._tree.add(ADAPTER_PATH, ADAPTER, **self._adapter)
        await self._watch_for_clients_that_leave()
        await self._bus.request_name("org.bluez")
        return self

    async def power(self, *, on: bool) -> None:
        """Switch Bluetooth off or on, as a person would."""
        if not on:
            await self.links.hang_up_all()
            await self.discovery.stop()
        self._tree.change(ADAPTER_PATH, ADAPTER, Powered=on)

    async def crash(self) -> None:
        """Die without a word, as after SIGKILL: no signal, only a name that is gone."""
        self._tree.bus = None
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()
        self.discovery.forget_devices()
        await self.links.hang_up_all()
        self._radio.controllers.discard(self.controller)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._bus.connected:
            await self.crash()

    # ------------------------------------------------------------------ D-Bus

    async def _watch_for_clients_that_leave(self) -> None:
        rule = f"type='signal',sender='{BUS}',member='NameOwnerChanged'"
        path = "/org/freedesktop/DBus"
        await self._bus.call(
            Message(destination=BUS, path=path, interface=BUS, member="AddMatch", signature="s", body=[rule])
        )

    def _handle(self, message: Message) -> bool | None:
        if message.message_type == MessageType.SIGNAL and message.member == "NameOwnerChanged" and not message.body[2]:
            self._in_background(self._forget_client(message.body[0]))
        if message.message_type != MessageType.METHOD_CALL:
            return None
        method = self._methods.get((message.interface, message.member))
        if method is None:
            return None
        if self.is_frozen:  # as after SIGSTOP: what is asked is never answered
            return True
        self._in_background(self._answer(message, method))
        return True

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, message: Message, method: Method) -> None:
        try:
            reply = await self._called(message, method)
        except BluezError as error:
            self._send(Message.new_error(message, error.name, str(error)))
        else:
            self._send(Message.new_method_return(message, *reply))

    async def _called(self, message: Message, method: Method) -> Reply:
        if message.path != "/" and message.path not in self._tree.objects:
            raise BluezError(f"{BUS}.Error.UnknownObject", f"There is no object {message.path}")
        try:
            return await method(message)
        except ATT_Error as error:
            raise from_att(error) from error
        except BaseBumbleError as error:
            raise BluezError("Failed", repr(error)) from error

    def _send(self, message: Message) -> None:
        if self._bus.connected:
            self._bus.send(message)

    async def _forget_client(self, name: str) -> None:
        self.agents.forget_client(name)
        self.links.attributes.forget_client(name)
        await self.discovery.forget_client(name)

    async def _get_managed_objects(self, _: Message) -> Reply:
        return "a{oa{sa{sv}}}", [self._tree.managed()]

    async def _get_property(self, message: Message) -> Reply:
        interface, name = message.body
        return "v", [variants(self._tree.get(message.path, interface))[name]]

    async def _get_properties(self, message: Message) -> Reply:
        return "a{sv}", [variants(self._tree.get(message.path, message.body[0]))]

    async def _set_property(self, message: Message) -> Reply:
        interface, name, value = message.body
        if name == "Powered":
            await self.power(on=value.value)
        else:
            self._tree.change(message.path, interface, **{name: value.value})
        return NOTHING
