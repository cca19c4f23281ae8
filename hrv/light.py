"""The light: whether a person's days have been below their own usual range for long enough to say so."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from hrv.contrast import contrasts
from hrv.daily import DailyValue, Kind
from hrv.rhythm import Rhythm
from hrv.stored import Stored
from hrv.usual_range import UsualRange, good_values, usual_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from hrv.contrast import Contrast

NORMAL_90: Final = 1.6448536269514722
KIND_CHOSEN_OVER_DAYS: Final = 60
NEWEST_DAYS: Final = 3
EVALUATED_KINDS: Final = (Kind.CHECK, Kind.WORKDAY, Kind.IMPORT)


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
    TOO_FEW = "There are not enough good days yet to know your usual range."
    NOTHING_NEW = "There has been no good value for more than a week."
    RHYTHM = "The rhythm could not be read clearly, so there is no light. Show it to a nurse or doctor when you can."


class RuledOut(enum.StrEnum):
    """What does not explain a light."""

    DATA_QUALITY = "Only well measured days were counted."
    RHYTHM = "The rhythm was regular on the days that count."
    OTHER_KINDS = "Only measurements of one kind were compared."
    MISSING_DAYS = "Missing days were left out; they count for nothing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How strong evidence must be, and how long a fall may take to show.

    `yellow_at` and `red_at` are standardised distances that a healthy person passes as often a year as is stated.
    """

    yellow_at: float = 2.94
    red_at: float = 3.60
    yellow_until: float = 1.90
    red_until: float = 2.60
    shortest_days: int = 3
    longest_days: int = 28
    quiet_days: int = 7
    yellow_per_year: float = 1.0
    red_per_year: float = 0.2


POLICY: Final = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Light(Stored):
    """The light of one day with its evidence.

    `since` and its bounds are the estimated first day of a fall; `shift_sd` (own standard deviations) and `shift_ms`
    (RMSSD) say by how much; all are None while there is no fall. `false_alarms_per_year` is the rate that this colour
    was run at.
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
    n_days: int
    false_alarms_per_year: float
    reason: Reason
    ruled_out: tuple[RuledOut, ...] = ()
    usual_range: UsualRange | None

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "colour": Colour,
        "day": date.fromisoformat,
        "since": date.fromisoformat,
        "since_lo": date.fromisoformat,
        "since_hi": date.fromisoformat,
        "reason": Reason,
        "ruled_out": lambda listed: tuple(RuledOut(each) for each in listed),
        "usual_range": UsualRange.from_json,
    }


def evaluate(days: Iterable[DailyValue], *, on: date, before: Light | None = None, policy: Policy = POLICY) -> Light:
    """The light on a day from the days up to it; `before` is the light that stood.

    A window-limited generalised likelihood ratio over falls of 3 to 28 days, each against the days before it, with the
    likeness of neighbouring days and the uncertainty of the usual range inside the statistic (Lai 1995, JRSS B 57:613).
    Missing days count for nothing; a colour that stands needs less to stay than it needed to come. Raises `ValueError`
    when a day of one kind comes twice.
    """
    past = [day for day in days if day.day <= on]
    kind = _kind_to_compare(past, on)
    of_kind = [day for day in past if day.kind == kind]
    values = good_values(of_kind, kind=kind)
    usual = usual_range(of_kind, on=on, kind=kind)
    no_fall = partial(
        Light, day=on, n_days=len(values), usual_range=usual, false_alarms_per_year=policy.yellow_per_year
    )
    if _rhythm_is_unclear(of_kind, on, policy):
        return no_fall(colour=Colour.GREY, reason=Reason.RHYTHM)
    if usual is None:
        return no_fall(colour=Colour.GREY, reason=Reason.TOO_FEW)
    if (on - max(values)).days > policy.quiet_days:
        return no_fall(colour=Colour.GREY, reason=Reason.NOTHING_NEW)
    possible = _possible_falls(values, on, policy)
    colour = _colour(_strongest(possible), before, policy)
    if colour is Colour.GREEN:
        return no_fall(colour=Colour.GREEN, reason=Reason.WITHIN)
    return _with_fall(no_fall(colour=colour, reason=Reason.BELOW), possible, policy)


def _kind_to_compare(days: Sequence[DailyValue], on: date) -> Kind:
    """The kind that answered on most of the last sixty days; checks first."""
    recent = [day.kind for day in days if _answers(day) and (on - day.day).days <= KIND_CHOSEN_OVER_DAYS]
    return max(EVALUATED_KINDS, key=recent.count)


def _answers(day: DailyValue) -> bool:
    return day.ln_rmssd is not None or day.rhythm is Rhythm.UNCLEAR


def _rhythm_is_unclear(days: Sequence[DailyValue], on: date, policy: Policy) -> bool:
    """Whether the newest days with an answer mostly have an unclear rhythm."""
    recent = sorted((day for day in days if (on - day.day).days <= policy.quiet_days), key=lambda day: day.day)
    newest = [day for day in recent if _answers(day)][-NEWEST_DAYS:]
    return 2 * sum(day.rhythm is Rhythm.UNCLEAR for day in newest) > len(newest)


def _possible_falls(values: Mapping[date, float], on: date, policy: Policy) -> list[Contrast]:
    days_ago = np.array([(on - day).days for day in values], np.float64)
    lengths = range(policy.shortest_days, policy.longest_days + 1)
    return contrasts(days_ago, np.array(list(values.values())), lengths=lengths)


def _strongest(possible: Sequence[Contrast]) -> Contrast | None:
    return max(possible, key=lambda each: each.distance, default=None)


def _colour(fall: Contrast | None, before: Light | None, policy: Policy) -> Colour:
    """The colour that the evidence gives; a colour that stands needs less to stay than it needed to come."""
    distance = 0.0 if fall is None else fall.distance
    stood = Colour.GREEN if before is None else before.colour
    if distance >= (policy.red_until if stood is Colour.RED else policy.red_at):
        return Colour.RED
    warned = stood in {Colour.YELLOW, Colour.RED}
    return Colour.YELLOW if distance >= (policy.yellow_until if warned else policy.yellow_at) else Colour.GREEN


def _with_fall(light: Light, possible: Sequence[Contrast], policy: Policy) -> Light:
    """The light with its evidence: since when, by how much, and what does not explain it."""
    fall = max(possible, key=lambda each: each.distance)
    likely = [each.length for each in possible if each.distance**2 >= fall.distance**2 - NORMAL_90**2]
    red = light.colour is Colour.RED
    return replace(
        light,
        since=light.day - timedelta(days=fall.length - 1),
        since_lo=light.day - timedelta(days=max(likely) - 1),
        since_hi=light.day - timedelta(days=min(likely) - 1),
        shift_sd=fall.shift_sd,
        shift_sd_lo=fall.shift_sd - NORMAL_90 * fall.shift_se,
        shift_sd_hi=fall.shift_sd + NORMAL_90 * fall.shift_se,
        shift_ms=fall.shift_ms,
        false_alarms_per_year=policy.red_per_year if red else policy.yellow_per_year,
        reason=Reason.CLEARLY_BELOW if red else Reason.BELOW,
        ruled_out=tuple(RuledOut),
    )
