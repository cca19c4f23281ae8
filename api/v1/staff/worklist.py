"""What a nurse reads: the people who asked for a conversation, and what each of them shares, while it is shared."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from api.auth.subject import CurrentNurse
from api.context import Context
from api.moment import Now
from api.problems import absent, responses
from api.v1.base import View
from api.v1.views import DayTagsView, DayView, LightView
from store.models import CaseState, Purpose, WorklistRow

router = APIRouter(prefix="/api/v1", tags=["nurse"])


class WorklistLine(View):
    """A person with a live share of their case."""

    case_id: str
    person_id: str
    person_name: str
    state: CaseState
    opened_at: datetime
    next_review_on: date | None

    @classmethod
    def of(cls, row: WorklistRow) -> WorklistLine:
        """The line of a row of the record."""
        return cls(
            case_id=row.case.id,
            person_id=row.case.person_id,
            person_name=row.person_name,
            state=row.case.state,
            opened_at=row.case.opened_at,
            next_review_on=row.case.next_review_on,
        )


class Trend(View):
    """What a person shares of their trend with this nurse; what is not shared is absent."""

    person_id: str
    name: str
    light: LightView | None
    days: list[DayView]
    tags: list[DayTagsView] = Field(description="What was noted about these days; empty unless it is shown as well.")


@router.get("/worklist", summary="People who asked for you", responses=responses(401, 404))
def worklist(nurse: CurrentNurse, context: Context, now: Now) -> list[WorklistLine]:
    """Your open conversations, the next review first. Each person sees that you looked."""
    with context.store.begin(nurse, now=now) as record:
        return [WorklistLine.of(row) for row in record.cases.worklist()]


@router.get("/people/{person_id}/trend", summary="The trend that a person shares", responses=responses(401, 404))
def trend(
    person_id: Annotated[str, Path(max_length=64)],
    nurse: CurrentNurse,
    context: Context,
    now: Now,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Trend:
    """The light and the daily values of a person while they are shared with you. The person sees that you looked."""
    with context.store.begin(nurse, now=now) as record:
        name = record.accounts.name_of(person_id)
        if name is None or not record.consents.live(person_id, purpose=Purpose.TREND):
            raise absent()
        stored = record.lights.current(person_id)
        days = record.days.list(person_id, since=since, until=until)
        noted = record.tags.list(person_id, since=since, until=until)
    return Trend(
        person_id=person_id,
        name=name,
        light=None if stored is None or stored.light is None else LightView.model_validate(stored.light),
        days=[DayView.model_validate(day) for day in days],
        tags=[DayTagsView.model_validate(day) for day in noted],
    )
