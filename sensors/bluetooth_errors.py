"""What Bluetooth says when it fails, turned into sentences that help."""

from __future__ import annotations

from typing import Final

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
)

NO_ADAPTER: Final = (
    "This computer has no Bluetooth adapter that can talk to a strap. Plug in a stick with Bluetooth 4 or newer."
)
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
    "org.bluez.Error.NotReady": POWERED_OFF,
    "org.freedesktop.DBus.Error.ServiceUnknown": NO_BLUEZ,
    "org.freedesktop.DBus.Error.NameHasNoOwner": NO_BLUEZ,
    "org.freedesktop.DBus.Error.NoReply": NO_BLUEZ,
    "org.freedesktop.DBus.Error.AccessDenied": DENIED,
}
BLUETOOTH_ERRORS: Final = (BleakError, OSError, EOFError, TimeoutError)
"""Everything that Bleak was seen to raise when Bluetooth fails."""


class StrapError(Exception):
    """The strap cannot be used just now; the message says what to do."""


def explained(error: BaseException) -> StrapError:
    """The sentence for whatever Bleak raised."""
    return StrapError(_sentence(error))


def _sentence(error: BaseException) -> str:  # noqa: PLR0911 - one line for each kind of failure
    match error:
        case BleakBluetoothNotAvailableError():
            return _REASONS.get(error.reason, NO_ADAPTER)
        case BleakDBusError():
            return _DBUS_ERRORS.get(error.dbus_error, NO_ANSWER)
        case BleakDeviceNotFoundError():
            return ASLEEP
        case BleakCharacteristicNotFoundError():
            return NOT_A_STRAP
        case TimeoutError() | BleakError():
            return NO_ANSWER
        case EOFError() | ConnectionResetError() | BrokenPipeError():
            return NO_BLUEZ
        case _:
            return NO_BUS
