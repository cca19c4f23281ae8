from __future__ import annotations

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from sensors import texts as said
from sensors.bluetooth_errors import NEVER_DBM, explained, wants_a_bond

REASON = BleakBluetoothNotAvailableReason


def bluez(name, *details):
    return BleakDBusError(name if "." in name else f"org.bluez.Error.{name}", list(details))


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (BleakBluetoothNotAvailableError("", REASON.NO_BLUETOOTH), said.NO_ADAPTER),
        (BleakBluetoothNotAvailableError("", REASON.NO_BLE_CENTRAL_ROLE), said.NO_ADAPTER),
        (BleakBluetoothNotAvailableError("", REASON.POWERED_OFF), said.POWERED_OFF),
        (BleakBluetoothNotAvailableError("", REASON.DENIED_BY_SYSTEM), said.DENIED),
        (BleakError("adapter 'hci7' not found"), said.NO_SUCH_ADAPTER),
        (bluez("NotReady", "Resource Not Ready"), said.POWERED_OFF),
        (bluez("org.freedesktop.DBus.Error.ServiceUnknown", ""), said.NO_BLUEZ),
        (bluez("org.freedesktop.DBus.Error.NoReply", ""), said.NO_BLUEZ),
        (bluez("org.freedesktop.DBus.Error.AccessDenied", ""), said.DENIED),
        (FileNotFoundError(), said.NO_BUS),
        (EOFError(), said.NO_BLUEZ),
        (BrokenPipeError(), said.NO_BLUEZ),
        (ConnectionResetError(), said.NO_BLUEZ),
        (BleakDeviceNotFoundError("C0:11", "gone"), said.ASLEEP),
        (TimeoutError(), said.NO_ANSWER),
        (bluez("Failed", "le-connection-abort-by-local"), said.NO_ANSWER),
        (bluez("Failed"), said.NO_ANSWER),
        (BleakError("failed to discover services, device disconnected"), said.NO_ANSWER),
        (bluez("Failed", "le-connection-abort-by-remote"), said.TAKEN),
        (bluez("Failed", "le-connection-refused"), said.TAKEN),
        (bluez("Failed", "le-connection-concurrent-connection-limit"), said.FULL),
        (bluez("InProgress", "Operation already in progress"), said.BUSY),
        (bluez("AuthenticationFailed", "Authentication Failed"), said.NOT_PAIRED),
        (bluez("NotPermitted", "Not paired"), said.NOT_PAIRED),
        (BleakGATTProtocolError(0x05), said.NOT_PAIRED),
        (BleakGATTProtocolError(0x0E), said.NO_ANSWER),
    ],
)
def test_every_bluetooth_error_becomes_a_sentence(error, text):
    assert explained(error).message == text()


def test_weakly_heard_strap_is_too_far_not_asleep():
    assert explained(TimeoutError(), heard_dbm=-92).message == said.TOO_FAR()
    assert explained(TimeoutError(), heard_dbm=-60).message == said.NO_ANSWER()
    assert explained(TimeoutError(), heard_dbm=NEVER_DBM).message == said.NO_ANSWER()
    assert explained(bluez("NotReady"), heard_dbm=-92).message == said.POWERED_OFF()


def test_refusal_that_pairing_fixes_is_recognised():
    assert wants_a_bond(BleakGATTProtocolError(0x0F))
    assert not wants_a_bond(BleakGATTProtocolError(0x80))
    assert not wants_a_bond(bluez("NotPermitted", "Read not permitted"))
    assert not wants_a_bond(TimeoutError())
