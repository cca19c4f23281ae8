"""*Breathe*: a pacer and a calm figure, and a line in one's own diary afterwards for whoever wants one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts.texts import N_
from api.context import Context
from api.pages.local import HereAndNow
from api.rendering import in_language_of, render
from api.sessions import SEE_OTHER
from api.subject import CurrentEmployee
from store.models import SelfRating

router = APIRouter(prefix="/breathe", include_in_schema=False, default_response_class=HTMLResponse)

KEPT = N_("Kept in your diary for today.")

Noticed = Annotated[str, Form(max_length=2000)]


@router.get("")
def breathe(request: Request, _employee: CurrentEmployee, *, kept: bool = False) -> HTMLResponse:
    """The figure and the pacer; both live in the browser."""
    return render(request, "breathe.html", said=in_language_of(request, KEPT) if kept else "")


@router.post("/noticed")
def keep_noticed(
    employee: CurrentEmployee, context: Context, local: HereAndNow, *, noticed: Noticed = ""
) -> RedirectResponse:
    """Add what the person noticed to the diary of their own day; nothing written is nothing kept."""
    text = noticed.strip()
    if not text:
        return RedirectResponse("/breathe", SEE_OTHER)
    with context.store.begin(employee, now=local.now) as record:
        today = record.ratings.list(employee.person_id, since=local.today, until=local.today)
        page = today[0] if today else SelfRating(day=local.today, colour="")
        note = f"{page.note}\n{text}".strip()
        record.ratings.set(employee.person_id, replace(page, note=note))
    return RedirectResponse("/breathe?kept=true", SEE_OTHER)
