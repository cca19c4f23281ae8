"""The real bluetoothd in place of the fake, where the kernel has `hci_vhci`: same tests, same virtual radio."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from bumble import hci, ll
from bumble.controller import Controller
from bumble.transport import open_transport
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from bumble.link import LocalLink

DAEMON = "/usr/libexec/bluetooth/bluetoothd"
ADAPTER = "org.bluez.Adapter1"
TOLD_S = 0.2  # until the straps know
STRONG_DBM, WEAK_DBM = -45, -60
NOT_OF_A_VIRTUAL_CONTROLLER = hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING


class PlainController(Controller):
    """What bumble's controller has to be like for a kernel.

    It reports a strength that swings, because bluetoothd tells of changes of 8 dB only, and a virtual radio has none.
    It keeps its address while it has links, because the kernel takes another one for each scan, and the virtual radio
    finds the two ends of a link by their addresses.
    It ends a connection attempt that is cancelled, and refuses to cancel when there is none, as the specification asks
    (7.8.13 LE Create Connection Cancel); bumble says yes and goes on, and makes a link that nobody wants any more.
    """

    _is_weak = False

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        for report in getattr(packet, "reports", None) or ():
            self._is_weak = not self._is_weak
            report.rssi = WEAK_DBM if self._is_weak else STRONG_DBM
        super().send_hci_packet(packet)

    def on_hci_le_set_random_address_command(
        self, command: hci.HCI_LE_Set_Random_Address_Command
    ) -> hci.HCI_StatusReturnParameters:
        if self.le_connections:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)
        return super().on_hci_le_set_random_address_command(command)

    def on_hci_le_create_connection_cancel_command(
        self, _: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        if self.pending_le_connection is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        cancelled = _cancelled(self.pending_le_connection.peer_address)
        self.pending_le_connection = None
        asyncio.get_running_loop().call_soon(self.send_hci_packet, cancelled)  # after the answer to the command
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)


def _cancelled(peer: hci.Address) -> hci.HCI_LE_Connection_Complete_Event:
    """How a controller tells that there will be no link."""
    return hci.HCI_LE_Connection_Complete_Event(
        status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
        connection_handle=0,
        role=hci.Role.CENTRAL,
        peer_address_type=peer.address_type,
        peer_address=peer,
        connection_interval=0,
        peripheral_latency=0,
        supervision_timeout=0,
        central_clock_accuracy=0,
    )


def _daemon() -> subprocess.Popen[bytes]:
    return subprocess.Popen([DAEMON, "-n"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class RealBluez:
    """bluetoothd with one adapter on a virtual radio; what only the fake can tell makes a test skip."""

    def __init__(self, link: LocalLink, *, has_adapter: bool = True, roles: tuple[str, ...] = ()) -> None:
        if roles:
            pytest.skip("The kernel's virtual adapter has the roles that it has.")
        self._radio = link
        self._has_adapter = has_adapter

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        pytest.skip(f"bluetoothd does not tell its {name}.")

    async def start(self, address: str) -> RealBluez:
        self._daemon = _daemon()
        self._bus = await MessageBus(bus_address=address).connect()
        if self._has_adapter:
            self._transport = await open_transport("vhci")
            self.controller = PlainController(
                "host", host_source=self._transport.source, host_sink=self._transport.sink, link=self._radio
            )
            self.controller.le_features &= ~NOT_OF_A_VIRTUAL_CONTROLLER
            await self.power(on=True)
        else:
            await self._objects()
        return self

    async def power(self, *, on: bool) -> None:
        body = [ADAPTER, "Powered", Variant("b", on)]
        async with asyncio.timeout(PATIENCE_S):
            while True:  # the adapter appears late, and is busy for a moment when it does
                path = next((path for path, has in (await self._objects()).items() if ADAPTER in has), None)
                if path and await self._ask(path, "org.freedesktop.DBus.Properties", "Set", "ssv", body) is not None:
                    return
                await asyncio.sleep(0.05)

    async def crash(self) -> None:
        """As after SIGKILL, because it is one; its links end with it, and its adapter goes before another one comes."""
        self._daemon.kill()
        await asyncio.to_thread(self._daemon.wait)
        for link in list(self.controller.le_connections.values()):
            link.send_ll_control_pdu(ll.TerminateInd(hci.HCI_ErrorCode.REMOTE_USER_TERMINATED_CONNECTION_ERROR))
        await asyncio.sleep(TOLD_S)
        await self._close()

    async def stop(self) -> None:
        if self._daemon.poll() is None:
            self._daemon.terminate()
            await asyncio.to_thread(self._daemon.wait)
            await self._close()

    async def _close(self) -> None:
        self._bus.disconnect()
        if self._has_adapter:
            self._radio.controllers.discard(self.controller)
            with contextlib.suppress(OSError):
                await self._transport.close()

    async def _objects(self) -> dict[str, dict[str, Any]]:
        async with asyncio.timeout(PATIENCE_S):
            while (found := await self._ask("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")) is None:  # noqa: ASYNC110 - a daemon that starts tells nobody
                await asyncio.sleep(0.05)
        return found[0]

    async def _ask(self, path: str, interface: str, member: str, signature: str = "", body: object = ()) -> list | None:
        reply = await self._bus.call(
            Message(
                destination="org.bluez",
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=list(body),
            )
        )
        return reply.body if reply.message_type is MessageType.METHOD_RETURN else None
