"""Failures of Bluetooth, as Bleak reports them, and the messages that help a person with each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

from sensors import texts
from sensors.errors import SensorsError

if TYPE_CHECKING:
    from messages import Text

_REASONS: Final = {
    BleakBluetoothNotAvailableReason.POWERED_OFF: texts.POWERED_OFF,
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: texts.DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: texts.DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: texts.DENIED,
}
_DBUS_ERRORS: Final = {
    "org.bluez.Error.AuthenticationCanceled": texts.NOT_PAIRED,
    "org.bluez.Error.AuthenticationFailed": texts.NOT_PAIRED,
    "org.bluez.Error.AuthenticationRejected": texts.NOT_PAIRED,
    "org.bluez.Error.AuthenticationTimeout": texts.NOT_PAIRED,
    "org.bluez.Error.InProgress": texts.BUSY,
    "org.bluez.Error.NotPermitted": texts.NOT_PAIRED,
    "org.bluez.Error.NotReady": texts.POWERED_OFF,
    "org.freedesktop.DBus.Error.ServiceUnknown": texts.NO_BLUEZ,
    "org.freedesktop.DBus.Error.NameHasNoOwner": texts.NO_BLUEZ,
    "org.freedesktop.DBus.Error.NoReply": texts.NO_BLUEZ,
    "org.freedesktop.DBus.Error.AccessDenied": texts.DENIED,
}
_CONNECT_ERRORS: Final = {
    "abort-by-remote": texts.TAKEN,
    "connection-limit": texts.FULL,
    "refused": texts.TAKEN,
}
"""Parts of what BlueZ says when it could not connect (src/error.h)."""
_BOND_CODES: Final = (
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHORIZATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION_KEY_SIZE,
)
NEVER_DBM: Final = -127
"""What Bleak says of the signal of a device that it did not hear."""
NO_ADAPTER_OF_THAT_NAME: Final = re.compile("adapter '.*' not found")
"""What Bleak says, in words only."""
WEAK_DBM: Final = -85
"""A strap that is heard so weakly hears the computer no better."""
BLUETOOTH_ERRORS: Final = (BleakError, OSError, EOFError, TimeoutError)
"""Everything that Bleak was seen to raise when Bluetooth fails."""


class StrapError(SensorsError):
    """The strap cannot be used just now."""


class NotYetError(StrapError):
    """Nothing is wrong with the strap; others come first."""


def explained(error: BaseException, *, heard_dbm: int | None = None) -> StrapError:
    """What to say about whatever Bleak raised; it may depend on how well the strap was heard before."""
    text = _text(error)
    is_far = text is texts.NO_ANSWER and heard_dbm is not None and NEVER_DBM < heard_dbm <= WEAK_DBM
    return StrapError(texts.TOO_FAR() if is_far else text())


def wants_a_bond(error: BaseException) -> bool:
    """Whether a strap refused because it talks to paired computers only."""
    match error:
        case BleakGATTProtocolError():
            return error.code in _BOND_CODES
        case BleakDBusError():
            return error.dbus_error == "org.bluez.Error.NotPermitted" and error.dbus_error_details == "Not paired"
        case _:
            return False


def _text(error: BaseException) -> Text:
    match error:
        case BleakError():
            return _bleak_text(error)
        case TimeoutError():
            return texts.NO_ANSWER
        case EOFError() | ConnectionResetError() | BrokenPipeError():
            return texts.NO_BLUEZ
        case _:
            return texts.NO_BUS


def _bleak_text(error: BleakError) -> Text:  # noqa: PLR0911 - one line for each kind of failure
    match error:
        case BleakBluetoothNotAvailableError():
            return _REASONS.get(error.reason, texts.NO_ADAPTER)
        case BleakDBusError():
            return _DBUS_ERRORS.get(error.dbus_error) or _connect_text(error.dbus_error_details or "")
        case BleakDeviceNotFoundError():
            return texts.ASLEEP
        case BleakCharacteristicNotFoundError():
            return texts.NOT_A_STRAP
        case _ if wants_a_bond(error):
            return texts.NOT_PAIRED
        case _ if NO_ADAPTER_OF_THAT_NAME.fullmatch(str(error)):
            return texts.NO_SUCH_ADAPTER
        case _:
            return texts.NO_ANSWER


def _connect_text(details: str) -> Text:
    return next((text for part, text in _CONNECT_ERRORS.items() if part in details), texts.NO_ANSWER)
