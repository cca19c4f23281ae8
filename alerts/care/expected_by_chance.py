"""What chance alone brings to a nurse's worklist, from the rate that the red light keeps for each healthy person."""

from __future__ import annotations

from typing import Final

from hrv.light.thresholds import RED_PER_YEAR

WEEKS_A_YEAR: Final = 365.25 / 7


def red_a_week(people: int) -> float:
    """At most so many lights of `people` turn red in a week by chance alone; under two for five hundred."""
    return people * RED_PER_YEAR / WEEKS_A_YEAR
