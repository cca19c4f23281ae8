"""One guided reading beside the person's own usual range, as its result page says and draws it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.pipeline.pieces import why_no_value
from hrv import Place, next_readings
from hrv.windows.next_reading import lies_beyond
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hrv import Between, UsualRange, Window
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
NOTHING_TO_COMPARE: Final = N_("Your check is saved")


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
    """What a check gave: its RMSSD with its own 90 % interval, and the usual range that stands, if there is one."""

    rmssd_ms: float
    low_ms: float
    high_ms: float
    usual: UsualRange | None
    expected: Between | None = None
    """Where the readings before let one expect this one; None without any."""

    next: Between | None = None
    """Where the next reading is expected."""

    @property
    def is_as_expected(self) -> bool:
        """Whether it lies where the readings before let one expect it: two readings are compared by that alone."""
        return not lies_beyond(self.expected, self.rmssd_ms)

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


def reading_of(
    windows: Sequence[Window], *, usual: UsualRange | None, before: Sequence[Window] = (), given_up: bool = False
) -> Reading | NoReading:
    """What the windows of one check gave, beside the usual range that stands; `before` are those of earlier checks."""
    reason = why_no_value(windows, given_up=given_up)
    if reason is not None:
        return NoReading(reason)
    for window in windows:
        if window.rmssd_ms and window.rmssd_ms_lo and window.rmssd_ms_hi:
            *earlier, last = next_readings([*before, window])
            return Reading(
                window.rmssd_ms,
                window.rmssd_ms_lo,
                window.rmssd_ms_hi,
                usual,
                expected=earlier[-1].rmssd_ms if earlier else None,
                next=last.rmssd_ms,
            )
    return NoReading(texts.TOO_PATCHY())
