"""What is expected of a person before their own days say more."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import Final

YOUNGEST_YEARS: Final = 14.0
LEVEL_FROM_YEARS: Final = 60.0
BETWEEN_PEOPLE_SD: Final = 0.5
"""People of the same age differ by about this much in ln RMSSD."""


class Sex(enum.StrEnum):
    """As a person gave it, if they did."""

    WOMAN = "woman"
    MAN = "man"


RMSSD_MS_YOUNG_AND_OLD: Final = {Sex.WOMAN: (66.5, 16.1), Sex.MAN: (67.4, 14.9)}
"""Median RMSSD at 13-14 and at 75 and more years: Lifelines, 10-second ECG (Tegegne et al., 2020, PMC7734556)."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Where a person's ln RMSSD (of ms) is expected, and how far off that may be."""

    ln_level: float
    ln_level_sd: float


ANYBODY: Final = Prior(ln_level=3.5, ln_level_sd=0.6)


RESTING_HEART_RATE: Final = Prior(ln_level=-4.0 * math.log(65.0), ln_level_sd=0.6)
"""Of the second arm, on its own scale (`hrv.compared`): 65 beats a minute, give or take 15 %."""


def prior_for(*, age_years: float | None = None, sex: Sex | None = None) -> Prior:
    """What to expect at this age (the middle of the person's age band) and sex; wide where they are not known.

    Between the two published ages the logarithm falls along a straight line until 60 and stays there.
    """
    if age_years is None:
        return ANYBODY
    known = [RMSSD_MS_YOUNG_AND_OLD[sex]] if sex is not None else list(RMSSD_MS_YOUNG_AND_OLD.values())
    share = min(max((age_years - YOUNGEST_YEARS) / (LEVEL_FROM_YEARS - YOUNGEST_YEARS), 0.0), 1.0)
    levels = [(1 - share) * math.log(young) + share * math.log(old) for young, old in known]
    return Prior(ln_level=sum(levels) / len(levels), ln_level_sd=BETWEEN_PEOPLE_SD)
