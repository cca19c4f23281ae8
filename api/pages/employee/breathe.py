"""*Breathe*: a pacer and a calm figure, and a line in one's own diary afterwards for whoever wants one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import AwareDatetime

from alerts import diary
from alerts.breathing import newest_search, search_to_repeat
from api import texts
from api.pages.typed import LINES
from api.pages.visit import EmployeesVisit, see
from api.presenters.breathing.session import session_card
from api.problems import absent
from store.models import Purpose

if TYPE_CHECKING:
    from api.presenters.breathing.session import SessionCard
    from store import Record
    from store.models import BreathingSession

router = APIRouter(prefix="/breathe", include_in_schema=False, default_response_class=HTMLResponse)

SESSIONS_AT_ONCE: Final = 20
Noticed = Annotated[str, LINES, Form(max_length=2000)]


BreathingId = Annotated[str, Path(max_length=64)]


@router.get("")
def breathe(visit: EmployeesVisit, *, kept: bool = False) -> HTMLResponse:
    """The figure and the pacer; both live in the browser."""
    with visit.reading() as record:
        keeps = record.consents.live(visit.subject.person_id, purpose=Purpose.STORE)
    return visit.page("employee/breathe.html", said=texts.KEPT_IN_DIARY() if kept else None, keeps=bool(keeps))


@router.post("/noticed")
def keep_noticed(visit: EmployeesVisit, *, noticed: Noticed = "") -> RedirectResponse:
    """Add what the person noticed to the diary of their own day; nothing written is nothing kept."""
    with visit.changing() as record:
        kept = diary.add_line(record, person=visit.subject, day=visit.today, text=noticed)
    return see("/breathe?kept=true" if kept else "/breathe")


@router.get("/sessions")
def sessions(visit: EmployeesVisit, *, before: AwareDatetime | None = None, forgotten: bool = False) -> HTMLResponse:
    """The person's sessions with their pictures, newest first, a page at a time."""
    with visit.reading() as record:
        found = record.breathing.list(visit.subject.person_id, before=before, limit=SESSIONS_AT_ONCE + 1)
        shown = tuple(_card(record, session, visit) for session in found[:SESSIONS_AT_ONCE])
        repeat = search_to_repeat(record, visit.subject.person_id, now=visit.now)
    return visit.page(
        "employee/breathe_sessions.html",
        sessions=shown,
        repeat=repeat,
        older=shown[-1].started_at if len(found) > SESSIONS_AT_ONCE else None,
        said=texts.BREATHING_FORGOTTEN() if forgotten else None,
    )


@router.get("/sessions/{breathing_id}")
def session(visit: EmployeesVisit, *, breathing_id: BreathingId) -> HTMLResponse:
    """One session: its picture, and a place for what the person noticed."""
    with visit.reading() as record:
        found = record.breathing.get(breathing_id)
        if found is None:
            raise absent()
        card = _card(record, found, visit)
        repeat = search_to_repeat(record, visit.subject.person_id, now=visit.now)
    return visit.page("employee/breathe_session.html", session=card, repeat=repeat)


@router.post("/sessions/{breathing_id}/remove")
def remove(visit: EmployeesVisit, *, breathing_id: BreathingId) -> RedirectResponse:
    """Forget a session."""
    with visit.changing() as record:
        if not record.breathing.remove(breathing_id):
            raise absent()
    return see("/breathe/sessions?forgotten=true")


def _card(record: Record, session: BreathingSession, visit: EmployeesVisit) -> SessionCard:
    """What is shown of a session; a pace that was found is held against the one that was found before."""
    has_pace = session.search is not None and session.search.per_min is not None
    earlier = newest_search(record, visit.subject.person_id, before=session.started_at) if has_pace else None
    return session_card(session, earlier=earlier)
