"""*Worklist*: whom the nurse talks to, what is next and when."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.context import Context
from api.pages.local import HereAndNow
from api.pages.views.worklist import contacts_lately, worklist
from api.rendering import render
from api.subject import CurrentNurse

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/worklist")
def worklist_page(request: Request, nurse: CurrentNurse, context: Context, local: HereAndNow) -> HTMLResponse:
    """The people who asked to talk with this nurse."""
    with context.store.reading(nurse, now=local.now) as record:
        rows = record.cases.worklist()
        steps = [step for row in rows for step in record.cases.steps(row.case.id)]
    return render(
        request,
        "worklist.html",
        list=worklist(rows, today=local.today, zone=local.zone),
        contacts=contacts_lately(steps, now=local.now),
    )
