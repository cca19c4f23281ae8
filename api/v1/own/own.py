"""What an employee reads of their own: everything there is."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from alerts import leave
from api.auth.subject import CurrentEmployee, CurrentVisitor
from api.context import Context
from api.moment import Now
from api.presenters.light import LightView
from api.presenters.measured import DayView, NextReadingView, RecordingView, WindowView
from api.presenters.view import View
from api.problems import absent, responses
from api.readers import CurrentReader
from api.v1.base import Moment
from hrv import Kind, next_reading
from store.models import RecordingKind
from store.subjects import Role

router = APIRouter(prefix="/api/v1", tags=["own"])

RecordingId = Annotated[str, Path(max_length=64)]
Kinds = Annotated[tuple[Kind, ...], Query(description="Only these kinds; all when left out.")]


class Me(View):
    """Who is signed in."""

    account_id: str
    role: Role
    name: str
    email: str
    language: str
    time_zone: str


@router.get("/me", summary="Who is signed in", responses=responses(401))
def me(visitor: CurrentVisitor) -> Me:
    """The account behind the session."""
    return Me.model_validate(visitor)


@router.get("/light", summary="The light that stands", responses=responses(401, 404))
def light(employee: CurrentEmployee, context: Context, now: Now, reader: CurrentReader) -> LightView:
    """Your light, since when, how much, how sure, and what was ruled out; 404 until the first evaluation."""
    with context.store.reading(employee, now=now) as record:
        stored = record.lights.current(employee.person_id)
        paused = leave.rests(record, employee.person_id)
    if stored is None or stored.light is None:
        raise absent()
    return LightView.of(stored.light, reader, paused=paused)


@router.get("/days", summary="Daily values", responses=responses(401, 404, 422))
def days(
    employee: CurrentEmployee, context: Context, now: Now, *, since: date | None = None, until: date | None = None
) -> list[DayView]:
    """Your daily values from `since` to `until`, both included."""
    with context.store.reading(employee, now=now) as record:
        found = record.days.list(employee.person_id, since=since, until=until)
    return [DayView.model_validate(day) for day in found]


@router.get("/recordings", summary="Recordings", responses=responses(401, 404, 422))
def recordings(
    employee: CurrentEmployee, context: Context, now: Now, *, kind: Kinds = (), since: Moment | None = None
) -> list[RecordingView]:
    """Your recordings in order of time."""
    wanted = [each for each in RecordingKind if Kind(each) in kind or not kind]
    with context.store.reading(employee, now=now) as record:
        found = record.recordings.list(employee.person_id, kinds=wanted, since=since)
    return [RecordingView.model_validate(recording) for recording in found]


@router.get("/recordings/{recording_id}", summary="One recording", responses=responses(401, 404))
def recording(recording_id: RecordingId, employee: CurrentEmployee, context: Context, now: Now) -> RecordingView:
    """One of your recordings."""
    with context.store.reading(employee, now=now) as record:
        found = record.recordings.get(recording_id)
    if found is None:
        raise absent()
    return RecordingView.model_validate(found)


@router.get("/recordings/{recording_id}/windows", summary="Windows of a recording", responses=responses(401, 404))
def windows(
    recording_id: RecordingId, employee: CurrentEmployee, context: Context, now: Now, *, reader: CurrentReader
) -> list[WindowView]:
    """What was computed from one of your recordings, in order of time; empty until it is analysed."""
    with context.store.reading(employee, now=now) as record:
        if record.recordings.get(recording_id) is None:
            raise absent()
        found = record.windows.of_recording(recording_id)
    return [WindowView.of(window, reader) for window in found]


@router.get(
    "/recordings/{recording_id}/next-reading", summary="What to expect after a recording", responses=responses(401, 404)
)
def after(recording_id: RecordingId, employee: CurrentEmployee, context: Context, now: Now) -> NextReadingView:
    """Where the next reading of the same kind is expected after one of your recordings, from its windows alone."""
    with context.store.reading(employee, now=now) as record:
        if record.recordings.get(recording_id) is None:
            raise absent()
        found = record.windows.of_recording(recording_id)
    return NextReadingView.model_validate(next_reading(found))
