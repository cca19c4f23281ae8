"""*First steps*: what this is, yes or no to measuring, and how one will measure; each can be passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts.care import sharing
from alerts.care.consent_text import CONSENT
from api.pages.visit import EmployeesVisit, Visit, see
from api.visitor import FIRST_STEPS
from store.models import Purpose

if TYPE_CHECKING:
    from store import Record
    from store.subjects import Employee

router = APIRouter(prefix=FIRST_STEPS, include_in_schema=False, default_response_class=HTMLResponse)

HOW = f"{FIRST_STEPS}/how"


@router.get("")
def what_this_is(visit: EmployeesVisit) -> HTMLResponse:
    """What one gets, and who sees nothing of it."""
    return visit.page("employee/welcome.html")


@router.get("/measuring")
def yes_or_no(visit: EmployeesVisit) -> HTMLResponse:
    """What a yes means, and two answers that weigh the same."""
    with visit.reading() as record:
        agreed = _agreed(record, visit)
    return visit.page("employee/welcome_measuring.html", agreed=agreed, store_text=CONSENT[Purpose.STORE]())


@router.post("/measuring")
def answer(visit: EmployeesVisit, said: Annotated[Literal["yes", "no"], Form()]) -> RedirectResponse:
    """A yes is kept and leads on; a no leaves nothing behind, not even that it was said."""
    if said == "no":
        return see("/today")
    sharing.allow_storing(visit.store, person=visit.subject, now=visit.now, reader=visit.reader)
    return see(HOW)


@router.get("/how")
def how_to_measure(visit: EmployeesVisit) -> HTMLResponse:
    """The ways from a heart to the record, and the first check."""
    with visit.reading() as record:
        agreed = _agreed(record, visit)
        boxes = record.boxes.list()
        has_password = record.accounts.password_hash(visit.subject.person_id) is not None
    return visit.page("employee/welcome_how.html", agreed=agreed, boxes=boxes, has_password=has_password)


def _agreed(record: Record, visit: Visit[Employee]) -> bool:
    return bool(record.consents.live(visit.subject.person_id, purpose=Purpose.STORE))
