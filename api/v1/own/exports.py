"""A person's own beats of some days as one file, in a form that other programs read."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from alerts.calendar import span_of
from api.auth.subject import CurrentEmployee, CurrentVisitor
from api.context import AppContext, Context
from api.moment import Now
from api.problems import Refusal, responses
from api.v1.base import Order
from messages.message import N_
from sensors.recordings.text.own_forms import Form, written
from store.models import AuditKind
from store.subjects import Employee

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(prefix="/api/v1", tags=["own"])

ENDINGS: Final[Mapping[Form, str]] = {Form.CSV: "csv", Form.PLAIN: "txt", Form.KUBIOS: "kubios.txt"}
TYPES: Final[Mapping[Form, str]] = {Form.CSV: "text/csv", Form.PLAIN: "text/plain", Form.KUBIOS: "text/plain"}
NOTHING_THERE: Final = N_("There are no beats in these days. Choose other days.")
WRONG_DAYS: Final = N_("The last day lies before the first. Choose the days again.")


class Wanted(Order):
    """Which beats, and how they are written down."""

    since: date = Field(description="The first of your own calendar days.")
    until: date = Field(description="The last of them.")
    form: Form = Field(default=Form.CSV, description="csv, plain intervals in ms, or two columns for Kubios.")


@router.post(
    "/exports", summary="Your beats as a file", response_class=Response, responses=responses(401, 403, 404, 422)
)
def export_beats(
    wanted: Wanted, employee: CurrentEmployee, *, visitor: CurrentVisitor, context: Context, now: Now
) -> Response:
    """Every beat of these days as it was stored, with its gaps; brought in again it is the same."""
    return exported(wanted, employee, context, now=now, zone=ZoneInfo(visitor.time_zone))


def exported(wanted: Wanted, employee: Employee, context: AppContext, *, now: datetime, zone: ZoneInfo) -> Response:
    """The download; `Refusal` when there is nothing in these days."""
    if wanted.until < wanted.since:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, WRONG_DAYS)
    try:
        start, end = span_of(wanted.since, zone=zone)[0], span_of(wanted.until, zone=zone)[1]
    except OverflowError as beyond_the_calendar:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, NOTHING_THERE) from beyond_the_calendar
    with context.store.begin(employee, now=now) as record:
        series = record.beats.read(employee.person_id, start=start, end=end)
        record.audit.record(AuditKind.EXPORTED, person_id=employee.person_id, detail=f"beats={len(series)}")
    if not len(series):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, NOTHING_THERE)
    saved_as = f'attachment; filename="pulsro-{wanted.since}-{wanted.until}.{ENDINGS[wanted.form]}"'
    headers = {"Content-Disposition": saved_as}
    return Response(written(series, wanted.form), media_type=TYPES[wanted.form], headers=headers)
