"""Simulated strap on a simulated heart, with everything that goes wrong between skin and computer."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sensors import heart_rate
from sensors.heart_rate.packets import Packet, TimedInterval, packetise_stream
from sensors.heart_rate.strap_models import BY_THE_BOOK, Make
from sensors.simulation.artifacts import NO_ARTEFACTS, Artefacts, spoil
from sensors.simulation.heart import HeartModel, Physiology
from sensors.simulation.pacing import paced

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    import numpy as np

__all__ = ["Artefacts", "Dropouts", "Events", "HeartModel", "Make", "Physiology", "SimulatedStrap"]

CHUNK_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropouts:
    """How the link fails.

    Attributes:
        lost_packets: share of notifications that never arrive.
        breaks_per_hour: how often the connection is lost.
        break_s: how long it takes to come back.
    """

    lost_packets: float = 0.0
    breaks_per_hour: float = 0.0
    break_s: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What happens at a given moment, in seconds since the strap was put on; stretches are (from, until).

    Attributes:
        lost_s: a notification that is due within half a second of such a moment never arrives.
        away: the link is lost, and comes back as another connection.
        restarts: the same, and the strap counts energy from zero afterwards.
        off_skin: the electrodes do not touch; a strap that can tell says so.
        stalled: notifications wait for the end and come in one go.
        copies: how often the Bluetooth stack says everything again.
    """

    lost_s: tuple[float, ...] = ()
    away: tuple[tuple[float, float], ...] = ()
    restarts: tuple[tuple[float, float], ...] = ()
    off_skin: tuple[tuple[float, float], ...] = ()
    stalled: tuple[tuple[float, float], ...] = ()
    copies: int = 0


NO_DROPOUTS: Final = Dropouts()
NO_EVENTS: Final = Events()
HALF_A_SECOND: Final = 0.5
SECONDS_A_KJ: Final = 12.0  # somebody who sits
ONE_GO_S: Final = 0.001  # between notifications that waited, and between copies of one


class SimulatedStrap:
    """A strap on a simulated heart.

    Args:
        heart: the heart it listens to.
        rng: randomness of artefacts and dropouts.
        start_s: the moment, in seconds since 1970, at which it is put on.
        duration_s: how long it is worn; None for ever.
        speed: 1 is real time, 0 as fast as possible.
        paced_per_min: breaths a minute of a pacer that the person follows; may be changed while the strap runs.
        make: how the strap writes its messages.
        events: what happens to it at given moments, besides what dropouts do at random.
        ahead_s: how far ahead it makes up beats; whatever the heart begins to follow, it does so afterwards.
    """

    def __init__(
        self,
        heart: HeartModel,
        rng: np.random.Generator,
        *,
        start_s: float,
        duration_s: float | None = None,
        speed: float = 1.0,
        paced_per_min: float | None = None,
        artefacts: Artefacts = NO_ARTEFACTS,
        dropouts: Dropouts = NO_DROPOUTS,
        make: Make = BY_THE_BOOK,
        events: Events = NO_EVENTS,
        ahead_s: float = CHUNK_S,
    ) -> None:
        self.paced_per_min = paced_per_min
        self._heart = heart
        self._rng = rng
        self._start_s = start_s
        self._duration_s = duration_s
        self._speed = speed
        self._artefacts = artefacts
        self._dropouts = dropouts
        self._make = make
        self._events = events
        self._ahead_s = ahead_s

    @property
    def unix_offset_s(self) -> float:
        """Its packets carry seconds since 1970: a simulated clock never jumps."""
        return 0.0

    def __aiter__(self) -> AsyncIterator[Packet]:
        return paced(self.packets(), speed=self._speed)

    def packets(self) -> Iterator[Packet]:
        """All its packets without any waiting."""
        sent = packetise_stream(self._intervals(), make=self._make)
        return self._given_out(self._in_one_go(self._through_the_air(map(self._felt, sent))))

    def _intervals(self) -> Iterator[TimedInterval]:
        moment_s = self._start_s
        end_s = math.inf if self._duration_s is None else self._start_s + self._duration_s
        while moment_s < end_s:
            chunk_s = min(self._ahead_s, end_s - moment_s)
            heard = self._heart.series(moment_s, chunk_s, paced_per_min=self.paced_per_min)
            if not len(heard):
                return
            moment_s = float(heard.time_s[-1])
            seen = spoil(heard, self._artefacts, self._rng)
            yield from map(TimedInterval, seen.time_s.tolist(), seen.rr_ms.tolist(), itertools.repeat(0))

    def _felt(self, packet: Packet) -> Packet:
        """What a strap says besides intervals: whether it touches the skin, and energy since it was switched on."""
        measurement = heart_rate.parse(packet.payload)
        if measurement.contact and self._is_within(self._events.off_skin, packet.arrival_s):
            measurement = replace(measurement, contact=False)
        if measurement.energy_kj is not None:
            measurement = replace(measurement, energy_kj=int(self._on_s(packet.arrival_s) / SECONDS_A_KJ))
        return replace(packet, payload=heart_rate.build(measurement, is_wide=self._make.is_wide))

    def _on_s(self, moment_s: float) -> float:
        """Seconds since the strap was switched on, or restarted."""
        worn_s = moment_s - self._start_s
        return worn_s - max((until_s for _, until_s in self._events.restarts if until_s <= worn_s), default=0.0)

    def _through_the_air(self, packets: Iterable[Packet]) -> Iterator[Packet]:
        link, back_s, was_away = 0, 0.0, False
        for packet in packets:
            is_away = self._is_within((*self._events.away, *self._events.restarts), packet.arrival_s)
            link, was_away = link + (was_away and not is_away), is_away
            if is_away or self._is_lost(packet) or packet.arrival_s < back_s:
                continue
            if self._rng.random() < self._dropouts.breaks_per_hour / 3600:
                link, back_s = link + 1, packet.arrival_s + self._dropouts.break_s
                continue
            yield replace(packet, link=link)

    def _is_lost(self, packet: Packet) -> bool:
        worn_s = packet.arrival_s - self._start_s
        if any(abs(worn_s - lost_s) < HALF_A_SECOND for lost_s in self._events.lost_s):
            return True
        return self._rng.random() < self._dropouts.lost_packets

    def _in_one_go(self, packets: Iterable[Packet]) -> Iterator[Packet]:
        last_s = -math.inf
        for packet in packets:
            worn_s = packet.arrival_s - self._start_s
            ends_s = [until_s for from_s, until_s in self._events.stalled if from_s <= worn_s < until_s]
            last_s = max(packet.arrival_s, last_s + ONE_GO_S, *(self._start_s + end_s for end_s in ends_s))
            yield replace(packet, arrival_s=last_s)

    def _given_out(self, packets: Iterable[Packet]) -> Iterator[Packet]:
        for packet in packets:
            for copy in range(1 + self._events.copies):
                yield replace(packet, arrival_s=packet.arrival_s + copy * ONE_GO_S / (1 + self._events.copies))

    def _is_within(self, stretches: tuple[tuple[float, float], ...], moment_s: float) -> bool:
        worn_s = moment_s - self._start_s
        return any(from_s <= worn_s < until_s for from_s, until_s in stretches)
