"""*Forget me here*: for a shared phone or a borrowed strap. Signs out, once this browser has sent what it kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from api.auth.own_browser import require_person
from api.auth.sessions import end_session
from api.pages.visit import EmployeesVisit

router = APIRouter(prefix="/account/forget", include_in_schema=False, default_response_class=HTMLResponse)


@router.get("")
def forget_page(visit: EmployeesVisit) -> HTMLResponse:
    """Who is signed in here, what would be left behind and what would not."""
    return visit.page("account/forget.html")


@router.post("")
def forget(visit: EmployeesVisit, person: Annotated[str, Form(max_length=64)]) -> Response:
    """Sign out here; the page's script has sent and deleted before what was this person's own in the browser.

    What others keep in this browser until they are here again stays: nobody can send it for them.
    """
    require_person(person, visit.subject)
    return end_session(visit.request, visit.context, now=visit.now)
