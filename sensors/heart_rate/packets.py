"""Packets: what every source of beats hands over, and how beats are put into packets where no strap does it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np

from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.heart_rate.strap_models import BY_THE_BOOK, Make

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from hrv.beats import BeatSeries

PACKET_INTERVAL_S: Final = 1.0
LARGEST_WORD: Final = 0xFFFF
MINUTE_MS: Final = 60_000


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


def packetise_stream(intervals: Iterable[TimedInterval], *, make: Make = BY_THE_BOOK) -> Iterator[Packet]:
    """As `packetise`, for beats that come one by one, as one make of strap writes them.

    Arrival seconds are on the clock of the beats. Intervals are rounded to the strap's unit and their rounding errors
    carried on, so that the running sum of a long recording stays true. A second without a beat gets a packet too.
    """
    for link, beats in itertools.groupby(intervals, key=attrgetter("link")):
        yield from _one_link(beats, _Writer(link, make))


def _one_link(beats: Iterator[TimedInterval], writer: _Writer) -> Iterator[Packet]:
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
    make: Make
    _words: list[int] = field(default_factory=list)
    _rounding: float = 0.0
    _bpm: int = 0

    def add(self, rr_ms: float) -> None:
        exact = rr_ms / self.make.rr_unit.value + self._rounding
        word = min(max(round(exact), 1), LARGEST_WORD)
        self._rounding = max(-0.5, min(0.5, exact - word))
        self._bpm = round(MINUTE_MS / (word * self.make.rr_unit.value))
        self._words.append(word)

    def packets(self, arrival_s: float) -> Iterator[Packet]:
        words, self._words = self._words, []
        room = self.make.most_intervals
        for first in range(0, max(len(words), 1), room):
            yield Packet(arrival_s, self._written(tuple(words[first : first + room])), self.link)

    def _written(self, words: tuple[int, ...]) -> bytes:
        measurement = HeartRateMeasurement(
            bpm=min(self._bpm, LARGEST_WORD),
            contact=True if self.make.tells_contact else None,
            energy_kj=0 if self.make.tells_energy else None,
            rr_1024=self.make.with_habits(words),
        )
        return build(measurement, is_wide=self.make.is_wide)
