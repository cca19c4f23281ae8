"""One guided reading beside the person's own usual range, as its result page says and draws it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.pipeline.pieces import why_no_value
from hrv import Place
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hrv import UsualRange, Window
    from messages import Message

AIR: Final = 1.15
"""How far the scale of the drawing reaches beyond what is drawn, as a factor."""


HEADLINES: Final[Mapping[Place, str]] = MappingProxyType(
    {
        Place.CLEARLY_BELOW: N_("Clearly below your usual range"),
        Place.A_LITTLE_BELOW: N_("A little below your usual range"),
        Place.WITHIN: N_("Within your usual range"),
        Place.HIGHER: N_("Above your usual range"),
    }
)
NOTHING_TO_COMPARE: Final = N_("Your reading is kept")


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
    """What a check gave: its RMSSD with the 90 % interval, and the usual range that stands, if there is one."""

    rmssd_ms: float
    low_ms: float
    high_ms: float
    usual: UsualRange | None

    @property
    def headline(self) -> str:
        """Where the reading lies, in words."""
        return HEADLINES[self.usual.place(math.log(self.rmssd_ms))] if self.usual else NOTHING_TO_COMPARE

    @property
    def drawn(self) -> Drawn | None:
        """The places of everything on one scale; None without a usual range, since there is nothing to compare."""
        if self.usual is None:
            return None
        points = (self.rmssd_ms, self.low_ms, self.high_ms, self.usual.low_ms, self.usual.high_ms)
        first, last = math.log(min(points) / AIR), math.log(max(points) * AIR)
        return Drawn(*(100 * (math.log(point) - first) / (last - first) for point in points))


@dataclass(frozen=True, slots=True)
class NoReading:
    """Why a check gave no value, and what to do."""

    sentence: Message


def reading_of(windows: Sequence[Window], *, usual: UsualRange | None, given_up: bool = False) -> Reading | NoReading:
    """What the windows of one check gave, beside the usual range that stands."""
    reason = why_no_value(windows, given_up=given_up)
    if reason is not None:
        return NoReading(reason)
    for window in windows:
        if window.rmssd_ms and window.rmssd_ms_lo and window.rmssd_ms_hi:
            return Reading(window.rmssd_ms, window.rmssd_ms_lo, window.rmssd_ms_hi, usual)
    return NoReading(texts.TOO_PATCHY())
