"""*Check*: the guided reading of three minutes, from what to do first to what it gave."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.context import AppContext, Context
from api.moment import Now
from api.pages.views.reading import NoReading, Reading, reading_of
from api.problems import Refusal, absent
from api.rendering import in_language_of, render
from api.sessions import SEE_OTHER
from api.subject import CurrentEmployee
from api.v1 import sittings
from store.models import RecordingKind
from store.subjects import Employee

router = APIRouter(prefix="/check", include_in_schema=False, default_response_class=HTMLResponse)

SittingId = Annotated[str, Path(max_length=64)]


@router.get("")
def before(request: Request, _employee: CurrentEmployee) -> HTMLResponse:
    """What to do first, and whether the strap is heard."""
    return render(request, "check.html", sentence="")


@router.post("")
def begin(request: Request, employee: CurrentEmployee, context: Context, now: Now) -> Response:
    """Begin a check, or say what is missing."""
    try:
        sitting = sittings.begin(sittings.NewSitting(kind="check"), employee, context, now)
    except Refusal as refused:
        sentence = in_language_of(request, refused.detail)
        return render(request, "check.html", status=HTTPStatus(refused.status_code), sentence=sentence)
    return _to(f"/check/{sitting.id}")


@router.get("/{sitting_id}")
def check(
    request: Request, employee: CurrentEmployee, context: Context, now: Now, *, sitting_id: SittingId
) -> HTMLResponse:
    """The check as far as it is: running, being computed, or its result."""
    sitting = sittings.sitting(sitting_id, employee, context, now)
    if sitting.kind is not RecordingKind.CHECK:
        raise absent()
    if sitting.state == "running":
        return _running(request, sitting, now=now)
    result = _result(context, employee, sitting.id, now=now) if sitting.state == "done" else None
    return render(request, "check_result.html", sitting_id=sitting.id, result=result)


@router.post("/{sitting_id}/finish")
def finish(sitting_id: SittingId, employee: CurrentEmployee, context: Context, now: Now) -> RedirectResponse:
    """The time is over: compute."""
    sittings.finish(sitting_id, employee, context, now)
    return _to(f"/check/{sitting_id}")


@router.post("/{sitting_id}/cancel")
def cancel(sitting_id: SittingId, employee: CurrentEmployee, context: Context, now: Now) -> RedirectResponse:
    """Break it off: nothing of it counts."""
    sittings.cancel(sitting_id, employee, context, now)
    return _to("/check")


def _running(request: Request, sitting: sittings.Sitting, *, now: datetime) -> HTMLResponse:
    whole = timedelta(seconds=sitting.settle_s + sitting.measure_s)
    return render(
        request,
        "check_running.html",
        sitting_id=sitting.id,
        elapsed_s=round((now - sitting.started_at).total_seconds(), 1),
        settle_s=sitting.settle_s,
        measure_s=sitting.measure_s,
        ends_at=sitting.started_at + whole,
    )


def _result(context: AppContext, employee: Employee, sitting_id: str, *, now: datetime) -> Reading | NoReading:
    with context.store.reading(employee, now=now) as record:
        windows = record.windows.of_recording(sitting_id)
        standing = record.lights.current(employee.person_id)
    return reading_of(windows, usual=standing.light.usual_range if standing and standing.light else None)


def _to(place: str) -> RedirectResponse:
    return RedirectResponse(place, SEE_OTHER)
