"""*Diary*: noting what may explain a day, and reading what it usually does to one's own value."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from alerts import day_notes, diary, leave
from alerts.prompts import answers
from alerts.refusals import Refused
from alerts.texts import BUSY_AGAIN, DAY_TOO_FAR
from alerts.work_factors import offered_in
from api import texts
from api.pages.typed import LINES
from api.pages.visit import EmployeesVisit, Visit, see
from api.presenters.noted import DiaryView, began, day_noted, days_offered, learned
from hrv import Tag
from messages import Message
from store.models import Purpose
from store.subjects import Employee

if TYPE_CHECKING:
    from store import Record

router = APIRouter(prefix="/diary", include_in_schema=False, default_response_class=HTMLResponse)

MONTH: Final = timedelta(days=30)
BACK: Final = {"today": "/today?saved=noted#noted", "diary": "/diary?day={day}&saved=true"}


@router.get("")
def diary_page(
    visit: EmployeesVisit, *, day: date | None = None, saved: Literal["", "true", "about"] = ""
) -> HTMLResponse:
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


@router.post("/{day}/about")
def tell_about(visit: EmployeesVisit, day: date, about: Annotated[tuple[str, ...], Form()] = ()) -> Response:
    """Keep what the day was about, in place of what was told before."""
    if not visit.today - day_notes.NOTED_BACK <= day <= visit.today:
        return _page(visit, visit.today, refused=DAY_TOO_FAR())
    with visit.changing() as record:
        offered = offered_in(visit.reader.language)
        diary.tell_about(record, person=visit.subject, day=day, about=about, offered=offered)
    return see(f"/diary?day={day.isoformat()}&saved=about#about")


@router.get("/look-back")
def look_back(visit: EmployeesVisit, *, kept: bool = False) -> HTMLResponse:
    """The last month: what it was mostly about, and what could be added."""
    with visit.reading() as record:
        month = record.ratings.list(visit.subject.person_id, since=visit.today - MONTH, until=visit.today)
        busy = answers.times_busy(record, visit.subject)
    return visit.page(
        "employee/look_back.html",
        about=diary.mostly_about(month),
        busy_again=BUSY_AGAIN() if busy >= answers.BUSY_OFTEN else None,
        said=texts.KEPT_IN_DIARY() if kept else None,
    )


@router.post("/look-back/added")
def keep_look_back(visit: EmployeesVisit, text: Annotated[str, LINES, Form(max_length=2000)] = "") -> Response:
    """Add what could be added to the diary of today; nothing written is nothing kept."""
    with visit.changing() as record:
        kept = diary.add_line(record, person=visit.subject, day=visit.today, text=text)
    return see("/diary/look-back?kept=true" if kept else "/diary/look-back")


def _page(visit: Visit[Employee], day: date, *, saved: str = "", refused: Message | None = None) -> HTMLResponse:
    with visit.reading() as record:
        shown = min(max(day, visit.today - day_notes.NOTED_BACK), visit.today)
        page = _view(record, visit, shown)
        told = record.ratings.list(visit.subject.person_id, since=shown, until=shown)
    about, note = (told[0].about, told[0].note) if told else ((), "")
    factors = offered_in(visit.reader.language)
    return visit.page(
        "employee/diary.html", refused=refused, saved=saved, page=page, factors=factors, about=about, note=note
    )


def _view(record: Record, visit: Visit[Employee], day: date) -> DiaryView:
    person_id = visit.subject.person_id
    everything = record.tags.list(person_id)
    noted = {each.day: each.tags for each in everything}
    stored = record.lights.current(person_id)
    light, away = stored.light if stored else None, leave.spells_away(record, person_id)
    return DiaryView(
        may_store=bool(record.consents.live(person_id, purpose=Purpose.STORE)),
        noted=day_noted(day, noted.get(day, ())),
        days=days_offered(noted, today=visit.today, chosen=day),
        first=visit.today - day_notes.NOTED_BACK,
        learned=learned(day_notes.effects(record, person_id, light, everything, away=away)),
        began=began(everything),
    )
