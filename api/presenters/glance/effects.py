"""What notes usually do to the value, as a small picture: the interval of each against a line of no difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.presenters.noted import Learned

WIDTH: Final = 100.0
MARGIN: Final = 4.0


@dataclass(frozen=True, slots=True)
class DrawnEffect:
    """One note: what it does in words, and where its interval begins and ends in the picture."""

    learned: Learned
    low: float
    high: float
    nothing: float
    """Where the line of no difference stands, the same for all of them."""


def drawn_effects(effects: Iterable[Learned]) -> tuple[DrawnEffect, ...]:
    """All of them on one scale, which holds each interval and no difference."""
    listed = tuple(effects)
    least = min((each.percent_lo for each in listed), default=0.0)
    most = max((each.percent_hi for each in listed), default=0.0)
    low, high = min(least, 0.0), max(most, 0.0)

    def at(percent: float) -> float:
        return MARGIN + (percent - low) / (high - low or 1.0) * (WIDTH - 2 * MARGIN)

    return tuple(DrawnEffect(each, at(each.percent_lo), at(each.percent_hi), at(0.0)) for each in listed)
