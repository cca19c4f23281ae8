"""The person's own day: the light, their own word beside it, the day's check, and what can be done."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.actions.catalogue import TALK
from alerts.actions.offer import offered
from alerts.pipeline.pieces import why_no_value
from api.presenters.actions import grouped
from hrv import Colour, Kind
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from api.presenters.actions import ActionGroup
    from api.presenters.glance.first_screen import FirstScreen
    from api.presenters.light import LightView
    from api.presenters.noted import DayNoted
    from api.presenters.prompt import PromptView
    from api.presenters.ratings import RatingLine
    from api.presenters.trend import TrendView
    from api.presenters.week import WeekView
    from hrv import DailyValue, Place, Window
    from messages import Message
    from store.models import Away

ACTIONS_TITLES: Final[Mapping[Colour, str]] = MappingProxyType(
    {
        Colour.GREEN: N_("Good in ordinary weeks"),
        Colour.YELLOW: N_("Things you can do now"),
        Colour.RED: N_("What can help now"),
        Colour.GREY: N_("Always possible"),
    }
)


@dataclass(frozen=True, slots=True)
class CheckToday:
    """What the day's checks gave: RMSSD and resting heart rate, or the reason why there is no value."""

    rmssd_ms: float | None
    resting_hr_bpm: float | None
    reason: Message | None = None
    place: Place | None = None
    """Where it lies against the usual range."""


@dataclass(frozen=True, slots=True)
class ThingsToDo:
    """What is offered under a title; the heavier of the light and the person's own word leads."""

    title: str
    groups: tuple[ActionGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """Everything on the page *Today*."""

    day: date
    saved: str
    """What was just saved, by the name of its fold."""

    away: Away | None
    """Days away that hold today: the light and the questions rest."""

    first: FirstScreen
    may_store: bool
    light: LightView | None
    check: CheckToday | None
    rating: RatingLine | None
    note: str
    """The note of the day in its form, as it is kept or as it was typed when it could not be."""

    longest_note: int
    noted: DayNoted
    prompt: PromptView | None
    week: WeekView | None
    to_do: ThingsToDo
    case_id: str | None


def check_today(
    day: date, values: Iterable[DailyValue], windows: Sequence[Window], trend: TrendView
) -> CheckToday | None:
    """What the checks of the day gave, from its value and the windows they left; None when there was no check."""
    value = next((value for value in values if value.day == day and value.kind is Kind.CHECK), None)
    if value is not None and value.ln_rmssd is not None:
        place = next((row.place for row in trend.rows if row.day == day), None) if trend.kind is Kind.CHECK else None
        return CheckToday(math.exp(value.ln_rmssd), value.resting_hr_bpm, place=place)
    return CheckToday(None, None, why_no_value(windows)) if windows else None


def things_to_do(colour: Colour, *, own_rating: Colour | None) -> ThingsToDo:
    """What is offered for a light, widened by the person's own word when that is the heavier of the two."""
    actions = [action for action in offered(colour, own_rating=own_rating) if action is not TALK]
    return ThingsToDo(ACTIONS_TITLES[leading_colour(colour, own_rating=own_rating)], grouped(actions))


def leading_colour(colour: Colour, *, own_rating: Colour | None) -> Colour:
    """The heavier of the light and the person's own word."""
    return next((each for each in _HEAVIEST_FIRST if each in {colour, own_rating}), Colour.GREY)


_HEAVIEST_FIRST: Final = (Colour.RED, Colour.YELLOW, Colour.GREEN)
