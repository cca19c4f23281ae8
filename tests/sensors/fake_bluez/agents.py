"""Agents: who answers for the person while two devices are paired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sensors.fake_bluez.calls import NOTHING
from tests.sensors.fake_bluez.errors import BluezError
from tests.sensors.fake_bluez.objects import AGENT_MANAGER

if TYPE_CHECKING:
    from dbus_fast import Message

    from tests.sensors.fake_bluez.calls import Methods, Reply


class Agents:
    """The agents that programs registered, and the one that is asked when the caller has none."""

    def __init__(self) -> None:
        self.registered: dict[str, str] = {}
        self.default: str | None = None

    @property
    def methods(self) -> Methods:
        return {
            (AGENT_MANAGER, "RegisterAgent"): self._register,
            (AGENT_MANAGER, "UnregisterAgent"): self._unregister,
            (AGENT_MANAGER, "RequestDefaultAgent"): self._make_default,
        }

    def is_anybody_there(self, caller: str) -> bool:
        """Whether a pairing that this program begins would find somebody to answer."""
        return caller in self.registered or self.default is not None

    def forget_client(self, name: str) -> None:
        self.registered.pop(name, None)
        if self.default == name:
            self.default = None

    async def _register(self, message: Message) -> Reply:
        if message.sender in self.registered:
            raise BluezError("AlreadyExists", "Already Exists")
        self.registered[message.sender] = message.body[0]
        return NOTHING

    async def _unregister(self, message: Message) -> Reply:
        if message.sender not in self.registered:
            raise BluezError("DoesNotExist", "Does Not Exist")
        self.forget_client(message.sender)
        return NOTHING

    async def _make_default(self, message: Message) -> Reply:
        if message.sender not in self.registered:
            raise BluezError("DoesNotExist", "Does Not Exist")
        self.default = message.sender
        return NOTHING
