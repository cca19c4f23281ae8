"""Packets: what every source of beats hands over, and how beats are put into packets where no strap does it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np

from sensors import heart_rate
from sensors.heart_rate import MAX_INTERVALS, TICKS_PER_SECOND, HeartRateMeasurement

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from hrv.beats import BeatSeries

PACKET_INTERVAL_S: Final = 1.0
LARGEST_WORD: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Packet:
    """One notification of a strap as it came in.

    Attributes:
        arrival_s: monotonic second at which it arrived.
        payload: the bytes of the Heart Rate Measurement characteristic, untouched.
        link: number of the connection that brought it; whatever was sent between two connections is lost.
    """

    arrival_s: float
    payload: bytes
    link: int = 0


class PacketSource(Protocol):
    """A strap, a simulation or a replayed recording: they differ in nothing that a reader can see."""

    @property
    def unix_offset_s(self) -> float:
        """Seconds since 1970 minus the clock of `Packet.arrival_s`, read once at the start."""
        ...

    def __aiter__(self) -> AsyncIterator[Packet]:
        """Packets in the order in which they arrived."""
        ...


class TimedInterval(NamedTuple):
    """An RR interval, the moment that ended it and the connection that will carry it."""

    time_s: float
    rr_ms: float
    link: int


def packetise(series: BeatSeries) -> Iterator[Packet]:
    """Put beats into notifications about once a second, as a strap does; a new segment is a new link."""
    links = np.cumsum(np.diff(series.segment, prepend=series.segment[:1]) != 0)
    columns = (series.time_s.tolist(), series.rr_ms.tolist(), links.tolist())
    return packetise_stream(itertools.starmap(TimedInterval, zip(*columns, strict=True)))


def packetise_stream(intervals: Iterable[TimedInterval]) -> Iterator[Packet]:
    """As `packetise`, for beats that come one by one.

    Arrival seconds are on the clock of the beats. Intervals are rounded to 1/1024 s and their rounding errors carried
    on, so that the running sum of a long recording stays true. A second without a beat gets a packet without intervals.
    """
    for link, beats in itertools.groupby(intervals, key=attrgetter("link")):
        yield from _one_link(beats, link)


def _one_link(beats: Iterator[TimedInterval], link: int) -> Iterator[Packet]:
    writer = _Writer(link)
    first = next(beats)
    tick_s = first.time_s
    for beat in itertools.chain((first,), beats):
        while beat.time_s > tick_s:
            yield from writer.packets(tick_s)
            tick_s += PACKET_INTERVAL_S
        writer.add(beat.rr_ms)
    yield from writer.packets(tick_s)


@dataclass(slots=True)
class _Writer:
    """Collects the intervals of one tick and writes them down as a strap would."""

    link: int
    _ticks: list[int] = field(default_factory=list)
    _rounding: float = 0.0
    _bpm: int = 0

    def add(self, rr_ms: float) -> None:
        exact = rr_ms * TICKS_PER_SECOND / 1000 + self._rounding
        ticks = min(max(round(exact), 1), LARGEST_WORD)
        self._rounding = max(-0.5, min(0.5, exact - ticks))
        self._bpm = round(60 * TICKS_PER_SECOND / ticks)
        self._ticks.append(ticks)

    def packets(self, arrival_s: float) -> Iterator[Packet]:
        ticks, self._ticks = tuple(self._ticks), []
        for first in range(0, max(len(ticks), 1), MAX_INTERVALS):
            part = ticks[first : first + MAX_INTERVALS]
            measurement = HeartRateMeasurement(bpm=min(self._bpm, LARGEST_WORD), rr_1024=part)
            yield Packet(arrival_s, heart_rate.build(measurement), self.link)
