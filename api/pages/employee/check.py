"""*Check*: the guided reading of three minutes, from what to do first to what it gave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from alerts import leave, recordings
from alerts.calendar import local_day
from alerts.refusals import NotNow
from api.pages.visit import EmployeesVisit, Visit, see
from api.presenters.reading import NoReading, Reading, reading_of
from api.presenters.recordings import Sitting
from api.problems import absent
from store.models import RecordingKind, is_away
from store.subjects import Employee

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv import Window
    from store import Record

REMEMBERED: Final = timedelta(days=60)
"""Readings of longer ago say nothing of the next one."""

router = APIRouter(prefix="/check", include_in_schema=False, default_response_class=HTMLResponse)

SittingId = Annotated[str, Path(max_length=64)]


@router.get("")
def before(visit: EmployeesVisit) -> HTMLResponse:
    """What to do first, and whether the strap is heard."""
    return visit.page("employee/check.html")


@router.post("")
def begin(visit: EmployeesVisit) -> Response:
    """Begin a check, or say what is missing."""
    try:
        sitting = recordings.begin(visit.store, person=visit.subject, kind=RecordingKind.CHECK, now=visit.now)
    except NotNow as no:
        return visit.page("employee/check.html", refused=no.message)
    return see(f"/check/{sitting.id}")


@router.get("/{sitting_id}")
def check(visit: EmployeesVisit, *, sitting_id: SittingId) -> HTMLResponse:
    """The check as far as it is: running, being computed, or its result."""
    sitting = Sitting.of(recordings.read(visit.store, person=visit.subject, sitting_id=sitting_id, now=visit.now))
    if sitting.kind is not RecordingKind.CHECK:
        raise absent()
    if sitting.state == "running":
        return _running(visit, sitting)
    result = None if sitting.state == "analysing" else _result(visit, sitting.id)
    return visit.page("employee/check_result.html", sitting_id=sitting.id, result=result)


@router.post("/{sitting_id}/finish")
def finish(visit: EmployeesVisit, *, sitting_id: SittingId) -> RedirectResponse:
    """The time is over: compute."""
    recordings.finish(visit.store, person=visit.subject, sitting_id=sitting_id, now=visit.now)
    return see(f"/check/{sitting_id}")


@router.post("/{sitting_id}/cancel")
def cancel(visit: EmployeesVisit, *, sitting_id: SittingId) -> RedirectResponse:
    """Break it off: nothing of it counts."""
    recordings.cancel(visit.store, person=visit.subject, sitting_id=sitting_id, now=visit.now)
    return see("/check")


def _running(visit: Visit[Employee], sitting: Sitting) -> HTMLResponse:
    measure_s = sitting.measure_s or 0.0
    return visit.page(
        "employee/check_running.html",
        sitting_id=sitting.id,
        elapsed_s=round((visit.now - sitting.started_at).total_seconds(), 1),
        settle_s=sitting.settle_s,
        measure_s=measure_s,
        ends_at=sitting.started_at + timedelta(seconds=sitting.settle_s + measure_s),
    )


def _result(visit: Visit[Employee], sitting_id: str) -> Reading | NoReading:
    with visit.reading() as record:
        windows = record.windows.of_recording(sitting_id)
        before = _checks_before(record, visit, windows)
        recording = record.recordings.get(sitting_id)
        standing = record.lights.current(visit.subject.person_id)
    usual = standing.light.usual_range if standing and standing.light else None
    return reading_of(windows, usual=usual, before=before, given_up=recording is not None and recording.was_given_up)


def _checks_before(record: Record, visit: Visit[Employee], windows: Sequence[Window]) -> Sequence[Window]:
    """The windows of the checks of the weeks before this one, without days away."""
    if not windows:
        return ()
    person_id, begun = visit.subject.person_id, _begun(windows[0])
    found = record.windows.list(person_id, start=begun - REMEMBERED, end=begun, kinds=(RecordingKind.CHECK,))
    away = leave.spells_away(record, person_id)
    return [window for window in found if not is_away(local_day(_begun(window), zone=visit.zone), away)]


def _begun(window: Window) -> datetime:
    return datetime.fromtimestamp(window.start_s, UTC)
