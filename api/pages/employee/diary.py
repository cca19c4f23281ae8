"""*Diary*: noting what may explain a day, and reading what it usually does to one's own value."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, Literal

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

import hrv
from alerts import day_notes
from alerts.refusals import Refused
from api.pages.visit import EmployeesVisit, Visit, see
from api.presenters.noted import DiaryView, began, day_noted, days_offered, learned
from hrv import Tag
from messages import Message
from store.models import Purpose
from store.subjects import Employee

if TYPE_CHECKING:
    from store import Record

router = APIRouter(prefix="/diary", include_in_schema=False, default_response_class=HTMLResponse)

BACK: Final = {"today": "/today?saved=noted#noted", "diary": "/diary?day={day}&saved=true"}


@router.get("")
def diary_page(visit: EmployeesVisit, *, day: date | None = None, saved: bool = False) -> HTMLResponse:
    """A day of the last two months, today unless another one is named."""
    return _page(visit, day or visit.today, saved=saved)


@router.post("/{day}")
def note(
    visit: EmployeesVisit,
    day: date,
    *,
    tags: Annotated[tuple[Tag, ...], Form()] = (),
    back: Annotated[Literal["today", "diary"], Form()] = "diary",
) -> Response:
    """Keep what was ticked about the day, in place of what was noted before."""
    try:
        day_notes.note(visit.store, person=visit.subject, day=day, tags=tags, now=visit.now)
    except Refused as no:
        return _page(visit, visit.today, refused=no.message)
    return see(BACK[back].format(day=day.isoformat()))


def _page(visit: Visit[Employee], day: date, *, saved: bool = False, refused: Message | None = None) -> HTMLResponse:
    with visit.reading() as record:
        page = _view(record, visit, min(max(day, visit.today - day_notes.NOTED_BACK), visit.today))
    return visit.page("employee/diary.html", refused=refused, saved=saved, page=page)


def _view(record: Record, visit: Visit[Employee], day: date) -> DiaryView:
    person_id = visit.subject.person_id
    everything = record.tags.list(person_id)
    noted = {each.day: each.tags for each in everything}
    stored = record.lights.current(person_id)
    values = day_notes.explained(record.days.list(person_id), everything)
    return DiaryView(
        may_store=bool(record.consents.live(person_id, purpose=Purpose.STORE)),
        noted=day_noted(day, noted.get(day, ())),
        days=days_offered(noted, today=visit.today, chosen=day),
        first=visit.today - day_notes.NOTED_BACK,
        learned=learned(hrv.tag_effects(stored.light, values)) if stored and stored.light else (),
        began=began(everything),
    )
