"""Sittings that are guided by a page: a check or a breathing session, fed by whatever strap sends meanwhile."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path

from alerts import recordings
from api.auth.subject import CurrentEmployee
from api.context import Context
from api.moment import Now
from api.presenters.recordings import Sitting
from api.problems import responses
from api.v1.base import Order
from store.models import RecordingKind

router = APIRouter(prefix="/api/v1/sittings", tags=["sittings"])

SittingId = Annotated[str, Path(max_length=64)]


class NewSitting(Order):
    """A sitting to begin now."""

    kind: Literal["check", "breathing"]


@router.post(
    "", summary="Begin a sitting", status_code=HTTPStatus.CREATED, responses=responses(401, 403, 404, 409, 422)
)
def begin(order: NewSitting, employee: CurrentEmployee, context: Context, now: Now) -> Sitting:
    """From now on, the beats of your straps also belong to this sitting, until it is finished."""
    kind = RecordingKind(order.kind)
    return Sitting.of(recordings.begin(context.store, person=employee, kind=kind, now=now))


@router.get("/{sitting_id}", summary="One sitting", responses=responses(401, 404))
def sitting(sitting_id: SittingId, employee: CurrentEmployee, context: Context, now: Now) -> Sitting:
    """How far one of your sittings is."""
    return Sitting.of(recordings.read(context.store, person=employee, sitting_id=sitting_id, now=now))


@router.post("/{sitting_id}/finish", summary="Finish a sitting", responses=responses(401, 403, 404))
def finish(sitting_id: SittingId, employee: CurrentEmployee, context: Context, now: Now) -> Sitting:
    """End a sitting and have it analysed; twice is harmless."""
    return Sitting.of(recordings.finish(context.store, person=employee, sitting_id=sitting_id, now=now))


@router.post("/{sitting_id}/cancel", summary="Cancel a sitting", responses=responses(401, 403, 404))
def cancel(sitting_id: SittingId, employee: CurrentEmployee, context: Context, now: Now) -> Sitting:
    """Break a sitting off: nothing of it is measured. One that is over already stays as it is."""
    return Sitting.of(recordings.cancel(context.store, person=employee, sitting_id=sitting_id, now=now))
