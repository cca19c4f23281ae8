"""The virtual adapter that a real kernel gets in the nights, without the kernel."""

from __future__ import annotations

import pytest

from tests.patience import until

pytestmark = [pytest.mark.bluetooth, pytest.mark.anyio]

COMPLETE, STATUS, CONNECTED = (
    "HCI_COMMAND_COMPLETE_EVENT",
    "HCI_COMMAND_STATUS_EVENT",
    "HCI_LE_CONNECTION_COMPLETE_EVENT",
)


class Kernel:
    """What a kernel is told by its adapter."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def on_packet(self, packet: bytes) -> None:
        from bumble import hci

        event = hci.HCI_Packet.from_bytes(packet)
        status = event.return_parameters.status if event.name == COMPLETE else event.status
        self.told.append((event.name, hci.HCI_ErrorCode(status).name))


@pytest.fixture
def kernel():
    return Kernel()


@pytest.fixture
async def adapter(kernel, radio):
    from tests.sensors.real_bluez import PlainController

    return PlainController("host", host_sink=kernel, link=radio)


def cancel():
    from bumble import hci

    return hci.HCI_LE_Create_Connection_Cancel_Command()


def connect(strap):
    from bumble import hci

    return hci.HCI_LE_Create_Connection_Command(
        le_scan_interval=96,
        le_scan_window=96,
        initiator_filter_policy=0,
        peer_address_type=hci.AddressType.RANDOM_DEVICE,
        peer_address=hci.Address(strap, hci.Address.RANDOM_DEVICE_ADDRESS),
        own_address_type=hci.OwnAddressType.PUBLIC,
        connection_interval_min=24,
        connection_interval_max=40,
        max_latency=0,
        supervision_timeout=42,
        min_ce_length=0,
        max_ce_length=0,
    )


async def test_cancelled_connection_is_ended_and_never_made(adapter, kernel, worn):
    adapter.on_hci_packet(connect("C0:11:22:33:FF:FF"))
    adapter.on_hci_packet(cancel())
    await until(lambda: len(kernel.told) == 3)

    assert kernel.told == [
        (STATUS, "SUCCESS"),
        (COMPLETE, "SUCCESS"),
        (CONNECTED, "UNKNOWN_CONNECTION_IDENTIFIER_ERROR"),
    ]
    adapter.on_hci_packet(connect(strap := (await worn()).address))
    await until(lambda: len(kernel.told) == 5)
    assert kernel.told[3:] == [(STATUS, "SUCCESS"), (CONNECTED, "SUCCESS")]
    assert [str(address) for address in adapter.le_connections] == [strap]


async def test_cancelling_a_made_connection_is_refused(adapter, kernel, worn):
    adapter.on_hci_packet(connect((await worn()).address))
    await until(lambda: adapter.le_connections)
    adapter.on_hci_packet(cancel())
    await until(lambda: len(kernel.told) == 3)

    assert kernel.told[1:] == [(CONNECTED, "SUCCESS"), (COMPLETE, "COMMAND_DISALLOWED_ERROR")]
    assert adapter.le_connections
