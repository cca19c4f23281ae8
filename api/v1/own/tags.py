"""What may explain one's days: reading it, noting it, and what each of them usually does to one's own value."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import Field

from alerts import day_notes, leave
from api.auth.subject import CurrentEmployee
from api.context import Context
from api.moment import Now
from api.presenters.measured import DayTagsView
from api.presenters.view import View
from api.problems import responses
from api.v1.base import Order
from hrv import Tag

router = APIRouter(prefix="/api/v1/tags", tags=["own"])


class NewTags(Order):
    """What may explain a day; all of it, for it takes the place of what was noted before."""

    tags: tuple[Tag, ...] = Field(max_length=len(Tag))


class TagEffectView(View):
    """What a tag usually does to your value, learned from your own days alone."""

    tag: Tag
    n_days: int = Field(description="Days with this tag and a value.")
    percent: float = Field(description="Difference in RMSSD, per cent of your other days.")
    percent_lo: float = Field(description="Lower end of the 90 % interval; wide until there are days that say more.")
    percent_hi: float = Field(description="Upper end of the 90 % interval.")


@router.get("", summary="What you noted about your days", responses=responses(401, 404, 422))
def tags(
    employee: CurrentEmployee, context: Context, now: Now, *, since: date | None = None, until: date | None = None
) -> list[DayTagsView]:
    """What you noted from `since` to `until`, both included, in order of days."""
    with context.store.reading(employee, now=now) as record:
        noted = record.tags.list(employee.person_id, since=since, until=until)
    return [DayTagsView.model_validate(day) for day in noted]


@router.get("/effects", summary="What it usually does to your value", responses=responses(401, 404))
def effects(employee: CurrentEmployee, context: Context, now: Now) -> list[TagEffectView]:
    """The effect of each tag that you noted on days with a value, as an interval; empty until the first evaluation."""
    with context.store.reading(employee, now=now) as record:
        stored = record.lights.current(employee.person_id)
        noted, away = record.tags.list(employee.person_id), leave.spells_away(record, employee.person_id)
        light = stored.light if stored else None
        found = day_notes.effects(record, employee.person_id, light, noted, away=away)
    return [TagEffectView.model_validate(effect) for effect in found]


@router.put(
    "/{day}",
    summary="Note what may explain a day",
    status_code=HTTPStatus.NO_CONTENT,
    responses=responses(401, 403, 404, 409, 422),
)
def note(day: date, order: NewTags, employee: CurrentEmployee, *, context: Context, now: Now) -> None:
    """Keep this about a day of the last two months; an empty list forgets it. Your light is looked at again."""
    day_notes.note(context.store, person=employee, day=day, tags=order.tags, now=now)
