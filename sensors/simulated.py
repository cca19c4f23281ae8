"""A simulated strap around a simulated heart, with everything that goes wrong between skin and computer."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sensors.artefacts import NO_ARTEFACTS, Artefacts, spoil
from sensors.heart_model import HeartModel, Physiology
from sensors.pacing import paced
from sensors.packets import Packet, TimedInterval, packetise_stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    import numpy as np

__all__ = ["Artefacts", "Dropouts", "HeartModel", "Physiology", "SimulatedStrap"]

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


NO_DROPOUTS: Final = Dropouts()


class SimulatedStrap:
    """A strap on a simulated heart.

    Args:
        heart: the heart it listens to.
        rng: randomness of artefacts and dropouts.
        start_s: the moment, in seconds since 1970, at which it is put on.
        duration_s: how long it is worn; None for ever.
        speed: 1 is real time, 0 as fast as possible.
        paced_per_min: breaths a minute of a pacer that the person follows; may be changed while the strap runs.
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
    ) -> None:
        self.paced_per_min = paced_per_min
        self._heart = heart
        self._rng = rng
        self._start_s = start_s
        self._duration_s = duration_s
        self._speed = speed
        self._artefacts = artefacts
        self._dropouts = dropouts

    @property
    def unix_offset_s(self) -> float:
        """Its packets carry seconds since 1970: a simulated clock never jumps."""
        return 0.0

    def __aiter__(self) -> AsyncIterator[Packet]:
        return paced(self.packets(), speed=self._speed)

    def packets(self) -> Iterator[Packet]:
        """All its packets without any waiting."""
        return self._through_the_air(packetise_stream(self._intervals()))

    def _intervals(self) -> Iterator[TimedInterval]:
        moment_s = self._start_s
        end_s = math.inf if self._duration_s is None else self._start_s + self._duration_s
        while moment_s < end_s:
            chunk_s = min(CHUNK_S, end_s - moment_s)
            heard = self._heart.series(moment_s, chunk_s, paced_per_min=self.paced_per_min)
            if not len(heard):
                return
            moment_s = float(heard.time_s[-1])
            seen = spoil(heard, self._artefacts, self._rng)
            yield from map(TimedInterval, seen.time_s.tolist(), seen.rr_ms.tolist(), itertools.repeat(0))

    def _through_the_air(self, packets: Iterable[Packet]) -> Iterator[Packet]:
        link, back_s = 0, 0.0
        for packet in packets:
            if packet.arrival_s < back_s or self._rng.random() < self._dropouts.lost_packets:
                continue
            if self._rng.random() < self._dropouts.breaks_per_hour / 3600:
                link, back_s = link + 1, packet.arrival_s + self._dropouts.break_s
                continue
            yield replace(packet, link=link)
