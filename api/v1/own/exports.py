"""A person's own beats of some days as one file, in a form that other programs read."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from alerts import exports
from api.auth.subject import CurrentEmployee
from api.context import Context
from api.downloads import download
from api.moment import Now
from api.problems import responses
from api.v1.base import Order
from sensors.recordings.text.own_forms import Form

router = APIRouter(prefix="/api/v1", tags=["own"])


class Wanted(Order):
    """Which beats, and how they are written down."""

    since: date = Field(description="The first of your own calendar days.")
    until: date = Field(description="The last of them.")
    form: Form = Field(default=Form.CSV, description="csv, plain intervals in ms, or two columns for Kubios.")


@router.post(
    "/exports", summary="Your beats as a file", response_class=Response, responses=responses(401, 403, 404, 422)
)
def export_beats(wanted: Wanted, employee: CurrentEmployee, *, context: Context, now: Now) -> Response:
    """Every beat of these days as it was stored, with its gaps; brought in again it is the same."""
    return download(exports.beats_of_days(context.store, person=employee, **wanted.model_dump(), now=now))
