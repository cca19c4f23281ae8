"""Links to devices: made, used for pairing, and lost."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from bumble.core import UUID, BaseBumbleError
from bumble.device import Peer
from bumble.pairing import PairingConfig, PairingDelegate

from tests.sensors.fake_bluez.attributes import Attributes
from tests.sensors.fake_bluez.calls import NOTHING
from tests.sensors.fake_bluez.discovery import require_power
from tests.sensors.fake_bluez.errors import NOT_PAIRED, BluezError
from tests.sensors.fake_bluez.objects import ADAPTER, BATTERY, DEVICE, ObjectTree

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bumble.controller import Controller
    from bumble.device import Connection, Device
    from dbus_fast import Message

    from tests.sensors.fake_bluez.agents import Agents
    from tests.sensors.fake_bluez.calls import Methods, Reply
    from tests.sensors.fake_bluez.discovery import Discovery

CONNECT_TIMEOUT_S = 25.0
IN_FLIGHT_S = 0.05
USUAL_MTU = 517
BATTERY_LEVEL = UUID.from_16_bits(0x2A19)


def just_works(_: Connection) -> PairingConfig:
    """Bonds as a computer does that nobody sits at."""
    return PairingConfig(mitm=False, delegate=PairingDelegate(PairingDelegate.NO_OUTPUT_NO_INPUT))


class Links:
    """The connecting half of an adapter.

    `refusals` are given to the next calls of Connect, first come first served; `busiest` is the largest number of
    connects that were ever under way at once.
    """

    def __init__(
        self,
        central: Device,
        controller: Controller,
        tree: ObjectTree,
        discovery: Discovery,
        agents: Agents,
        in_background: Callable[[Coroutine[None, None, None]], None],
    ) -> None:
        self.refusals: list[BluezError] = []
        self.busiest = 0
        self.attributes = Attributes(tree, self._bond)
        self._central = central
        self._controller = controller
        self._tree = tree
        self._discovery = discovery
        self._agents = agents
        self._in_background = in_background
        self._peers: dict[str, Peer] = {}
        self._connecting: dict[str, asyncio.Future[Connection]] = {}
        central.pairing_config_factory = just_works

    @property
    def methods(self) -> Methods:
        return {
            (DEVICE, "Connect"): self._connect,
            (DEVICE, "Disconnect"): self._disconnect,
            (DEVICE, "Pair"): self._pair,
            (ADAPTER, "RemoveDevice"): self._remove,
            **self.attributes.methods,
        }

    async def hang_up_all(self) -> None:
        for path in list(self._peers):
            await self._hang_up(path)

    async def _connect(self, message: Message) -> Reply:
        await self._ensure_link(message.path)
        return NOTHING

    async def _ensure_link(self, path: str) -> None:
        require_power(self._tree)
        if self.refusals:
            raise self.refusals.pop(0)
        if path not in self._peers:
            self._on_link(path, await self._dial(path))

    async def _dial(self, path: str) -> Connection:
        """One at a time, as a radio does it; a Disconnect meanwhile gives up."""
        self._connecting[path] = asyncio.ensure_future(self._one_dial(path))
        self.busiest = max(self.busiest, len(self._connecting))
        try:
            return await self._connecting[path]
        except asyncio.CancelledError:
            raise BluezError("Failed", "le-connection-abort-by-local") from None
        except (BaseBumbleError, TimeoutError) as error:
            raise BluezError("Failed", "le-connection-abort-by-local") from error
        finally:
            del self._connecting[path]

    async def _one_dial(self, path: str) -> Connection:
        while self._central.is_le_connecting:  # noqa: ASYNC110 - the virtual radio has no queue to wait in
            await asyncio.sleep(0.005)
        try:
            return await self._central.connect(self._discovery.addresses[path], timeout=CONNECT_TIMEOUT_S)
        finally:
            self._controller.pending_le_connection = None  # bumble's controller never gives up by itself

    def _on_link(self, path: str, connection: Connection) -> None:
        self._peers[path] = peer = Peer(connection)
        connection.on("disconnection", lambda _: self._on_disconnection(path))
        self._tree.change(path, DEVICE, Connected=True)
        self._in_background(self._resolve(path, peer))

    async def _resolve(self, path: str, peer: Peer) -> None:
        with contextlib.suppress(BaseBumbleError, asyncio.CancelledError):
            if self._tree.get(path, DEVICE)["Paired"]:
                await peer.connection.encrypt()
            await peer.request_mtu(USUAL_MTU)
            services = await self.attributes.show(path, peer)
            await self.attributes.resume(path)
            self._tree.change(path, DEVICE, UUIDs=sorted(services), ServicesResolved=True)
            await self._follow_battery(path, peer)

    async def _follow_battery(self, path: str, peer: Peer) -> None:
        """bluetoothd looks after the battery for itself, beside whoever reads it over GATT."""
        for characteristic in peer.get_characteristics_by_uuid(BATTERY_LEVEL):
            value = await peer.read_value(characteristic)
            self._tree.add(path, BATTERY, Percentage=value[0])

    def _on_disconnection(self, path: str) -> None:
        del self._peers[path]
        self.attributes.hide(path)
        self._tree.change(path, DEVICE, ServicesResolved=False, Connected=False)
        self._tree.remove_interface(path, BATTERY)
        self._discovery.keep(path)

    async def _disconnect(self, message: Message) -> Reply:
        if message.path in self._connecting:
            await self._give_up(self._connecting[message.path])
        await self._hang_up(message.path)
        return NOTHING

    async def _give_up(self, dialling: asyncio.Future[Connection]) -> None:
        """What is in flight lands first: bumble cannot bear a link that nobody waits for any more."""
        self._controller.pending_le_connection = None
        await asyncio.wait({dialling}, timeout=IN_FLIGHT_S)
        dialling.cancel()

    async def _hang_up(self, path: str) -> None:
        if path in self._peers:
            await self._peers[path].connection.disconnect()

    async def _remove(self, message: Message) -> Reply:
        path = message.body[0]
        if path not in self._tree.objects:
            raise BluezError("DoesNotExist", "Does Not Exist")
        await self._hang_up(path)
        self._tree.remove(path)
        return NOTHING

    # ------------------------------------------------------------------ pairing

    async def _pair(self, message: Message) -> Reply:
        path = message.path
        if self._tree.get(path, DEVICE)["Paired"]:
            raise BluezError("AlreadyExists", "Already Exists")
        if not self._agents.is_anybody_there(message.sender):
            raise BluezError("AuthenticationFailed", "Authentication Failed")
        await self._ensure_link(path)
        await self._make_bond(path)
        return NOTHING

    async def _bond(self, path: str, caller: str) -> None:
        """The bond that a device asked for in the middle of something else."""
        if not self._agents.is_anybody_there(caller):
            raise BluezError("NotPermitted", NOT_PAIRED)
        await self._make_bond(path)

    async def _make_bond(self, path: str) -> None:
        try:
            await self._peers[path].connection.pair()
        except BaseBumbleError as error:
            raise BluezError("AuthenticationFailed", "Authentication Failed") from error
        self._tree.change(path, DEVICE, Paired=True, Bonded=True)
