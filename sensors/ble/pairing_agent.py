"""The pairing agent: answers BlueZ for the person while one strap is paired, as a box without screen and keys does.

BlueZ refuses to pair when nobody is there to ask, which is so on a computer without a desktop. This agent lets the one
strap in that is being paired, and nothing else; a strap that wants a number typed in cannot be paired by it.
"""

from __future__ import annotations

import contextlib
import sys
import uuid
from typing import TYPE_CHECKING, Final

from bleak.exc import BleakDBusError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bleak.backends.device import BLEDevice
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

AGENT: Final = "org.bluez.Agent1"
REJECTED: Final = "org.bluez.Error.Rejected"
LETS_IN: Final = ("RequestAuthorization", "RequestConfirmation", "AuthorizeService")
GOES_AWAY: Final = ("Release", "Cancel")


@contextlib.asynccontextmanager
async def letting_in(device: BLEDevice) -> AsyncIterator[None]:
    """Answer for the person as long as the block lasts; elsewhere than on Linux the system asks by itself.

    Where BlueZ wants no agent nobody answers, which most straps do not mind. An agent that was there before is asked
    again afterwards.
    """
    if sys.platform != "linux":
        yield
        return
    from dbus_fast import BusType
    from dbus_fast.aio import MessageBus

    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        with contextlib.suppress(BleakDBusError):
            await _Agent(bus, device.details["path"]).register()
        yield
    finally:
        bus.disconnect()  # BlueZ forgets the agents of whoever leaves
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast has no types there


class _Agent:
    def __init__(self, bus: MessageBus, device_path: str) -> None:
        self._bus = bus
        self._device_path = device_path
        self._path = f"/pulsro/agent/{uuid.uuid4().hex}"
        bus.add_message_handler(self._answer)

    async def register(self) -> None:
        """Be asked about whatever this computer pairs with; BleakDBusError when BlueZ refuses."""
        await self._tell_bluez("RegisterAgent", "os", [self._path, "NoInputNoOutput"])
        await self._tell_bluez("RequestDefaultAgent", "o", [self._path])

    async def _tell_bluez(self, member: str, signature: str, body: list[str]) -> None:
        from dbus_fast import Message, MessageType

        reply = await self._bus.call(
            Message(
                destination="org.bluez",
                path="/org/bluez",
                interface="org.bluez.AgentManager1",
                member=member,
                signature=signature,
                body=body,
            )
        )
        if reply.message_type is MessageType.ERROR:
            raise BleakDBusError(reply.error_name or "", reply.body)

    def _answer(self, message: Message) -> Message | None:
        from dbus_fast import Message, MessageType

        if message.message_type is not MessageType.METHOD_CALL or message.interface != AGENT:
            return None
        if message.member in GOES_AWAY or self._is_welcome(message):
            return Message.new_method_return(message)
        return Message.new_error(message, REJECTED, "Only the strap that is being paired is let in, without a number.")

    def _is_welcome(self, message: Message) -> bool:
        return message.member in LETS_IN and message.body[0] == self._device_path
