"""What Bluetooth says when it fails, turned into sentences that help."""

from __future__ import annotations

import re
from typing import Final

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

NO_ADAPTER: Final = (
    "This computer has no Bluetooth adapter that can talk to a strap. Plug in a stick with Bluetooth 4 or newer."
)
NO_SUCH_ADAPTER: Final = "This computer has no Bluetooth adapter of that name. Leave the name out, or look it up again."
POWERED_OFF: Final = "Bluetooth is switched off on this computer. Switch it on and try again."
DENIED: Final = "This computer does not let Pulsro use Bluetooth. Allow it in the system settings, or ask who runs it."
NO_BUS: Final = (
    "This computer has no D-Bus, through which Linux offers Bluetooth. Start the service dbus and try again."
)
NO_BLUEZ: Final = "Bluetooth is not running on this computer. Install BlueZ and start the service bluetooth."
ASLEEP: Final = (
    "No strap answered. Wet the pads, put the strap on, stay within a few metres, "
    "and close phone apps that may hold it."
)
NO_ANSWER: Final = (
    "The strap was found but did not answer. Wet the pads, wear it, come closer, and close other apps that use it."
)
TOO_FAR: Final = (
    "The strap was heard from too far away to be connected. Come within a few metres, with nothing in between."
)
TAKEN: Final = (
    "The strap refuses another connection: a phone, watch or computer seems to hold it. "
    "Close the apps that use it, or switch off Bluetooth there."
)
FULL: Final = "This Bluetooth adapter holds as many straps as it can. Take one off, or use a second adapter."
OTHERS_FIRST: Final = "Other straps are being connected. This one comes next; keep it on and stay near."
BUSY: Final = "Bluetooth on this computer is busy with another program. It is tried again in a moment."
NOT_PAIRED: Final = (
    "The strap wants to be paired with this computer, and that failed. Unpair it from phones and watches, "
    "take it off for a minute, and try again beside this computer."
)
NOT_A_STRAP: Final = (
    "This device does not send heartbeats as a chest strap does. Choose another one; pulsro strap scan lists them."
)
LINK_LOST: Final = "The connection to the strap was lost. Come closer and keep the strap on; it is being looked for."
NO_DATA: Final = (
    "The strap is connected but has sent nothing for a while. Check that it sits well; it is being connected anew."
)

_REASONS: Final = {
    BleakBluetoothNotAvailableReason.POWERED_OFF: POWERED_OFF,
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: DENIED,
}
_DBUS_ERRORS: Final = {
    "org.bluez.Error.AuthenticationCanceled": NOT_PAIRED,
    "org.bluez.Error.AuthenticationFailed": NOT_PAIRED,
    "org.bluez.Error.AuthenticationRejected": NOT_PAIRED,
    "org.bluez.Error.AuthenticationTimeout": NOT_PAIRED,
    "org.bluez.Error.InProgress": BUSY,
    "org.bluez.Error.NotPermitted": NOT_PAIRED,
    "org.bluez.Error.NotReady": POWERED_OFF,
    "org.freedesktop.DBus.Error.ServiceUnknown": NO_BLUEZ,
    "org.freedesktop.DBus.Error.NameHasNoOwner": NO_BLUEZ,
    "org.freedesktop.DBus.Error.NoReply": NO_BLUEZ,
    "org.freedesktop.DBus.Error.AccessDenied": DENIED,
}
_CONNECT_ERRORS: Final = {
    "abort-by-remote": TAKEN,
    "connection-limit": FULL,
    "refused": TAKEN,
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


class StrapError(Exception):
    """The strap cannot be used just now; the message says what to do."""


class NotYetError(StrapError):
    """Nothing is wrong with the strap; others come first."""


def explained(error: BaseException, *, heard_dbm: int | None = None) -> StrapError:
    """The sentence for whatever Bleak raised; it may depend on how well the strap was heard before."""
    sentence = _sentence(error)
    is_far = sentence == NO_ANSWER and heard_dbm is not None and NEVER_DBM < heard_dbm <= WEAK_DBM
    return StrapError(TOO_FAR if is_far else sentence)


def wants_a_bond(error: BaseException) -> bool:
    """Whether a strap refused because it talks to paired computers only."""
    match error:
        case BleakGATTProtocolError():
            return error.code in _BOND_CODES
        case BleakDBusError():
            return error.dbus_error == "org.bluez.Error.NotPermitted" and error.dbus_error_details == "Not paired"
        case _:
            return False


def _sentence(error: BaseException) -> str:
    match error:
        case BleakError():
            return _bleak_sentence(error)
        case TimeoutError():
            return NO_ANSWER
        case EOFError() | ConnectionResetError() | BrokenPipeError():
            return NO_BLUEZ
        case _:
            return NO_BUS


def _bleak_sentence(error: BleakError) -> str:  # noqa: PLR0911 - one line for each kind of failure
    match error:
        case BleakBluetoothNotAvailableError():
            return _REASONS.get(error.reason, NO_ADAPTER)
        case BleakDBusError():
            return _DBUS_ERRORS.get(error.dbus_error) or _connect_sentence(error.dbus_error_details or "")
        case BleakDeviceNotFoundError():
            return ASLEEP
        case BleakCharacteristicNotFoundError():
            return NOT_A_STRAP
        case _ if wants_a_bond(error):
            return NOT_PAIRED
        case _ if NO_ADAPTER_OF_THAT_NAME.fullmatch(str(error)):
            return NO_SUCH_ADAPTER
        case _:
            return NO_ANSWER


def _connect_sentence(details: str) -> str:
    return next((sentence for part, sentence in _CONNECT_ERRORS.items() if part in details), NO_ANSWER)
