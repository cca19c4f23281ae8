"""One guided reading beside the person's own usual range, as its result page says and draws it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.sittings import why_no_value
from alerts.texts import N_
from hrv import Quality

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hrv import Window

AIR: Final = 1.15
"""How far the scale of the drawing reaches beyond what is drawn, as a factor."""


class Place(StrEnum):
    """Where a reading lies. It is clearly below only when the whole of its interval is."""

    CLEARLY_BELOW = "clearly-below"
    A_LITTLE_BELOW = "a-little-below"
    WITHIN = "within"
    ABOVE = "above"
    UNKNOWN = "unknown"  # there is no usual range yet


HEADLINES: Final[Mapping[Place, str]] = MappingProxyType(
    {
        Place.CLEARLY_BELOW: N_("Clearly below your usual range"),
        Place.A_LITTLE_BELOW: N_("A little below your usual range"),
        Place.WITHIN: N_("Within your usual range"),
        Place.ABOVE: N_("Above your usual range"),
        Place.UNKNOWN: N_("Your reading is kept"),
    }
)


@dataclass(frozen=True, slots=True)
class Between:
    """From one RMSSD to another, both in ms."""

    low_ms: float
    high_ms: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where things lie on a scale from 0 to 100; the scale is logarithmic, as the usual range is."""

    value: float
    low: float
    high: float
    usual_low: float
    usual_high: float

    @property
    def usual_width(self) -> float:
        """How wide the usual range is on the scale."""
        return self.usual_high - self.usual_low


@dataclass(frozen=True, slots=True)
class Reading:
    """What a check gave: its RMSSD with the 90 % interval, and where that lies."""

    rmssd_ms: float
    interval: Between
    usual: Between | None

    @property
    def place(self) -> Place:
        """Where the reading lies against the usual range."""
        if self.usual is None:
            return Place.UNKNOWN
        if self.rmssd_ms > self.usual.high_ms:
            return Place.ABOVE
        if self.rmssd_ms >= self.usual.low_ms:
            return Place.WITHIN
        return Place.A_LITTLE_BELOW if self.interval.high_ms >= self.usual.low_ms else Place.CLEARLY_BELOW

    @property
    def headline(self) -> str:
        """The place in words."""
        return HEADLINES[self.place]

    @property
    def drawn(self) -> Drawn | None:
        """The places of everything on one scale; None without a usual range, since there is nothing to compare."""
        if self.usual is None:
            return None
        points = (self.rmssd_ms, self.interval.low_ms, self.interval.high_ms, self.usual.low_ms, self.usual.high_ms)
        first, last = math.log(min(points) / AIR), math.log(max(points) * AIR)
        return Drawn(*(100 * (math.log(point) - first) / (last - first) for point in points))


@dataclass(frozen=True, slots=True)
class NoReading:
    """Why a check gave no value, and what to do."""

    sentence: str


def reading_of(windows: Sequence[Window], *, usual: Between | None) -> Reading | NoReading:
    """What the windows of one check gave, beside the usual range that stands."""
    reason = why_no_value(windows)
    if reason is not None:
        return NoReading(reason)
    window = next(window for window in windows if window.quality in {Quality.GOOD, Quality.FAIR})
    if window.rmssd_ms is None or window.rmssd_ms_lo is None or window.rmssd_ms_hi is None:
        return NoReading(window.why.get("rmssd_ms", ""))
    return Reading(window.rmssd_ms, Between(window.rmssd_ms_lo, window.rmssd_ms_hi), usual)
