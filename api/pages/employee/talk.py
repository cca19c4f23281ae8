"""*I would like to talk to someone*: choosing a nurse, and whether to show the trend and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from alerts.calendar import span_of
from alerts.care import workflow
from alerts.care.consent_text import CONSENT
from alerts.care.sharing import LONGEST_SHARE, beside
from alerts.refusals import Refused
from api import texts
from api.pages.typed import LINES
from api.pages.visit import EmployeesVisit, Visit, see
from messages import Message
from store.models import Purpose
from store.subjects import Employee

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

router = APIRouter(prefix="/talk", include_in_schema=False, default_response_class=HTMLResponse)

USUAL_SHARE: Final = timedelta(weeks=8)

Id = Annotated[str, Form(max_length=64)]


@dataclass(frozen=True, slots=True)
class Request:
    """What was filled in; nothing that shares is chosen beforehand."""

    until: str
    nurse: str = ""
    share: str = ""
    ratings_too: bool = False
    notes_too: bool = False
    message: str = ""
    prompt_id: str = ""


@dataclass(frozen=True, slots=True)
class ShareDays:
    """The days that can be chosen as the last one of a share, and the one that is proposed."""

    first: date
    proposed: date
    last: date


@router.get("")
def talk_page(visit: EmployeesVisit, prompt: Annotated[str, Query(max_length=64)] = "") -> HTMLResponse:
    """What asking means, and the form."""
    return _page(visit, Request(until=share_days(visit.today).proposed.isoformat(), prompt_id=prompt))


@router.post("")
def ask(
    visit: EmployeesVisit,
    *,
    nurse: Id = "",
    share: Id = "",
    until: Id = "",
    ratings_too: Annotated[bool, Form()] = False,
    notes_too: Annotated[bool, Form()] = False,
    message: Annotated[str, LINES, Form(max_length=2000)] = "",
    prompt: Id = "",
) -> Response:
    """Ask the nurse for a conversation, and show the trend if that was chosen."""
    wanted = Request(until, nurse, share, ratings_too, notes_too, message, prompt)
    try:
        case_id = _ask(visit, wanted)
    except Refused as no:
        return _page(visit, wanted, refused=no.message)
    return see(f"/cases/{case_id}")


def share_days(today: date) -> ShareDays:
    """The days that can be chosen on `today`."""
    return ShareDays(today, today + USUAL_SHARE, today + LONGEST_SHARE - timedelta(days=1))


def end_of_share(until: str, *, zone: ZoneInfo) -> datetime:
    """The moment at which the chosen last day is over for the person; raises `Refused` when none was chosen."""
    try:
        return span_of(date.fromisoformat(until), zone=zone)[1]
    except (ValueError, OverflowError):
        raise Refused(texts.CHOOSE_SHARE_DAY()) from None


def _ask(visit: Visit[Employee], wanted: Request) -> str:
    if not wanted.nurse or wanted.share not in {"no", "trend"}:
        raise Refused(texts.CHOOSE_NURSE())
    shows = wanted.share == "trend"
    case = workflow.ask(
        visit.store,
        person=visit.subject,
        nurse_id=wanted.nurse,
        now=visit.now,
        message=wanted.message,
        share_until=end_of_share(wanted.until, zone=visit.zone) if shows else None,
        also=beside(ratings=wanted.ratings_too and shows, notes=wanted.notes_too and shows),
        prompt_id=wanted.prompt_id or None,
        reader=visit.reader,
    )
    return case.id


def _page(visit: Visit[Employee], wanted: Request, *, refused: Message | None = None) -> HTMLResponse:
    with visit.reading() as record:
        nurses = record.accounts.nurses()
    return visit.page(
        "employee/talk.html",
        refused=refused,
        form=wanted,
        nurses=nurses,
        days=share_days(visit.today),
        case_text=CONSENT[Purpose.CASE](),
        trend_text=CONSENT[Purpose.TREND](),
    )
