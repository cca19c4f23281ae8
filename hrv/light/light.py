"""The light of a day, with its evidence: what is shown, stored and explained."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from hrv.json_values import Stored
from hrv.light.checkpoint import Remembered
from hrv.light.usual_range import UsualRange
from hrv.sentences_as_data import light_in_codes
from hrv.sources.source import Source, SourceChange
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
    """Why the light shows what it shows: a code, which `hrv.texts` puts into words."""

    WITHIN = "within"
    """Within the own usual range."""
    BELOW = "below"
    """Below it for some days."""
    CLEARLY_BELOW = "clearly_below"
    """Clearly below it for some time."""
    RECOVERED = "recovered"
    """Back in the usual range for some days."""
    MOVED = "moved"
    """Twelve weeks at a new level, which is now the usual range."""
    NEW_RANGE = "new_range"
    """The person noted a lasting change, so that a new range began."""
    NEW_SOURCE = "new_source"
    """Readings come from another device or app, so that a new range began."""
    TOO_FEW = "too_few"
    """Not enough good days yet to know the range."""
    NOTHING_NEW = "nothing_new"
    """No good value for more than a week."""
    SAME_VALUES = "same_values"
    """The same value many times in a row."""
    RHYTHM = "rhythm"
    """The rhythm could not be read clearly."""


class RuledOut(enum.StrEnum):
    """What does not explain a light: a code, which `hrv.texts` puts into words."""

    DATA_QUALITY = "data_quality"
    """Only well measured days were counted."""
    RHYTHM = "rhythm"
    """The rhythm was regular on the days that count."""
    OTHER_KINDS = "other_kinds"
    """Only measurements of one kind were compared."""
    MISSING_DAYS = "missing_days"
    """Missing days were left out; they count for nothing."""
    TAGS = "tags"
    """What was noted about the days does not explain it."""


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
    source: Source | None = None
    """In whose numbers the usual range is."""

    source_change: SourceChange | None = None
    """The last time that one source came in place of another, or begins to."""

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
        "source": Source,
        "source_change": SourceChange.from_json,
        "memory": Remembered.if_readable,
    }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Light:
        """The light that `to_json` was called on; sentences of the version before are understood.

        A light from before sources were noted says nothing about them.
        """
        return super(Light, cls).from_json({"source": None, "source_change": None, **light_in_codes(data)})

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
