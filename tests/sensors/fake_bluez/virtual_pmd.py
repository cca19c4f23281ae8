"""Polar's measurement data on a virtual strap: a control point that negotiates, and data once they are started."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bumble.core import UUID
from bumble.gatt import Characteristic, CharacteristicValue, Service

if TYPE_CHECKING:
    from bumble.device import Connection, Device

SERVICE = UUID("FB005C80-02E7-F387-1CAD-8ACD2D8DF0C8")
CONTROL = UUID("FB005C81-02E7-F387-1CAD-8ACD2D8DF0C8")
DATA = UUID("FB005C82-02E7-F387-1CAD-8ACD2D8DF0C8")
ECG, ACCELERATION = 0, 2
GET_SETTINGS, START, STOP = 1, 2, 3
SUCCESS, NOT_SUPPORTED, ALREADY_IN_STATE = 0, 3, 6
H10_SETTINGS = {
    ECG: bytes.fromhex("00018200 01010e00"),
    ACCELERATION: bytes.fromhex("0004c8006400320019000101100002030200 04000800"),
}
"""What an H10 offers: ECG 130 Hz, 14 bit; acceleration 200, 100, 50 or 25 Hz, 16 bit, 2, 4 or 8 g."""


@dataclass
class PolarData:
    """The equipment.

    Attributes:
        settings: what is offered for each measurement.
        features: bits of the measurements that are announced.
        refusals: status that the start of a measurement is answered with, instead of success.
        chatter: what the control point says unasked before every answer.
        split: whether settings come in two messages.
        is_mute: take every command and answer none.
        running: measurements that were started and not stopped.
        log: every command as it came.
    """

    settings: dict[int, bytes] = field(default_factory=lambda: dict(H10_SETTINGS))
    features: int = 0b101
    refusals: dict[int, int] = field(default_factory=dict)
    start_parameters: bytes = b""
    chatter: bytes | None = None
    split: bool = False
    is_mute: bool = False
    running: set[int] = field(default_factory=set)
    log: list[bytes] = field(default_factory=list)

    def service(self, device: Device) -> Service:
        properties = Characteristic.Properties
        self._device = device
        self._control = Characteristic(
            CONTROL,
            properties.READ | properties.WRITE | properties.INDICATE,
            Characteristic.READABLE | Characteristic.WRITEABLE,
            CharacteristicValue(read=lambda _: bytes((0x0F, self.features)) + bytes(15), write=self._command),
        )
        self._data = Characteristic(DATA, properties.NOTIFY, Characteristic.Permissions(0), b"")
        return Service(SERVICE, [self._control, self._data])

    async def send(self, frame: bytes) -> None:
        """Send a frame of a measurement, if it runs."""
        if frame[0] in self.running:
            await self._device.notify_subscribers(self._data, frame)

    def _command(self, _: Connection, command: bytes) -> None:
        self.log.append(command)
        if not self.is_mute:
            self._task = asyncio.ensure_future(self._answer(*self._done(command)))

    def _done(self, command: bytes) -> tuple[bytes, ...]:
        """What a command leads to: the messages of its answer."""
        code, kind = command[0], command[1]
        head = bytes((0xF0, code, kind))
        if kind not in self.settings:
            return (head + bytes((NOT_SUPPORTED,)),)
        match code:
            case 1:
                return self._settings(head, self.settings[kind])
            case 2:
                return (head + self._started(kind),)
            case _:
                status = SUCCESS if kind in self.running else ALREADY_IN_STATE
                self.running.discard(kind)
                return (head + bytes((status,)),)

    def _settings(self, head: bytes, settings: bytes) -> tuple[bytes, ...]:
        if not self.split:
            return (head + bytes((SUCCESS, 0)) + settings,)
        return head + bytes((SUCCESS, 1)) + settings[:6], b"\0" + settings[6:]

    def _started(self, kind: int) -> bytes:
        if kind in self.refusals:
            return bytes((self.refusals[kind],))
        status = ALREADY_IN_STATE if kind in self.running else SUCCESS
        self.running.add(kind)
        return bytes((status, 0)) + self.start_parameters

    async def _answer(self, *messages: bytes) -> None:
        for message in messages if self.chatter is None else (self.chatter, *messages):
            await self._device.indicate_subscribers(self._control, message)


def ecg_frame(stamp_ns: int, microvolts: list[int]) -> bytes:
    """A raw ECG frame as an H10 sends it."""
    return struct.pack("<BQB", ECG, stamp_ns, 0) + b"".join(
        each.to_bytes(3, "little", signed=True) for each in microvolts
    )


def acceleration_frame(stamp_ns: int, milli_g: list[tuple[int, int, int]]) -> bytes:
    """A raw acceleration frame as an H10 sends it."""
    return struct.pack("<BQB", ACCELERATION, stamp_ns, 1) + b"".join(struct.pack("<3h", *each) for each in milli_g)
