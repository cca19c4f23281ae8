"""UUIDs of services and characteristics (Bluetooth SIG, assigned numbers; Polar's own)."""

from __future__ import annotations

from typing import Final

_BASE: Final = "0000{:04x}-0000-1000-8000-00805f9b34fb"

HEART_RATE_SERVICE: Final = _BASE.format(0x180D)
HEART_RATE_MEASUREMENT: Final = _BASE.format(0x2A37)
BODY_SENSOR_LOCATION: Final = _BASE.format(0x2A38)
BATTERY_LEVEL: Final = _BASE.format(0x2A19)
MANUFACTURER_NAME: Final = _BASE.format(0x2A29)
MODEL_NUMBER: Final = _BASE.format(0x2A24)
SERIAL_NUMBER: Final = _BASE.format(0x2A25)
FIRMWARE_REVISION: Final = _BASE.format(0x2A26)

PMD_CONTROL: Final = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
PMD_DATA: Final = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"
"""Polar's own: the control point and the data of its measurements."""

BODY_LOCATIONS: Final = ("other", "chest", "wrist", "finger", "hand", "ear lobe", "foot")
"""What the values of the Body Sensor Location mean."""
