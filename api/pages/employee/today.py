"""*Today*: the light and what one can do on the first screen; everything else folds below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from alerts import diary, leave
from alerts.actions.offer import chosen
from alerts.calendar import span_of
from alerts.prompts.answers import times_busy
from alerts.refusals import Refused
from alerts.texts import TOO_LONG_TO_KEEP
from api import texts
from api.pages.typed import LINES
from api.pages.visit import EmployeesVisit, Visit, see
from api.presenters.actions import action_line
from api.presenters.glance.first_screen import first_screen
from api.presenters.glance.sparkline import first_shown, sparkline
from api.presenters.light import LightView
from api.presenters.noted import day_noted
from api.presenters.prompt import prompt_view
from api.presenters.ratings import RATING_CHOICES, WORDS, rating_line
from api.presenters.today import TodayView, check_today, leading_colour, things_to_do
from api.presenters.trend import LEAD_IN, recent_trend
from api.presenters.week import days_needed_since, week_before, week_view
from api.presenters.words import LEVELS
from api.problems import absent
from hrv import Colour, Tag
from messages import Message
from store.models import Purpose, RecordingKind, SelfRating
from store.subjects import Employee

if TYPE_CHECKING:
    from api.presenters.prompt import PromptView
    from api.presenters.today import CheckToday
    from api.presenters.trend import TrendView
    from api.presenters.week import WeekView
    from hrv import Light
    from store import Record
    from store.models import PromptWishes

router = APIRouter(prefix="/today", include_in_schema=False, default_response_class=HTMLResponse)


@router.get("")
def today_page(visit: EmployeesVisit, saved: Literal["", "own", "noted", "later", "back"] = "") -> HTMLResponse:
    """How it stands today; after something was `saved`, what that was."""
    return _page(visit, saved=saved)


@router.get("/do/{action_key}")
def thing_to_do(visit: EmployeesVisit, action_key: str) -> HTMLResponse:
    """One thing that can be done, by itself."""
    try:
        (action,) = chosen([action_key])
    except Refused as no:
        raise absent() from no
    return visit.page("employee/thing_to_do.html", action=action_line(action), level=LEVELS[action.level])


@router.post("/rating")
def rate(
    visit: EmployeesVisit,
    *,
    colour: Annotated[str, Form()] = "",
    note: Annotated[str, LINES, Form()] = "",
) -> Response:
    """Keep the person's own word on today, or a note alone; saying something else later replaces it."""
    typed = note.strip()
    with visit.changing() as record:
        there = _own_word(record, visit) or SelfRating(visit.today, colour="")
        refused = _unfit(there, colour, typed)
        if refused is None:
            # A note that is typed before one rates the day leaves a rating made meanwhile, in another window, alone.
            rating = SelfRating(visit.today, colour or there.colour, typed)
            record.ratings.set(visit.subject.person_id, rating)
    return _page(visit, refused=refused, typed=typed) if refused else see("/today?saved=own#own")


@router.post("/away")
def rest(visit: EmployeesVisit) -> Response:
    """Pause the light and the questions until the person is back."""
    leave.pause(visit.store, person=visit.subject, now=visit.now)
    return see("/today")


@router.post("/back")
def back(visit: EmployeesVisit) -> Response:
    """The person is back."""
    leave.end(visit.store, person=visit.subject, now=visit.now)
    return see("/today?saved=back")


def _unfit(there: SelfRating, colour: str, typed: str) -> Message | None:
    """Why this cannot be kept, if it cannot: there is nothing in it, or more than fits."""
    if colour not in {"", *WORDS} or not (colour or typed or there.note):
        return texts.CHOOSE_RATING()
    return TOO_LONG_TO_KEEP() if len(typed) > len(there.note) + diary.ROOM else None


def _own_word(record: Record, visit: Visit[Employee]) -> SelfRating | None:
    return next(iter(record.ratings.list(visit.subject.person_id, since=visit.today, until=visit.today)), None)


def _page(
    visit: Visit[Employee], *, saved: str = "", refused: Message | None = None, typed: str | None = None
) -> HTMLResponse:
    """The page; with what was `typed` in the place of the note that is kept, so that no word is lost."""
    with visit.reading() as record:
        page = _view(record, visit, saved, typed)
    return visit.page("employee/today.html", refused=refused, page=page, rating_choices=RATING_CHOICES)


def _view(record: Record, visit: Visit[Employee], saved: str, typed: str | None) -> TodayView:
    person_id = visit.subject.person_id
    stored = record.lights.current(person_id)
    light = LightView.of(stored.light, visit.reader) if stored and stored.light else None
    rating = _own_word(record, visit)
    kept = rating.note if rating else ""
    own = Colour(rating.colour) if rating and rating.colour else None
    colour = light.colour if light else Colour.GREY
    wishes = record.wishes.of(person_id)
    trend = _four_weeks(record, visit, stored.light if stored else None, wishes)
    check = _check(record, visit, trend)
    may_store = bool(record.consents.live(person_id, purpose=Purpose.STORE))
    return TodayView(
        day=visit.today,
        saved=saved,
        away=wishes.away if wishes and wishes.rests_on(visit.today) else None,
        first=first_screen(
            light,
            check=check,
            may_store=may_store,
            leading=leading_colour(colour, own_rating=own),
            flips=record.lights.flips(person_id),
            sparkline=sparkline(trend, today=visit.today),
        ),
        may_store=may_store,
        light=light,
        check=check,
        rating=rating_line(rating) if rating else None,
        note=kept if typed is None else typed,
        longest_note=len(kept) + diary.ROOM,
        noted=day_noted(visit.today, _tags_of_today(record, visit)),
        prompt=_open_prompt(record, visit.subject),
        week=_week(record, visit, wishes),
        to_do=things_to_do(colour, own_rating=own),
        case_id=next((case.id for case in record.cases.of_person(person_id) if not case.state.is_over), None),
    )


def _four_weeks(record: Record, visit: Visit[Employee], light: Light | None, wishes: PromptWishes | None) -> TrendView:
    since = first_shown(visit.today)
    days = record.days.list(visit.subject.person_id, since=since - LEAD_IN)
    away = wishes.spells_away if wishes else ()
    return recent_trend(days, light.usual_range if light else None, since=since, away=away)


def _check(record: Record, visit: Visit[Employee], trend: TrendView) -> CheckToday | None:
    person_id, today = visit.subject.person_id, visit.today
    begins, ends = span_of(today, zone=visit.zone)
    values = record.days.list(person_id, since=today, until=today)
    windows = record.windows.list(person_id, start=begins, end=ends, kinds=(RecordingKind.CHECK,))
    return check_today(today, values, windows, trend)


def _week(record: Record, visit: Visit[Employee], wishes: PromptWishes | None) -> WeekView | None:
    """The last week in short, for whoever is asked once a week."""
    person_id = visit.subject.person_id
    if wishes is None or wishes.digest_on is None:
        return None
    first = week_before(visit.today, digest_on=wishes.digest_on)
    days = record.days.list(person_id, since=days_needed_since(first), until=visit.today)
    return week_view(first, days, record.lights.flips(person_id), away=wishes.spells_away)


def _tags_of_today(record: Record, visit: Visit[Employee]) -> tuple[Tag, ...]:
    noted = record.tags.list(visit.subject.person_id, since=visit.today, until=visit.today)
    return next((each.tags for each in noted), ())


def _open_prompt(record: Record, employee: Employee) -> PromptView | None:
    waiting = record.prompts.open_for(employee.person_id)
    return prompt_view(waiting[-1], times_busy=times_busy(record, employee)) if waiting else None
