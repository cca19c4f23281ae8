"""*Person*: what somebody who asked to talk shows this nurse, readable in half a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from alerts.exercises import words
from api.pages.visit import NursesVisit, Visit
from api.presenters.person import PersonCard, Shown, person_card
from api.presenters.trend import LEAD_IN
from api.problems import absent

if TYPE_CHECKING:
    from store import Record
    from store.subjects import Nurse

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

SHOWN: Final = timedelta(weeks=12)


@router.get("/people/{person_id}")
def person_page(visit: NursesVisit, person_id: Annotated[str, Path(max_length=64)]) -> HTMLResponse:
    """What this person shows; the look is added to the list that they read. Whoever shares nothing is not there."""
    with visit.reading() as record:
        card = _card(record, person_id, visit)
    return visit.page("nurse/person.html", card=card, ticked=words.ticked)


def _card(record: Record, person_id: str, visit: Visit[Nurse]) -> PersonCard:
    name = record.accounts.name_of(person_id)
    if name is None:
        raise absent()
    since = visit.today - SHOWN
    shown = Shown(
        light=record.lights.current(person_id),
        days=record.days.list(person_id, since=since - LEAD_IN),
        ratings=record.ratings.list(person_id, since=since),
        tags=record.tags.list(person_id, since=since - LEAD_IN),
        writings=record.writings.list(person_id),
        cases=record.cases.of_person(person_id),
    )
    consents = record.consents.live(person_id)
    return person_card(name, shown, consents=consents, since=since, zone=visit.zone, reader=visit.reader)
