"""A light as a page says it: what, since when, how much, on how many days it rests, how sure, what was ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.actions.offer import sentences
from alerts.prompts.answers import TAGS
from api.presenters.words import REASONS, RULED_OUT
from hrv import Colour, Reason, Rhythm
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from hrv import HeartRateArm, Light, UsualRange

HEADLINES: Final[Mapping[Colour, str]] = MappingProxyType(
    {
        Colour.GREEN: N_("Within your usual range"),
        Colour.YELLOW: N_("A little below your usual range"),
        Colour.RED: N_("Clearly below your usual range"),
        Colour.GREY: N_("Not enough good data for a light"),
    }
)
HEADLINES_OF_OTHERS: Final[Mapping[Colour, str]] = MappingProxyType(
    {
        Colour.GREEN: N_("Within their usual range"),
        Colour.YELLOW: N_("A little below their usual range"),
        Colour.RED: N_("Clearly below their usual range"),
        Colour.GREY: N_("Not enough good data for a light"),
    }
)
UNCLEAR: Final = N_("No light: the rhythm could not be read clearly")
NO_LIGHT_YET: Final = N_(
    "There is no light yet. It comes after some days of checks, once there is a usual range to compare with."
)


@dataclass(frozen=True, slots=True)
class Lower:
    """By how much something is lower, with its 90 % interval; positive numbers."""

    by: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Shift:
    """How much lower than usual: in ms of RMSSD, and in own standard deviations."""

    ms: Lower
    sd: Lower


@dataclass(frozen=True, slots=True)
class Noted:
    """Something the person noted that was taken out of its days before they were compared."""

    what: str
    n_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LightView:
    """A light in words and numbers; what there is none of is None."""

    colour: Colour
    headline: str
    sentences: tuple[str, ...]
    since: date | None = None
    since_from: date | None = None
    since_to: date | None = None
    shift: Shift | None = None
    usual: UsualRange | None = None
    n_days: int = 0
    times_a_year: float | None = None
    ruled_out: tuple[str, ...] = ()
    noted: tuple[Noted, ...] = ()
    resting_hr: HeartRateArm | None = None

    @property
    def once_in_years(self) -> float | None:
        """How many years lie between two such lights that came by chance."""
        return 1 / self.times_a_year if self.times_a_year else None


def light_view(light: Light | None, *, of_somebody_else: bool = False) -> LightView:
    """The light as the person reads it, or as a nurse does who was allowed to."""
    if light is None:
        return LightView(colour=Colour.GREY, headline=HEADLINES[Colour.GREY], sentences=(NO_LIGHT_YET,))
    return LightView(
        colour=light.colour,
        headline=_headline(light, HEADLINES_OF_OTHERS if of_somebody_else else HEADLINES),
        sentences=_sentences(light, of_somebody_else=of_somebody_else),
        since=light.since,
        since_from=light.since_lo,
        since_to=light.since_hi,
        shift=_shift(light),
        usual=light.usual_range,
        n_days=light.n_days,
        times_a_year=light.false_alarms_per_year if light.colour in {Colour.YELLOW, Colour.RED} else None,
        ruled_out=tuple(RULED_OUT[each] for each in light.ruled_out),
        noted=tuple(Noted(TAGS[each.tag], each.n_days) for each in light.explained_by),
        resting_hr=light.resting_hr,
    )


def _headline(light: Light, headlines: Mapping[Colour, str]) -> str:
    return UNCLEAR if light.reason is Reason.RHYTHM else headlines[light.colour]


def _sentences(light: Light, *, of_somebody_else: bool) -> tuple[str, ...]:
    reason = REASONS[light.reason]
    if of_somebody_else:
        return (reason,)
    rhythm = Rhythm.UNCLEAR if light.reason is Reason.RHYTHM else Rhythm.REGULAR
    said = sentences(light.colour, rhythm=rhythm)
    return said if rhythm is Rhythm.UNCLEAR else (reason, *said)


def _shift(light: Light) -> Shift | None:
    """The end of an interval that reaches above the usual level is told as no difference."""
    ms = _lower(light.shift_ms, light.shift_ms_lo, light.shift_ms_hi)
    sd = _lower(light.shift_sd, light.shift_sd_lo, light.shift_sd_hi)
    return None if ms is None or sd is None else Shift(ms, sd)


def _lower(shift: float | None, low: float | None, high: float | None) -> Lower | None:
    if shift is None or low is None or high is None:
        return None
    return Lower(-shift, max(0.0, -high), -low)
