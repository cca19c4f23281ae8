"""Covariates of single days: the weekday, and the tags that a person gave a day.

Both are learned per person and taken out of the value before it is compared. Weekdays are shrunk to zero unless the
days insist (James and Stein, 1961, positive part). Tags carry an interval: a day with a tag whose effect is not yet
known counts with that uncertainty on top of its own error, so it says little; once the effect is known, it is taken
out and the day says almost as much as any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.numeric.person_rows import row
from hrv.tags import PASSING

if TYPE_CHECKING:
    from hrv.numeric.arrays import Bools, Floats

WEEK: Final = 7
WEEKDAY_KEPT: Final = 0.5 ** (1 / 180)
WEEKDAY_DOUBT: Final = 7.0  # six degrees of freedom, and one for caution
BOUND_SD: Final = 3.0

TAG_EFFECT_SD: Final = -0.7
"""What a tag is taken to do before the person's own days say more, in own SD."""

TAG_DOUBT_SD: Final = 1.2
TAG_UNEVENNESS_SD: Final = 0.5
"""The same tag does not do the same every time."""

TAG_KEPT_VARIANCE: Final = 0.15**2
"""An effect is never known better than this, so that it can change."""


@dataclass(frozen=True, slots=True, eq=False)
class Weekdays:
    """Each person's sums of days by weekday, Monday first (people x 7)."""

    total: Floats = field(metadata=row(WEEK))
    count: Floats = field(metadata=row(WEEK))

    @classmethod
    def unknown(cls, people: int) -> Weekdays:
        """No day yet."""
        return cls(np.zeros((people, WEEK)), np.zeros((people, WEEK)))

    def offsets(self, day_variance: Floats) -> Floats:
        """How far each weekday lies from the person's other days (people x 7); mostly exactly zero."""
        known = self.count > 0
        mean = np.divide(self.total, self.count, out=np.zeros_like(self.total), where=known)
        overall = self.total.sum(axis=1) / np.maximum(self.count.sum(axis=1), 1e-9)
        apart = np.where(known, mean - overall[:, np.newaxis], 0.0)
        insistence = np.sum(self.count * apart**2, axis=1) / day_variance
        kept = np.maximum(0.0, 1 - WEEKDAY_DOUBT / np.maximum(insistence, WEEKDAY_DOUBT))
        offsets: Floats = kept[:, np.newaxis] * apart
        return offsets

    def update(self, weekday: int, distance: Floats, day_variance: Floats, observed: Bools) -> Weekdays:
        """Add how far a day's value lay from the level."""
        limit = BOUND_SD * np.sqrt(day_variance)
        total, count = self.total * WEEKDAY_KEPT, self.count * WEEKDAY_KEPT
        total[:, weekday] += np.where(observed, np.clip(distance, -limit, limit), 0.0)
        count[:, weekday] += observed
        return Weekdays(total, count)


@dataclass(frozen=True, slots=True, eq=False)
class TagEffects:
    """What each passing tag does to each person's value, in own SD (people x tags)."""

    effect: Floats = field(metadata=row(len(PASSING)))
    variance: Floats = field(metadata=row(len(PASSING)))

    @classmethod
    def unknown(cls, people: int) -> TagEffects:
        """Before the person's own days say anything."""
        blank = np.zeros((people, len(PASSING)))
        return cls(blank + TAG_EFFECT_SD, blank + TAG_DOUBT_SD**2)

    def of_day(self, tags: Floats) -> tuple[Floats, Floats]:
        """The effect of a day's tags (people x tags, 0 or 1), and its variance, in own SD and its square."""
        tagged = tags.any(axis=1)
        effect = np.sum(tags * self.effect, axis=1)
        variance = np.sum(tags * self.variance, axis=1) + tagged * TAG_UNEVENNESS_SD**2
        return effect, variance

    def update(self, tags: Floats, innovation: Floats, variance: Floats, observed: Bools) -> TagEffects:
        """Move the effects of a day's tags towards what it showed; `innovation` and its `variance` are in own SD."""
        counted = tags * observed[:, np.newaxis]
        gain = counted * self.variance / variance[:, np.newaxis]
        return TagEffects(
            effect=np.clip(self.effect + gain * innovation[:, np.newaxis], -3.0, 1.0),
            variance=np.maximum(self.variance * (1 - gain), np.minimum(self.variance, TAG_KEPT_VARIANCE)),
        )
