"""Device information of a strap, read once a connection stands."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bleak.exc import BleakError

from sensors import gatt

if TYPE_CHECKING:
    from collections.abc import Callable

    from bleak import BleakClient
    from bleak.backends.characteristic import BleakGATTCharacteristic

    from sensors.ble.scan import FoundStrap

FULL_PERCENT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StrapInfo:
    """One strap's own words; None where it says nothing."""

    address: str
    name: str
    battery_percent: int | None = None
    body_location: str | None = None
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None


async def ask(client: BleakClient, found: FoundStrap) -> StrapInfo:
    """Read everything that is offered; what a strap does not offer, or refuses to say, stays None."""
    return StrapInfo(
        address=found.address,
        name=found.name,
        battery_percent=_percent(await _value(client, gatt.BATTERY_LEVEL)),
        body_location=_location(await _value(client, gatt.BODY_SENSOR_LOCATION)),
        maker=_text(await _value(client, gatt.MANUFACTURER_NAME)),
        model=_text(await _value(client, gatt.MODEL_NUMBER)),
        serial=_text(await _value(client, gatt.SERIAL_NUMBER)),
        firmware=_text(await _value(client, gatt.FIRMWARE_REVISION)),
    )


async def follow_battery(client: BleakClient, report: Callable[[int], None]) -> None:
    """Be told when the battery changes, where the strap tells it by itself."""
    battery = client.services.get_characteristic(gatt.BATTERY_LEVEL)
    if battery is None or "notify" not in battery.properties:
        return

    def receive(_: BleakGATTCharacteristic, value: bytearray) -> None:
        percent = _percent(bytes(value))
        if percent is not None:
            report(percent)

    with contextlib.suppress(BleakError):  # its first value was read; heart beats are worth more than the next
        await client.start_notify(battery, receive)


async def _value(client: BleakClient, characteristic: str) -> bytes:
    if client.services.get_characteristic(characteristic) is None:
        return b""
    try:
        return bytes(await client.read_gatt_char(characteristic))
    except BleakError:
        return b""


def _percent(value: bytes) -> int | None:
    return value[0] if value and value[0] <= FULL_PERCENT else None


def _location(value: bytes) -> str | None:
    return gatt.BODY_LOCATIONS[value[0]] if value and value[0] < len(gatt.BODY_LOCATIONS) else None


def _text(value: bytes) -> str | None:
    return value.decode("utf-8", "replace").rstrip("\0 ") or None
