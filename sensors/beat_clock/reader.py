"""From packets to intervals: echoes left out, bytes read, words in milliseconds once their unit is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sensors import heart_rate
from sensors.beat_clock.duplicates import EchoFilter
from sensors.heart_rate.measurement import Field
from sensors.heart_rate.rr_limits import is_beat
from sensors.heart_rate.rr_unit import RRUnit, UnitTest

if TYPE_CHECKING:
    from sensors.beat_clock.counters import PacketTally
    from sensors.heart_rate.measurement import HeartRateMeasurement
    from sensors.heart_rate.packets import Packet


WIDE: Final = int(Field.WIDE_HEART_RATE)


class PacketReading(NamedTuple):
    """What one packet says.

    Attributes:
        arrival_s: monotonic second at which it arrived.
        link: number of the connection that brought it.
        contact: whether the electrodes touch skin; None when the strap cannot tell.
        rr_ms: its intervals.
        is_corrected: whether the unit was taken for another one until now, so that nothing may be joined to before.
    """

    arrival_s: float
    link: int
    contact: bool | None
    rr_ms: tuple[float, ...]
    is_corrected: bool = False


class PacketReader:
    """Reads the packets of one run of one strap.

    Args:
        tally: where what was met is counted.
    """

    def __init__(self, tally: PacketTally) -> None:
        self._tally = tally
        self._echoes = EchoFilter()
        self._unit = UnitTest()
        self._undecided: list[tuple[Packet, HeartRateMeasurement]] = []

    @property
    def held(self) -> int:
        """Intervals that wait because their unit is not known yet."""
        return sum(len(measurement.rr_1024) for _, measurement in self._undecided)

    def push(self, packet: Packet) -> tuple[PacketReading, ...]:
        """What can be said by now: nothing while the unit is undecided, then all of it at once."""
        self._tally.packets += 1
        if self._echoes.is_echo(packet):
            self._tally.duplicates += 1
            self._tally.habits.push_echo()
            return ()
        try:
            measurement = heart_rate.parse(packet.payload)
        except ValueError:
            self._tally.unreadable += 1
            return ()
        self._tally.habits.push(measurement, is_wide=bool(packet.payload[0] & WIDE))
        return self._judge(packet, measurement)

    def flush(self) -> tuple[PacketReading, ...]:
        """What waits, by the likelier unit."""
        if not self._undecided:
            return ()
        self._unit.conclude()
        return self._decided()

    def _judge(self, packet: Packet, measurement: HeartRateMeasurement) -> tuple[PacketReading, ...]:
        before = self._unit.verdict
        if not self._unit.is_final:
            words = tuple(word for word in measurement.rr_1024 if _is_beat_in_any_unit(word))
            self._unit.push(packet.arrival_s, measurement, words)
        if before is not None:
            return (self._reading(packet, measurement, is_corrected=self._unit.verdict is not before),)
        self._undecided.append((packet, measurement))
        return self._decided()

    def _decided(self) -> tuple[PacketReading, ...]:
        if self._unit.verdict is None:
            return ()
        waiting, self._undecided = self._undecided, []
        return tuple(self._reading(packet, measurement) for packet, measurement in waiting)

    def _reading(
        self, packet: Packet, measurement: HeartRateMeasurement, *, is_corrected: bool = False
    ) -> PacketReading:
        unit = self._unit.verdict or RRUnit.TICK
        self._tally.habits.rr_unit = unit
        rr_ms = unit.ms(measurement.rr_1024)
        return PacketReading(packet.arrival_s, packet.link, measurement.contact, rr_ms, is_corrected)


def _is_beat_in_any_unit(word: int) -> bool:
    return all(is_beat(word * unit.value) for unit in RRUnit)
