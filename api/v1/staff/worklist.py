"""What a nurse reads: the people who asked for a conversation, and what each of them shares, while it is shared."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path
from pydantic import Field

from alerts.calendar import local_day
from api.auth.subject import CurrentNurse, CurrentVisitor
from api.context import Context
from api.moment import Now
from api.presenters.light import LightView
from api.presenters.measured import DayTagsView, DayView
from api.presenters.view import View
from api.presenters.worklist import WorklistLine, worklist_line
from api.problems import absent, responses
from api.readers import CurrentReader
from store.models import Purpose

router = APIRouter(prefix="/api/v1", tags=["nurse"])


class Trend(View):
    """What a person shares of their trend with this nurse; what is not shared is absent."""

    person_id: str
    name: str
    light: LightView | None
    days: list[DayView]
    tags: list[DayTagsView] = Field(description="What was noted about these days; empty unless it is shown as well.")


@router.get("/worklist", summary="People who asked for you", responses=responses(401, 404))
def worklist(nurse: CurrentNurse, visitor: CurrentVisitor, context: Context, now: Now) -> list[WorklistLine]:
    """Your open conversations, the next review first. Each person sees that you looked."""
    with context.store.begin(nurse, now=now) as record:
        rows = record.cases.worklist()
    zone = ZoneInfo(visitor.time_zone)
    return [worklist_line(row, today=local_day(now, zone=zone), zone=zone) for row in rows]


@router.get("/people/{person_id}/trend", summary="The trend that a person shares", responses=responses(401, 404))
def trend(
    person_id: Annotated[str, Path(max_length=64)],
    nurse: CurrentNurse,
    context: Context,
    now: Now,
    *,
    reader: CurrentReader,
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
        light=None
        if stored is None or stored.light is None
        else LightView.of(stored.light, reader, of_somebody_else=True),
        days=[DayView.model_validate(day) for day in days],
        tags=[DayTagsView.model_validate(day) for day in noted],
    )
