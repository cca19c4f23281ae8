"""Prior of a person: what is expected before their own days say more."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import Final

from hrv.json_values import Stored

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


class AgeBand(enum.StrEnum):
    """How old a person is, as roughly as it is needed."""

    UNDER_30 = "under_30"
    FROM_30 = "from_30"
    FROM_40 = "from_40"
    FROM_50 = "from_50"
    FROM_60 = "from_60"

    @property
    def middle_years(self) -> float:
        """The age in the middle of the band, of people at work."""
        return MIDDLE_YEARS[self]


MIDDLE_YEARS: Final = {
    AgeBand.UNDER_30: 25.0,
    AgeBand.FROM_30: 35.0,
    AgeBand.FROM_40: 45.0,
    AgeBand.FROM_50: 55.0,
    AgeBand.FROM_60: 63.0,
}


@dataclass(frozen=True, slots=True)
class Prior(Stored):
    """Where a person's ln RMSSD (of ms) is expected, and how far off that may be."""

    ln_level: float
    ln_level_sd: float


ANYBODY: Final = Prior(ln_level=3.5, ln_level_sd=0.6)


RESTING_HEART_RATE: Final = Prior(ln_level=-4.0 * math.log(65.0), ln_level_sd=0.6)
"""Of the second arm, on its own scale (`hrv.light.comparison`): 65 beats a minute, give or take 15 %."""


def prior_for(*, age_years: float | None = None, sex: Sex | None = None) -> Prior:
    """What to expect at this age (`AgeBand.middle_years`) and sex; wide where the age is not known.

    Between the two published ages the logarithm falls along a straight line until 60 and stays there.
    """
    if age_years is None:
        return ANYBODY
    known = [RMSSD_MS_YOUNG_AND_OLD[sex]] if sex is not None else list(RMSSD_MS_YOUNG_AND_OLD.values())
    share = min(max((age_years - YOUNGEST_YEARS) / (LEVEL_FROM_YEARS - YOUNGEST_YEARS), 0.0), 1.0)
    levels = [(1 - share) * math.log(young) + share * math.log(old) for young, old in known]
    return Prior(ln_level=sum(levels) / len(levels), ln_level_sd=BETWEEN_PEOPLE_SD)
