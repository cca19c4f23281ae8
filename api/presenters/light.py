"""A light as pages and the API say it: since when, how much, on what it rests, how sure, what was ruled out.

What `LightView` holds is told by the API; its properties are what a page says besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import Field, PrivateAttr

from alerts.actions.offer import sentences
from alerts.prompts.text import TAGS
from api.presenters.view import MessageView, View
from api.presenters.words import NEW_SOURCE_TOLD_FOR, REASONS_OF_OTHERS, RULED_OUT_OF_OTHERS, source_change
from hrv import Colour, Kind, Light, Reason, Rhythm, RuledOut, SourceChange, Tag
from hrv.texts import reason, ruled_out
from messages import Message, Reader, sentence
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

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


class UsualRangeView(View):
    """Where your days of one kind usually lie."""

    kind: Kind
    on: date
    low_ms: float = Field(description="Lower end, as RMSSD in milliseconds.")
    centre_ms: float
    high_ms: float = Field(description="Upper end, as RMSSD in milliseconds.")
    n_days: int
    provisional: bool = Field(description="Whether it still rests on few days.")


class TagShareView(View):
    """A tag on at least a third of the days since a fall began, and what it usually does, in own SD."""

    tag: Tag
    n_days: int
    effect_sd: float
    effect_sd_lo: float = Field(description="Lower end of the 90 % interval.")
    effect_sd_hi: float = Field(description="Upper end of the 90 % interval.")


class HeartRateView(View):
    """Resting heart rate against its own usual level: a look of its own, which never changes the light."""

    colour: Colour
    usual_bpm: float
    since: date | None = Field(description="Estimated first day of a rise; none while there is none.")
    shift_bpm: float | None = Field(description="Size of the rise, beats a minute.")
    shift_bpm_lo: float | None = Field(description="Lower end of the 90 % interval.")
    shift_bpm_hi: float | None = Field(description="Upper end of the 90 % interval.")


class OffsetView(View):
    """How much higher the new source reads on the days with both, in ln ms of RMSSD."""

    n_days: int
    ln: float
    ln_lo: float = Field(description="Lower end of the 90 % interval.")
    ln_hi: float = Field(description="Upper end of the 90 % interval.")


class SourceChangeView(View):
    """One device or app came in place of another; without an offset a new usual range began."""

    before: str
    after: str
    since: date = Field(description="The first day of the new one without the old one.")
    settled_on: date | None = Field(description="When it took over; none while it has fewer than five days.")
    offset: OffsetView | None = Field(description="By how much the usual range was moved.")
    told: MessageView

    @classmethod
    def of(cls, change: SourceChange, reader: Reader) -> SourceChangeView:
        """The change as this reader can read it."""
        facts = {name: getattr(change, name) for name in cls.model_fields if name != "told"}
        return cls.model_validate({**facts, "told": MessageView.of(source_change(change), reader)})


class LightView(View):
    """The light that stands: heart-rate variability compared with one's own usual range, and what that rests on."""

    _of_somebody_else: bool = PrivateAttr(default=False)

    colour: Colour
    day: date
    provisional: bool = Field(description="Whether the usual range still rests on few days, or is not known yet.")
    since: date | None = Field(description="Estimated first day of a fall; none while there is none.")
    since_lo: date | None = Field(description="Earliest day that fits (90 %).")
    since_hi: date | None = Field(description="Latest day that fits (90 %).")
    shift_sd: float | None = Field(description="Size of the fall in own standard deviations; negative.")
    shift_sd_lo: float | None = Field(description="Lower end of the 90 % interval.")
    shift_sd_hi: float | None = Field(description="Upper end of the 90 % interval.")
    shift_ms: float | None = Field(description="Size of the fall as RMSSD in milliseconds; negative.")
    shift_ms_lo: float | None = Field(description="Lower end of the 90 % interval.")
    shift_ms_hi: float | None = Field(description="Upper end of the 90 % interval.")
    n_days: int = Field(description="Good values it rests on: those since the fall began, or all of the usual range.")
    false_alarms_per_year: float = Field(description="How often a year such a light comes by chance alone.")
    reason: str = Field(description="Why it is what it is, in the reader's language.")
    reason_code: Reason = Field(description="The same for programs.")
    ruled_out: tuple[str, ...] = Field(description="What does not explain it, in the reader's language.")
    ruled_out_codes: tuple[RuledOut, ...] = Field(description="The same for programs.")
    explained_by: tuple[TagShareView, ...] = Field(
        description="What was noted on many of the days and may explain it; empty where notes are not shown."
    )
    usual_range: UsualRangeView | None
    resting_hr: HeartRateView | None
    source: str | None = Field(description="In whose numbers the usual range is; none where that was not noted yet.")
    source_change: SourceChangeView | None = Field(description="The last time that another device or app took over.")
    paused: bool | None = Field(
        default=None,
        description="Whether days away pause light and questions today: show no colour then. "
        "Told to the person alone, none to anybody else.",
    )

    @classmethod
    def of(
        cls, light: Light, reader: Reader, *, of_somebody_else: bool = False, paused: bool | None = None
    ) -> LightView:
        """The light as its person reads it, or as a nurse does who was allowed to."""
        said = {"reason", "reason_code", "ruled_out", "ruled_out_codes", "source_change", "paused"}
        change = light.source_change
        facts = {name: getattr(light, name) for name in cls.model_fields if name not in said}
        view = cls.model_validate(
            {
                **facts,
                "reason": sentence(_reason(light.reason, of_somebody_else=of_somebody_else), reader),
                "reason_code": light.reason,
                "source_change": None if change is None else SourceChangeView.of(change, reader),
                "ruled_out": tuple(
                    sentence(_ruled_out(each, of_somebody_else=of_somebody_else), reader) for each in light.ruled_out
                ),
                "ruled_out_codes": light.ruled_out,
                "paused": paused,
            }
        )
        view._of_somebody_else = of_somebody_else  # noqa: SLF001 - pydantic takes no private value when it validates
        return view

    @property
    def headline(self) -> str:
        """Which light it is; a page translates it."""
        if self.reason_code is Reason.RHYTHM:
            return UNCLEAR
        return (HEADLINES_OF_OTHERS if self._of_somebody_else else HEADLINES)[self.colour]

    @property
    def sentences(self) -> tuple[Message, ...]:
        """What a page says under the headline: why, and to the person also what always stands beside such a light."""
        why = _reason(self.reason_code, of_somebody_else=self._of_somebody_else)
        if self._of_somebody_else:
            return (why,)
        if self.reason_code is Reason.RHYTHM:
            return sentences(self.colour, rhythm=Rhythm.UNCLEAR)
        return (why, *sentences(self.colour))

    @property
    def new_source(self) -> str | None:
        """What a page says of the last change of device or app, while that is new."""
        change = self.source_change
        if change is None or self.day - (change.settled_on or change.since) > NEW_SOURCE_TOLD_FOR:
            return None
        return change.told.text

    @property
    def shift(self) -> Shift | None:
        """How much lower than usual; an interval that reaches above the usual level is told as no difference there."""
        ms = _lower(self.shift_ms, self.shift_ms_lo, self.shift_ms_hi)
        sd = _lower(self.shift_sd, self.shift_sd_lo, self.shift_sd_hi)
        return None if ms is None or sd is None else Shift(ms, sd)

    @property
    def times_a_year(self) -> float | None:
        """How often such a light comes by chance; None where there is nothing to be sure of."""
        return self.false_alarms_per_year if self.colour in {Colour.YELLOW, Colour.RED} else None

    @property
    def once_in_years(self) -> float | None:
        """How many years lie between two such lights that came by chance."""
        return 1 / self.times_a_year if self.times_a_year else None

    @property
    def noted(self) -> tuple[Noted, ...]:
        """What was taken out of the days before they were compared, in words."""
        return tuple(Noted(TAGS[each.tag], each.n_days) for each in self.explained_by)


def _lower(shift: float | None, low: float | None, high: float | None) -> Lower | None:
    if shift is None or low is None or high is None:
        return None
    return Lower(-shift, max(0.0, -high), -low)


def _reason(code: Reason, *, of_somebody_else: bool) -> Message:
    return REASONS_OF_OTHERS[code]() if of_somebody_else else reason(code)


def _ruled_out(code: RuledOut, *, of_somebody_else: bool) -> Message:
    return RULED_OUT_OF_OTHERS[code]() if of_somebody_else else ruled_out(code)
