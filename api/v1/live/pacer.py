"""The pacer of a page, told while it runs: a simulated wearer follows it. Nothing is stored."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from api.auth.own_browser import employee_without_prolonging
from api.context import Context
from api.live_board import ScreenPacer
from api.moment import Now
from api.problems import responses
from api.v1.base import Order
from store.subjects import Employee

router = APIRouter(tags=["live"])

PATH = "/api/v1/live/pacer"
Watcher = Annotated[Employee, Depends(employee_without_prolonging)]


class PacerNow(Order):
    """Where the pacer is."""

    breaths: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = Field(description="Turns so far.")
    per_minute: Annotated[float, Field(gt=0, le=30, allow_inf_nan=False)]
    in_share: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = Field(description="Of a breath, the inhale.")
    is_running: bool


@router.post(
    PATH, summary="Say where your pacer is", status_code=HTTPStatus.NO_CONTENT, responses=responses(401, 403, 404, 422)
)
def pacer(said: PacerNow, employee: Watcher, context: Context, now: Now) -> None:
    """Kept in memory for a few seconds, and only while you watch. It does not prolong your session."""
    running = ScreenPacer(said.breaths, said.per_minute, said.in_share, now.timestamp()) if said.is_running else None
    context.board.pace(employee.person_id, running)
