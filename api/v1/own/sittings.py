"""Sittings that are guided by a page: a check or a breathing session, fed by whatever strap sends meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path
from pydantic import Field

from alerts.pipeline.pieces import MEASURED, SETTLING
from api.auth.subject import CurrentEmployee
from api.context import Context
from api.moment import Now
from api.problems import Refusal, absent, responses
from api.v1.base import Order, View
from store import Record
from store.models import Purpose, Recording, RecordingKind
from store.subjects import Employee

router = APIRouter(prefix="/api/v1/sittings", tags=["sittings"])

HEARD_WITHIN: Final = timedelta(seconds=30)
AHEAD: Final = timedelta(seconds=5)
UNHEARD: Final = "No strap is heard. Put it on, wet the pads, wait until beats arrive, and begin again."
WRONG_CLOCK: Final = (
    "The clock of the computer that hears your strap is ahead. Set it, wait a few minutes and begin again."
)
NOT_AGREED: Final = "Your beats are not being stored. Agree to that under Sharing first, then begin again."

State = Literal["running", "analysing", "done", "cancelled"]
SittingId = Annotated[str, Path(max_length=64)]


class NewSitting(Order):
    """A sitting to begin now."""

    kind: Literal["check", "breathing"]


class Sitting(View):
    """A sitting and how far it is."""

    id: str
    kind: RecordingKind
    state: State
    started_at: datetime = Field(description="When it began, with the time to settle down.")
    ended_at: datetime | None
    settle_s: float = Field(description="Seconds to settle down first; they are not measured.")
    measure_s: float | None = Field(description="Seconds that are measured then; as long as one likes if none.")

    @classmethod
    def of(cls, recording: Recording) -> Sitting:
        """The sitting that a recording is."""
        settling = settling_of(recording.kind)
        return cls(
            id=recording.id,
            kind=recording.kind,
            state=state_of(recording),
            started_at=recording.started_at,
            ended_at=recording.ended_at,
            settle_s=settling.total_seconds(),
            measure_s=MEASURED.total_seconds() if recording.kind is RecordingKind.CHECK else None,
        )


def settling_of(kind: RecordingKind) -> timedelta:
    """How long one sits before anything is measured: a check begins at rest, breathing begins at once."""
    return SETTLING if kind is RecordingKind.CHECK else timedelta(0)


def state_of(recording: Recording) -> State:
    """How far a sitting is; one that was broken off has no length."""
    if recording.ended_at is None:
        return "running"
    if recording.ended_at == recording.started_at:
        return "cancelled"
    return "done" if recording.analysis_due_at is None else "analysing"


@router.post(
    "", summary="Begin a sitting", status_code=HTTPStatus.CREATED, responses=responses(401, 403, 404, 409, 422)
)
def begin(order: NewSitting, employee: CurrentEmployee, context: Context, now: Now) -> Sitting:
    """From now on, the beats of your straps also belong to this sitting, until it is finished."""
    with context.store.begin(employee, now=now) as record:
        _require_beats(record, employee, now=now)
        begin_one = record.recordings.begin_check if order.kind == "check" else record.recordings.begin_breathing
        return Sitting.of(begin_one(employee.person_id, started_at=now))


@router.get("/{sitting_id}", summary="One sitting", responses=responses(401, 404))
def sitting(sitting_id: SittingId, employee: CurrentEmployee, context: Context, now: Now) -> Sitting:
    """How far one of your sittings is."""
    with context.store.reading(employee, now=now) as record:
        return Sitting.of(_found(record, sitting_id))


@router.post("/{sitting_id}/finish", summary="Finish a sitting", responses=responses(401, 403, 404))
def finish(sitting_id: SittingId, employee: CurrentEmployee, context: Context, now: Now) -> Sitting:
    """End a sitting and have it analysed; twice is harmless."""
    with context.store.begin(employee, now=now) as record:
        recording = _found(record, sitting_id)
        record.recordings.finish(recording.id, ended_at=now)
        return Sitting.of(_found(record, sitting_id))


@router.post("/{sitting_id}/cancel", summary="Cancel a sitting", responses=responses(401, 403, 404))
def cancel(sitting_id: SittingId, employee: CurrentEmployee, context: Context, now: Now) -> Sitting:
    """Break a sitting off: nothing of it is measured. One that is over already stays as it is."""
    with context.store.begin(employee, now=now) as record:
        recording = _found(record, sitting_id)
        record.recordings.finish(recording.id, ended_at=recording.started_at)
        return Sitting.of(_found(record, sitting_id))


def _require_beats(record: Record, employee: Employee, *, now: datetime) -> None:
    if not record.consents.live(employee.person_id, purpose=Purpose.STORE):
        raise Refusal(HTTPStatus.CONFLICT, NOT_AGREED)
    latest = record.beats.latest_moment(employee.person_id)
    if latest is None or now - latest > HEARD_WITHIN:
        raise Refusal(HTTPStatus.CONFLICT, UNHEARD)
    if latest - now > AHEAD:  # the minute to settle would be measured instead
        raise Refusal(HTTPStatus.CONFLICT, WRONG_CLOCK)


def _found(record: Record, sitting_id: str) -> Recording:
    recording = record.recordings.get(sitting_id)
    if recording is None or recording.source_id is not None:
        raise absent()
    return recording
