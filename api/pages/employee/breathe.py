"""*Breathe*: a pacer and a calm figure, and a line in one's own diary afterwards for whoever wants one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts import diary
from api import texts
from api.pages.visit import EmployeesVisit, see

router = APIRouter(prefix="/breathe", include_in_schema=False, default_response_class=HTMLResponse)


Noticed = Annotated[str, Form(max_length=2000)]


@router.get("")
def breathe(visit: EmployeesVisit, *, kept: bool = False) -> HTMLResponse:
    """The figure and the pacer; both live in the browser."""
    return visit.page("employee/breathe.html", said=texts.KEPT_IN_DIARY() if kept else None)


@router.post("/noticed")
def keep_noticed(visit: EmployeesVisit, *, noticed: Noticed = "") -> RedirectResponse:
    """Add what the person noticed to the diary of their own day; nothing written is nothing kept."""
    with visit.changing() as record:
        kept = diary.add_line(record, person=visit.subject, day=visit.today, text=noticed)
    return see("/breathe?kept=true" if kept else "/breathe")
