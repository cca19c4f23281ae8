"""The light of a day, with its evidence: what is shown, stored and explained."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from hrv.json_values import Stored
from hrv.light.checkpoint import Remembered
from hrv.light.usual_range import UsualRange
from hrv.tags import Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


class Colour(enum.StrEnum):
    """What the light shows."""

    GREEN = "green"
    """Within the usual range, or not below it for long enough."""
    YELLOW = "yellow"
    """Below the usual range for long enough to say so."""
    RED = "red"
    """Below it by more, or for longer."""
    GREY = "grey"
    """Not enough good data, or an unclear rhythm."""


class Reason(enum.StrEnum):
    """Why the light shows what it shows, in one sentence."""

    WITHIN = "Your heart-rate variability is within your own usual range."
    BELOW = "Your heart-rate variability has been below your own usual range for some days."
    CLEARLY_BELOW = "Your heart-rate variability has been clearly below your own usual range for some time."
    RECOVERED = "Your heart-rate variability has been back in your own usual range for some days."
    MOVED = "Your heart-rate variability has stayed at a new level for twelve weeks. That is now your usual range."
    NEW_RANGE = "You noted a lasting change, so a new usual range began. It needs five good days."
    TOO_FEW = "There are not enough good days yet to know your usual range."
    NOTHING_NEW = "There has been no good value for more than a week."
    SAME_VALUES = "The same value came many times in a row. Check the strap, then measure again."
    RHYTHM = "The rhythm could not be read clearly, so there is no light. Show it to a nurse or doctor when you can."


class RuledOut(enum.StrEnum):
    """What does not explain a light."""

    DATA_QUALITY = "Only well measured days were counted."
    RHYTHM = "The rhythm was regular on the days that count."
    OTHER_KINDS = "Only measurements of one kind were compared."
    MISSING_DAYS = "Missing days were left out; they count for nothing."
    TAGS = "What you noted about these days does not explain it."


@dataclass(frozen=True, slots=True, kw_only=True)
class TagShare(Stored):
    """A tag on so many of the days that it may explain a fall, and what it usually does to this person.

    The effect is in own standard deviations with a 90 % interval. It was taken out of the days before they were
    compared; the light stands all the same, because it would without them.
    """

    tag: Tag
    n_days: int
    effect_sd: float
    effect_sd_lo: float
    effect_sd_hi: float

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"tag": Tag}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartRateArm(Stored):
    """Resting heart rate against its own usual level: a second, separate look that never changes the light.

    `colour` is what the same arithmetic says of a lasting rise; the shift is positive, in beats a minute, with a 90 %
    interval, and None while there is no rise.
    """

    colour: Colour
    usual_bpm: float
    since: date | None = None
    shift_bpm: float | None = None
    shift_bpm_lo: float | None = None
    shift_bpm_hi: float | None = None

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"colour": Colour, "since": date.fromisoformat}


@dataclass(frozen=True, slots=True, kw_only=True)
class Light(Stored):
    """The light of one day with its evidence.

    `since` and its bounds are the estimated first day of a fall; `shift_sd` (own standard deviations) and `shift_ms`
    (RMSSD) say by how much, each with a 90 % interval; all are None while there is no fall. `n_days` counts the good
    values that it rests on: those since the first fallen day, or all of the usual range. `false_alarms_per_year` is
    the rate that this colour was run at.
    """

    colour: Colour
    day: date
    since: date | None = None
    since_lo: date | None = None
    since_hi: date | None = None
    shift_sd: float | None = None
    shift_sd_lo: float | None = None
    shift_sd_hi: float | None = None
    shift_ms: float | None = None
    shift_ms_lo: float | None = None
    shift_ms_hi: float | None = None
    n_days: int
    false_alarms_per_year: float
    reason: Reason
    ruled_out: tuple[RuledOut, ...] = ()
    explained_by: tuple[TagShare, ...] = ()
    usual_range: UsualRange | None
    resting_hr: HeartRateArm | None = None
    memory: Remembered | None = field(default=None, repr=False, compare=False)
    """What tomorrow's light starts from, so that it need not walk through the whole history again."""

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "colour": Colour,
        "day": date.fromisoformat,
        "since": date.fromisoformat,
        "since_lo": date.fromisoformat,
        "since_hi": date.fromisoformat,
        "reason": Reason,
        "ruled_out": lambda listed: tuple(RuledOut(each) for each in listed),
        "explained_by": lambda listed: tuple(TagShare.from_json(each) for each in listed),
        "usual_range": UsualRange.from_json,
        "resting_hr": HeartRateArm.from_json,
        "memory": Remembered.if_readable,
    }

    def without_notes(self) -> Light:
        """The same light without a word of what the person noted about days: what others see of it.

        What is remembered goes, too, for the effects of tags are in it.
        """
        return replace(
            self,
            explained_by=(),
            ruled_out=tuple(each for each in self.ruled_out if each is not RuledOut.TAGS),
            reason=Reason.TOO_FEW if self.reason is Reason.NEW_RANGE else self.reason,
            memory=None,
        )

    @property
    def provisional(self) -> bool:
        """Whether the usual range still rests on few days, or is not known yet."""
        return self.usual_range is None or self.usual_range.provisional
