"""A person's own usual range: where most of their days lie."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from hrv.daily import DailyValue, Kind
from hrv.rhythm import Rhythm
from hrv.stored import Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from hrv.arrays import Floats

DAYS_KEPT: Final = 120
FIRST_RANGE_AT: Final = 5
NO_LONGER_PROVISIONAL_AT: Final = 20
PRIOR_SD: Final = 0.20
PRIOR_SD_DAYS: Final = 10
PRIOR_PHI: Final = 0.15
PRIOR_PHI_PAIRS: Final = 20
HIGHEST_PHI: Final = 0.8
NORMAL_MAD: Final = 1.4826
FARTHEST_SD: Final = 3.0
USUAL_SD: Final = 1.0
"""The usual range reaches one standard deviation to both sides: about two days in three lie within."""
CLEARLY_SD: Final = 2.0


class Place(enum.StrEnum):
    """Where a single value lies against the usual range."""

    HIGHER = "higher"
    WITHIN = "within"
    A_LITTLE_BELOW = "a_little_below"
    CLEARLY_BELOW = "clearly_below"


@dataclass(frozen=True, slots=True)
class UsualRange(Stored):
    """Where a person's days of one kind usually lie, in ln ms: centre, spread, and likeness of neighbouring days.

    `provisional` until twenty good days; `centre_se` says how well the centre is known.
    """

    kind: Kind
    on: date
    centre_ln: float
    centre_se: float
    sd_ln: float
    phi: float
    n_days: int
    provisional: bool

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"kind": Kind, "on": date.fromisoformat}

    @property
    def centre_ms(self) -> float:
        """The middle of the range as RMSSD in ms."""
        return math.exp(self.centre_ln)

    @property
    def low_ms(self) -> float:
        """The lower end of the range as RMSSD in ms."""
        return math.exp(self.centre_ln - USUAL_SD * self.sd_ln)

    @property
    def high_ms(self) -> float:
        """The upper end of the range as RMSSD in ms."""
        return math.exp(self.centre_ln + USUAL_SD * self.sd_ln)

    def place(self, ln_rmssd: float) -> Place:
        """Where one value lies; a single value below the range is no light."""
        off_sd = (ln_rmssd - self.centre_ln) / self.sd_ln
        if off_sd > USUAL_SD:
            return Place.HIGHER
        if off_sd >= -USUAL_SD:
            return Place.WITHIN
        return Place.A_LITTLE_BELOW if off_sd >= -CLEARLY_SD else Place.CLEARLY_BELOW


def usual_range(days: Iterable[DailyValue], *, on: date, kind: Kind | str = Kind.CHECK) -> UsualRange | None:
    """The usual range of one kind from the good values of the 120 days up to `on`; None for fewer than five of them."""
    values = good_values(days, kind=kind)
    known = [(day, value) for day, value in values.items() if 0 <= (on - day).days < DAYS_KEPT]
    if len(known) < FIRST_RANGE_AT:
        return None
    when = np.array([day.toordinal() for day, _ in known], np.float64)
    ln = winsorised(np.array([value for _, value in known]))
    centre, sd = float(ln.mean()), shrunk_sd(ln)
    phi = shrunk_phi(when, (ln - centre) / sd)
    worth = len(known) * (1 - phi) / (1 + phi)
    return UsualRange(
        kind=Kind(kind),
        on=on,
        centre_ln=centre,
        centre_se=sd / math.sqrt(worth),
        sd_ln=sd,
        phi=phi,
        n_days=len(known),
        provisional=len(known) < NO_LONGER_PROVISIONAL_AT,
    )


def good_values(days: Iterable[DailyValue], *, kind: Kind | str) -> dict[date, float]:
    """The values that count, by day in order; raises `ValueError` when a day comes twice."""
    known: dict[date, float] = {}
    for day in sorted((each for each in days if each.kind == kind), key=lambda each: each.day):
        if day.day in known:
            raise ValueError(f"There are two values of the kind {day.kind} for {day.day}. Keep one value a day.")
        if day.ln_rmssd is not None and day.rhythm is Rhythm.REGULAR:
            known[day.day] = day.ln_rmssd
    return known


def winsorised(ln: Floats) -> Floats:
    """Values no farther from the median than three robust standard deviations: one odd day moves nothing much."""
    middle = float(np.median(ln))
    spread = max(NORMAL_MAD * float(np.median(np.abs(ln - middle))), PRIOR_SD / 2)
    return np.clip(ln, middle - FARTHEST_SD * spread, middle + FARTHEST_SD * spread)


def shrunk_sd(ln: Floats) -> float:
    """The spread of days, drawn to 0.20 (about 20 % of RMSSD) while days are few."""
    freedom = ln.size - 1
    squares = float(((ln - ln.mean()) ** 2).sum())
    return math.sqrt((PRIOR_SD_DAYS * PRIOR_SD**2 + squares) / (PRIOR_SD_DAYS + freedom))


def shrunk_phi(when: Floats, standardised: Floats) -> float:
    """How alike one day and the next are (lag-1 autocorrelation over days with a neighbour), drawn to 0.15."""
    neighbours = np.diff(when) == 1
    likeness = float((standardised[1:] * standardised[:-1])[neighbours].sum())
    pairs = int(np.count_nonzero(neighbours))
    phi = (PRIOR_PHI * PRIOR_PHI_PAIRS + likeness) / (PRIOR_PHI_PAIRS + pairs)
    return min(max(phi, 0.0), HIGHEST_PHI)
