"""*Worklist*: whom the nurse talks to, what is next and when."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.pages.visit import NursesVisit
from api.presenters.worklist import CONTACTS, FOUR_WEEKS, LATELY, worklist, workload_of
from store.models import Scope

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/worklist")
def worklist_page(visit: NursesVisit, *, saved: bool = False) -> HTMLResponse:
    """The people who asked to talk with this nurse; after a conversation was closed, that this is `saved`."""
    with visit.reading() as record:
        rows = record.cases.worklist()
        workload = workload_of(
            people=record.consents.people_showing(Scope.LIGHT),
            last_week=record.cases.count_steps(to=CONTACTS, since=visit.now - LATELY),
            last_four_weeks=record.cases.count_steps(to=CONTACTS, since=visit.now - FOUR_WEEKS),
        )
    return visit.page(
        "nurse/worklist.html",
        saved=saved,
        list=worklist(rows, today=visit.today, zone=visit.zone),
        workload=workload,
    )
