"""Control point of Polar's measurement data: requests and answers."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FEATURES: Final = 0x0F
RESPONSE: Final = 0xF0


class Measurement(IntEnum):
    """What can be streamed."""

    ECG = 0
    ACCELERATION = 2


class ControlCommand(IntEnum):
    """What the control point is asked to do."""

    GET_SETTINGS = 1
    START = 2
    STOP = 3


class Setting(IntEnum):
    """What can be chosen about a stream; each has values of its own size."""

    SAMPLE_RATE_HZ = 0
    RESOLUTION_BITS = 1
    RANGE = 2
    RANGE_MILLI = 3
    CHANNELS = 4
    FACTOR = 5


class Status(IntEnum):
    """How the control point answers."""

    SUCCESS = 0
    INVALID_COMMAND = 1
    INVALID_MEASUREMENT = 2
    NOT_SUPPORTED = 3
    INVALID_LENGTH = 4
    INVALID_PARAMETER = 5
    ALREADY_IN_STATE = 6
    INVALID_RESOLUTION = 7
    INVALID_SAMPLE_RATE = 8
    INVALID_RANGE = 9
    INVALID_MTU = 10
    INVALID_CHANNELS = 11
    INVALID_STATE = 12
    IN_CHARGER = 13
    DISK_FULL = 14
    UNKNOWN = 255
    """A code that was not published when this was written."""

    @classmethod
    def _missing_(cls, value: object) -> Status:  # noqa: ARG003 - the enum protocol hands it over
        return cls.UNKNOWN


_SIZES: Final = {
    Setting.SAMPLE_RATE_HZ: 2,
    Setting.RESOLUTION_BITS: 2,
    Setting.RANGE: 2,
    Setting.RANGE_MILLI: 4,
    Setting.CHANNELS: 1,
    Setting.FACTOR: 4,
}
WISHES: Final[Mapping[Measurement, Mapping[Setting, int]]] = {
    Measurement.ECG: {Setting.SAMPLE_RATE_HZ: 130, Setting.RESOLUTION_BITS: 14},
    Measurement.ACCELERATION: {Setting.SAMPLE_RATE_HZ: 50, Setting.RESOLUTION_BITS: 16, Setting.RANGE: 8},
}
"""What we would like best: 130 Hz is all that the ECG of an H10 has; 50 Hz and 8 g hold every movement of a person."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of the control point.

    Attributes:
        command: number of the command that is answered.
        measurement: number of the measurement that it was about.
        status: how it went.
        more: whether another message continues the parameters.
        parameters: settings, as `parse_settings` reads them.
    """

    command: int
    measurement: int
    status: Status
    more: bool
    parameters: bytes


def parse_features(value: bytes) -> frozenset[Measurement]:
    """What a strap can stream, from a read of the control point; nothing when the value is something else."""
    if len(value) < 2 or value[0] != FEATURES:  # noqa: PLR2004 - a marker and a byte of bits
        return frozenset()
    return frozenset(each for each in Measurement if value[1] >> each & 1)


def parse_response(value: bytes) -> Response | None:
    """An answer; None for what the control point says unasked, and for what is cut off."""
    if len(value) < 4 or value[0] != RESPONSE:  # noqa: PLR2004 - marker, command, measurement, status
        return None
    return Response(
        command=value[1],
        measurement=value[2],
        status=Status(value[3]),
        more=len(value) > 4 and bool(value[4]),  # noqa: PLR2004 - an error ends after its status
        parameters=bytes(value[5:]),
    )


def parse_settings(parameters: bytes) -> dict[Setting, tuple[int, ...]]:
    """What can be chosen; ValueError when it ends in the middle of a value or names a setting that nobody published."""
    offered: dict[Setting, tuple[int, ...]] = {}
    position = 0
    while position < len(parameters):
        setting = Setting(parameters[position])
        size = _SIZES[setting]
        end = position + 2 + size * parameters[position + 1] if position + 1 < len(parameters) else len(parameters) + 1
        if end > len(parameters):
            raise ValueError("The strap's list of settings ends in the middle of a value; start the stream again.")
        offered[setting] = tuple(_integer(parameters[at : at + size]) for at in range(position + 2, end, size))
        position = end
    return offered


def choose(offered: Mapping[Setting, tuple[int, ...]], wishes: Mapping[Setting, int]) -> dict[Setting, int]:
    """One value of each offered setting: the one nearest to the wish, or else the first."""
    return {
        setting: _nearest(values, wishes.get(setting, values[0]))
        for setting, values in offered.items()
        if values and setting is not Setting.FACTOR
    }


def factor_of(parameters: bytes) -> float:
    """The factor of compressed frames, from the answer to a start; 1 when the strap names none."""
    named = parse_settings(parameters).get(Setting.FACTOR)
    return float(struct.unpack("<f", struct.pack("<I", named[0]))[0]) if named else 1.0


def get_settings(measurement: Measurement) -> bytes:
    """Ask what can be chosen."""
    return bytes((ControlCommand.GET_SETTINGS, measurement))


def start(measurement: Measurement, chosen: Mapping[Setting, int]) -> bytes:
    """Begin a stream."""
    settings = (bytes((setting, 1)) + value.to_bytes(_SIZES[setting], "little") for setting, value in chosen.items())
    return bytes((ControlCommand.START, measurement)) + b"".join(settings)


def stop(measurement: Measurement) -> bytes:
    """End a stream."""
    return bytes((ControlCommand.STOP, measurement))


def _nearest(values: tuple[int, ...], wish: int) -> int:
    return min(values, key=lambda value: abs(value - wish))


def _integer(value: bytes) -> int:
    return int.from_bytes(value, "little")
