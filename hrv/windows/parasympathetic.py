"""Parasympathetic view: z values of a window among resting adults, one by one.

Commercial indices add such values with weights that nobody publishes. Here each is shown by itself: how many standard
deviations of resting adults it lies from their mean. It says nothing about a person's own usual range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from hrv.json_values import Stored

if TYPE_CHECKING:
    from hrv.windows.window import Window


class Norm(NamedTuple):
    """Mean and standard deviation among resting adults."""

    mean: float
    sd: float

    def z(self, value: float | None) -> float | None:
        """How many standard deviations a value lies above the mean."""
        return None if value is None else (value - self.mean) / self.sd


MEAN_RR_MS: Final = Norm(926.0, 90.0)
RMSSD_MS: Final = Norm(42.0, 15.0)
"""Short recordings of healthy adults: Nunan, Sandercock & Brodie (2010, PACE 33:1407)."""

SD1_SHARE_PERCENT: Final = Norm(32.0, 8.0)
"""SD1 / (SD1 + SD2), which the review does not give: both numbers follow from its RMSSD and SDNN (50 ms, SD 16 ms).

The spread needs how the two hang together, which is assumed: 8 at a correlation of 0.6 to 0.7 between their logarithms,
9.5 at 0.5, 4 at 0.9. Whoever prints this z says that it rests on an assumption.
"""


@dataclass(frozen=True, slots=True)
class ParasympatheticView(Stored):
    """Mean RR, RMSSD and the share of SD1 as z values; None where the window has no such index."""

    mean_rr_z: float | None
    rmssd_z: float | None
    sd1_share_z: float | None


def parasympathetic_view(window: Window) -> ParasympatheticView:
    """The three z values of a window."""
    return ParasympatheticView(
        mean_rr_z=MEAN_RR_MS.z(window.mean_rr_ms),
        rmssd_z=RMSSD_MS.z(window.rmssd_ms),
        sd1_share_z=SD1_SHARE_PERCENT.z(_sd1_share(window)),
    )


def _sd1_share(window: Window) -> float | None:
    if window.sd1_ms is None or window.sd2_ms is None or not window.sd1_ms + window.sd2_ms > 0:
        return None
    return 100.0 * window.sd1_ms / (window.sd1_ms + window.sd2_ms)
