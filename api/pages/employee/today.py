"""*Today*: the light in words, the person's own word beside it, the day's check, an open prompt, things one can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from alerts.calendar import span_of
from alerts.prompts.answers import times_busy
from api import texts
from api.pages.visit import EmployeesVisit, Visit, see
from api.presenters.light import LightView
from api.presenters.noted import ONE_DAY, day_noted
from api.presenters.prompt import prompt_view
from api.presenters.ratings import RATING_CHOICES, WORDS, rating_line
from api.presenters.today import TodayView, check_today, things_to_do
from api.presenters.week import days_needed_since, week_before, week_view
from hrv import Colour
from messages import Message
from store.models import Purpose, RecordingKind, SelfRating
from store.subjects import Employee

if TYPE_CHECKING:
    from api.presenters.noted import DayNoted
    from api.presenters.prompt import PromptView
    from api.presenters.today import CheckToday
    from api.presenters.week import WeekView
    from store import Record

router = APIRouter(prefix="/today", include_in_schema=False, default_response_class=HTMLResponse)


@router.get("")
def today_page(visit: EmployeesVisit) -> HTMLResponse:
    """How it stands today."""
    return _page(visit)


@router.post("/rating")
def rate(
    visit: EmployeesVisit,
    *,
    colour: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Keep the person's own word on today; saying another one later replaces it."""
    if colour not in WORDS:
        return _page(visit, refused=texts.CHOOSE_RATING())
    rating = SelfRating(visit.today, colour, note.strip())
    with visit.changing() as record:
        record.ratings.set(visit.subject.person_id, rating)
    return see("/today#own")


def _page(visit: Visit[Employee], *, refused: Message | None = None) -> HTMLResponse:
    with visit.reading() as record:
        page = _view(record, visit)
    return visit.page("employee/today.html", refused=refused, page=page, rating_choices=RATING_CHOICES)


def _view(record: Record, visit: Visit[Employee]) -> TodayView:
    person_id = visit.subject.person_id
    stored = record.lights.current(person_id)
    light = LightView.of(stored.light, visit.reader) if stored and stored.light else None
    rating = next(iter(record.ratings.list(person_id, since=visit.today, until=visit.today)), None)
    own = Colour(rating.colour) if rating and rating.colour else None
    return TodayView(
        day=visit.today,
        may_store=bool(record.consents.live(person_id, purpose=Purpose.STORE)),
        light=light,
        check=_check(record, visit),
        rating=rating_line(rating) if rating else None,
        noted=_noted(record, visit),
        prompt=_open_prompt(record, visit.subject),
        week=_week(record, visit),
        to_do=things_to_do(light.colour if light else Colour.GREY, own_rating=own),
        case_id=next((case.id for case in record.cases.of_person(person_id) if not case.state.is_over), None),
    )


def _check(record: Record, visit: Visit[Employee]) -> CheckToday | None:
    person_id, today = visit.subject.person_id, visit.today
    begins, ends = span_of(today, zone=visit.zone)
    values = record.days.list(person_id, since=today, until=today)
    windows = record.windows.list(person_id, start=begins, end=ends, kinds=(RecordingKind.CHECK,))
    return check_today(today, values, windows)


def _week(record: Record, visit: Visit[Employee]) -> WeekView | None:
    """The last week in short, for whoever is asked once a week."""
    person_id = visit.subject.person_id
    wishes = record.wishes.of(person_id)
    if wishes is None or wishes.digest_on is None:
        return None
    first = week_before(visit.today, digest_on=wishes.digest_on)
    days = record.days.list(person_id, since=days_needed_since(first), until=visit.today)
    return week_view(first, days, record.lights.flips(person_id))


def _noted(record: Record, visit: Visit[Employee]) -> tuple[DayNoted, ...]:
    """Today and yesterday."""
    days = (visit.today, visit.today - ONE_DAY)
    tags = {each.day: each.tags for each in record.tags.list(visit.subject.person_id, since=days[-1], until=days[0])}
    return tuple(day_noted(day, tags.get(day, ())) for day in days)


def _open_prompt(record: Record, employee: Employee) -> PromptView | None:
    waiting = record.prompts.open_for(employee.person_id)
    return prompt_view(waiting[-1], times_busy=times_busy(record, employee)) if waiting else None
