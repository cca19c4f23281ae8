"""What somebody who asked to talk shows a nurse: a card that is read in half a minute, with what is not shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts.exercises.catalogue import BY_KEY
from api.presenters.light import LightView
from api.presenters.ratings import diary_lines, rating_lines
from api.presenters.sharing import last_day
from api.presenters.trend import trend_view
from api.presenters.words import CASE_STATES
from api.presenters.worklist import NEXT
from messages.message import N_
from store.models import Purpose, Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from alerts.exercises.exercise import Exercise
    from api.presenters.ratings import DiaryLine, RatingLine
    from api.presenters.trend import TrendView
    from hrv import DailyValue
    from messages import Reader
    from store.models import Case, Consent, DayTags, SelfRating, StoredLight, Writing

NEVER_SHARED: Final = (
    N_("single heartbeats, recordings and live values"),
    N_("questions, and their answers to them"),
    N_("what they write in exercises, but for a card that they chose to show"),
)
TREND_NOT_SHARED: Final = N_("the light and the daily values")
RATINGS_NOT_SHARED: Final = N_("how they rate their days")
NOTES_NOT_SHARED: Final = N_("what they note about their days")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the record gave the nurse; it gives nothing that is not shared."""

    light: StoredLight | None
    days: Sequence[DailyValue]
    ratings: Sequence[SelfRating]
    tags: Sequence[DayTags]
    writings: Sequence[Writing]
    cases: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Talk:
    """The open conversation with this person: how far it is, and what is next."""

    case_id: str
    state: str
    next_step: str
    next_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """Everything on the page of a person.

    `until` is the last day of the share, None where the trend is not shared; `light` is None where it is not shown, and
    where there is none yet.
    """

    name: str
    until: date | None
    shows_light: bool
    light: LightView | None
    trend: TrendView | None
    ratings: tuple[RatingLine, ...]
    noted: tuple[DiaryLine, ...]
    pieces: tuple[tuple[Exercise, Writing], ...]
    not_shared: tuple[str, ...]
    talk: Talk | None


def person_card(
    name: str, shown: Shown, *, consents: Sequence[Consent], since: date, zone: ZoneInfo, reader: Reader
) -> PersonCard:
    """The card, from what is shared and from the live consents that name this nurse."""
    trend = next((consent for consent in consents if consent.purpose is Purpose.TREND), None)
    scope = trend.scope if trend else Scope.NOTHING
    light = shown.light.light if shown.light else None
    return PersonCard(
        name=name,
        until=last_day(trend.until, zone=zone) if trend and trend.until else None,
        shows_light=shown.light is not None,
        light=LightView.of(light, reader, of_somebody_else=True) if light else None,
        trend=trend_view(shown.days, since=since, noted=shown.tags) if Scope.DAYS in scope else None,
        ratings=tuple(line for line in rating_lines(shown.ratings) if line.colour),
        noted=diary_lines((), (each for each in shown.tags if each.day >= since)),
        pieces=tuple((BY_KEY[writing.exercise], writing) for writing in shown.writings),
        not_shared=_not_shared(scope),
        talk=next((_talk(case) for case in shown.cases if not case.state.is_over), None),
    )


def _talk(case: Case) -> Talk:
    return Talk(case.id, CASE_STATES[case.state], NEXT[case.state], case.next_review_on)


def _not_shared(scope: Scope) -> tuple[str, ...]:
    trend = () if Scope.TREND in scope else (TREND_NOT_SHARED,)
    ratings = () if Scope.RATINGS in scope else (RATINGS_NOT_SHARED,)
    notes = () if Scope.NOTES in scope else (NOTES_NOT_SHARED,)
    return (*trend, *ratings, *notes, *NEVER_SHARED)
