"""*Worklist*: whom the nurse talks to, what is next and when."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.pages.views.worklist import contacts_lately, worklist
from api.pages.visit import NursesVisit

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/worklist")
def worklist_page(visit: NursesVisit) -> HTMLResponse:
    """The people who asked to talk with this nurse."""
    with visit.reading() as record:
        rows = record.cases.worklist()
        steps = [step for row in rows for step in record.cases.steps(row.case.id)]
    return visit.page(
        "worklist.html",
        list=worklist(rows, today=visit.today, zone=visit.zone),
        contacts=contacts_lately(steps, now=visit.now),
    )
