"""*Strap*: this browser reads a chest strap by itself and brings its beats home."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts.care import sharing
from alerts.care.consent_text import CONSENT
from api.pages.visit import EmployeesVisit, see
from store.models import Purpose

router = APIRouter(prefix="/strap", include_in_schema=False, default_response_class=HTMLResponse)


@router.get("")
def strap(visit: EmployeesVisit) -> HTMLResponse:
    """Choose a strap, see that it is heard, see what waits; measuring itself is the browser's."""
    with visit.reading() as record:
        agreed = bool(record.consents.live(visit.subject.person_id, purpose=Purpose.STORE))
        boxes = record.boxes.list()
    return visit.page("employee/strap.html", agreed=agreed, boxes=boxes, store_text=CONSENT[Purpose.STORE]())


@router.post("/agree")
def agree(visit: EmployeesVisit) -> RedirectResponse:
    """Agree to beats being kept and computed on, and go on from there."""
    sharing.allow_storing(visit.store, person=visit.subject, now=visit.now, reader=visit.reader)
    return see("/strap")
