"""How far the last days lie below the days before them, for every length that a fall may have."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from hrv.usual_range import shrunk_phi, shrunk_sd, winsorised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hrv.arrays import Floats

BASELINE_DAYS: Final = 120
FEWEST_DAYS_LOW: Final = 2
FEWEST_DAYS_BEFORE: Final = 4
PRIOR_FREEDOM: Final = 10


class Contrast(NamedTuple):
    """The last `length` days against those before: distance in standard errors, and the shift itself."""

    length: int
    distance: float
    shift_sd: float
    shift_se: float
    shift_ms: float


def contrasts(days_ago: Floats, ln: Floats, *, lengths: Iterable[int]) -> list[Contrast]:
    """One contrast for each length that leaves enough days on both sides; `days_ago` counts back from the light."""
    found = (_contrast(days_ago, ln, length) for length in lengths)
    return [contrast for contrast in found if contrast is not None]


def _contrast(days_ago: Floats, ln: Floats, length: int) -> Contrast | None:
    before = (days_ago >= length) & (days_ago < length + BASELINE_DAYS)
    low, base = ln[days_ago < length], ln[before]
    if low.size < FEWEST_DAYS_LOW or base.size < FEWEST_DAYS_BEFORE:
        return None
    base = winsorised(base)
    centre, sd = float(base.mean()), shrunk_sd(base)
    phi = shrunk_phi(-days_ago[before], (base - centre) / sd)
    shift_sd = (float(low.mean()) - centre) / sd
    reach = int(days_ago[before].max()) - length + 1
    se = math.sqrt(_mean_variance(low.size, length, phi) + _mean_variance(base.size, reach, phi))
    return Contrast(
        length=length,
        distance=_as_normal(-shift_sd / se, freedom=base.size - 1 + PRIOR_FREEDOM),
        shift_sd=shift_sd,
        shift_se=se,
        shift_ms=math.exp(float(low.mean())) - math.exp(centre),
    )


def _mean_variance(count: int, reach: int, phi: float) -> float:
    """The variance of the mean of `count` days of unit variance within `reach` days; neighbours correlate by phi."""
    alike = phi / (1 - phi) * (1 - (1 - phi**reach) / (reach * (1 - phi)))
    return (1 + 2 * count / reach * alike) / count


def _as_normal(t: float, *, freedom: int) -> float:
    """The normal deviate about as rare as Student's t (Wallace 1959, Ann Math Stat 30:1121); zero for a rise."""
    return math.sqrt((freedom - 0.5) * math.log1p(t**2 / freedom)) if t > 0 else 0.0
