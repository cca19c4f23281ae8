"""Effects of tags, estimated from a person's own days: to explain a value, never to hide it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hrv.light.comparison import HRV_ROW, counts
from hrv.light.readout import Readout
from hrv.tags import PASSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hrv.light.daily_value import DailyValue
    from hrv.light.light import Light
    from hrv.tags import Tag


@dataclass(frozen=True, slots=True)
class TagEffect:
    """What a tag usually does to a person's RMSSD, in per cent of their other days, with a 90 % interval.

    It begins wide, at what tags usually do, and narrows with each tagged day that has a value; `n_days` counts those.
    """

    tag: Tag
    n_days: int
    percent: float
    percent_lo: float
    percent_hi: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval says a direction."""
        return self.percent_hi < 0 or self.percent_lo > 0


def tag_effects(light: Light, days: Iterable[DailyValue]) -> tuple[TagEffect, ...]:
    """The effects of the passing tags on days of the kind that the light compares, the most frequent first.

    They are what the light remembers of the days before its own; empty while it remembers none.
    """
    kept = light.memory
    if kept is None:
        return ()
    known = [day for day in days if day.kind is kept.kind and day.day <= kept.until and counts(day)]
    readout = Readout.of(kept.memory(), kept.until.toordinal())
    numbers = {tag: len({day.day for day in known if tag in day.tags}) for tag in PASSING}
    found = [_effect(readout, tag, n_days) for tag, n_days in numbers.items() if n_days]
    return tuple(sorted(found, key=lambda effect: -effect.n_days))


def _effect(readout: Readout, tag: Tag, n_days: int) -> TagEffect:
    own_sd, spread = readout.tag_effect(HRV_ROW, tag), float(readout.spread[HRV_ROW])
    return TagEffect(tag, n_days, *(_percent(sd * spread) for sd in (own_sd.value, own_sd.lo, own_sd.hi)))


def _percent(ln: float) -> float:
    return 100 * math.expm1(ln)
