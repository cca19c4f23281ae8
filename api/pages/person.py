"""*Person*: what somebody who asked to talk shows this nurse, readable in half a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.context import Context
from api.pages.local import HereAndNow, Local
from api.pages.views.person import PersonCard, person_card
from api.problems import absent
from api.rendering import render
from api.subject import CurrentNurse

if TYPE_CHECKING:
    from store import Record

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

TREND: Final = timedelta(weeks=12)


@router.get("/people/{person_id}")
def person_page(
    request: Request, nurse: CurrentNurse, context: Context, local: HereAndNow, *, person_id: str
) -> HTMLResponse:
    """What this person shows; the look is added to the list that they read. Whoever shares nothing is not there."""
    with context.store.reading(nurse, now=local.now) as record:
        card = _card(record, person_id, local)
    return render(request, "person.html", card=card)


def _card(record: Record, person_id: str, local: Local) -> PersonCard:
    name = record.accounts.name_of(person_id)
    if name is None:
        raise absent()
    since = local.today - TREND
    return person_card(
        name=name,
        consents=record.consents.live(person_id),
        light=record.lights.current(person_id),
        days=record.days.list(person_id, since=since - LEAD_IN),
        ratings=record.ratings.list(person_id, since=since),
        cases=record.cases.of_person(person_id),
        since=since,
        local=local,
    )
