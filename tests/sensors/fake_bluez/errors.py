"""What bluetoothd answers when it refuses, under the names that it uses (src/error.c and src/gatt-client.c of 5.66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bumble.att import ErrorCode

if TYPE_CHECKING:
    from bumble.att import ATT_Error

NOT_PAIRED = "Not paired"
WANTS_A_BOND = (
    ErrorCode.INSUFFICIENT_AUTHENTICATION,
    ErrorCode.INSUFFICIENT_ENCRYPTION,
    ErrorCode.INSUFFICIENT_ENCRYPTION_KEY_SIZE,
)
NAMED = {
    ErrorCode.READ_NOT_PERMITTED: ("NotPermitted", "Read not permitted"),
    ErrorCode.WRITE_NOT_PERMITTED: ("NotPermitted", "Write not permitted"),
    ErrorCode.REQUEST_NOT_SUPPORTED: ("NotSupported", "Operation is not supported"),
    ErrorCode.INVALID_OFFSET: ("InvalidArguments", "Invalid offset"),
    ErrorCode.INVALID_ATTRIBUTE_LENGTH: ("InvalidArguments", "Invalid Length"),
    ErrorCode.INSUFFICIENT_AUTHORIZATION: ("NotAuthorized", "Operation Not Authorized"),
    **dict.fromkeys(WANTS_A_BOND, ("NotPermitted", NOT_PAIRED)),
}


class BluezError(Exception):
    """An error that goes back to the caller under its D-Bus name."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text)
        self.name = name if "." in name else f"org.bluez.Error.{name}"


def from_att(error: ATT_Error) -> BluezError:
    """The refusal of a strap, as bluetoothd passes it on."""
    unnamed = ("Failed", f"Operation failed with ATT error: 0x{int(error.error_code):02x}")
    return BluezError(*NAMED.get(error.error_code, unnamed))
