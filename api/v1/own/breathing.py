"""Sessions of slow breathing: kept when they are over, and told again."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from alerts import breathing
from api.auth.subject import CurrentEmployee
from api.context import Context
from api.moment import Now
from api.presenters.breathing.session import BreathingSessionView, PaceSearchView
from api.presenters.view import View
from api.problems import responses
from api.v1.base import Moment, Order
from store.models import Break, BreakReason, BreathingMode, BreathingSession, PaceStep

router = APIRouter(prefix="/api/v1/breathing", tags=["breathing"])

A_DAY_S: Final = 86_400.0
A_MONTH_S: Final = 30 * A_DAY_S
MOST_STEPS: Final = 500

BreathingId = Annotated[str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
OfSession = Annotated[float, Field(ge=0, le=A_DAY_S)]
Hold = Annotated[float, Field(ge=0, le=10)]
Breathed = Annotated[
    Annotated[float, Field(ge=1, le=60)] | None,
    Field(
        description="Measured breaths a minute while it lasted; none where they were not seen. "
        "Nothing of them is kept but whether they kept to the pacer."
    ),
]


class NewPace(Order):
    """How the pacer goes from a moment on."""

    at_s: OfSession = Field(description="Seconds from the beginning.")
    per_minute: Annotated[float, Field(ge=1, le=30)] | None = Field(description="Breaths a minute; none: own pace.")
    in_share: Annotated[float, Field(gt=0, lt=1)] = Field(description="Part of the moving breath that is the inhale.")
    hold_full_s: Hold = 0.0
    hold_empty_s: Hold = 0.0
    breathed_per_minute: Breathed = None


class NewBreak(Order):
    """A stretch without breathing or without beats, in seconds from the beginning."""

    start_s: OfSession
    end_s: OfSession
    reason: BreakReason


class NewBreathing(Order):
    """A session that is over. Its times are seconds, so that nobody's clock needs to be right."""

    began_s_ago: Annotated[float, Field(ge=0, le=A_MONTH_S)] = Field(description="Seconds since it began.")
    lasted_s: Annotated[float, Field(gt=0, le=A_DAY_S)]
    mode: BreathingMode
    chosen_s: Annotated[float, Field(gt=0, le=A_DAY_S)] | None = Field(None, description="None: as long as one likes.")
    paces: tuple[NewPace, ...] = Field(max_length=MOST_STEPS)
    breaks: tuple[NewBreak, ...] = Field((), max_length=MOST_STEPS)


class StepSoFar(Order):
    """A pace that was breathed from a moment on."""

    at_s: OfSession
    per_minute: Annotated[float, Field(ge=1, le=30)]
    breathed_per_minute: Breathed = None


class PaceAsked(Order):
    """A session that goes on, and asks for its next pace. Its times are seconds."""

    began_s_ago: Annotated[float, Field(ge=0, le=A_DAY_S)] = Field(description="Seconds since it began.")
    at_s: OfSession = Field(description="The end of the newest step, in seconds from the beginning.")
    mode: Literal["find_pace", "led_softly"]
    steps: tuple[StepSoFar, ...] = Field(min_length=1, max_length=MOST_STEPS)
    breaks: tuple[NewBreak, ...] = Field((), max_length=MOST_STEPS)


class NextPace(View):
    """The pace from now on; none when a search is over."""

    per_minute: float | None
    search: PaceSearchView | None


@router.get("", summary="Your sessions of breathing", responses=responses(401, 404, 422))
def sessions(
    employee: CurrentEmployee,
    context: Context,
    now: Now,
    *,
    before: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[BreathingSessionView]:
    """Your sessions that began before a moment, newest first."""
    with context.store.reading(employee, now=now) as record:
        found = record.breathing.list(employee.person_id, before=before, limit=limit)
    return [BreathingSessionView.of(session) for session in found]


@router.post("/pace", summary="The pace to breathe next", responses=responses(401, 403, 404, 422))
def next_pace(asked: PaceAsked, employee: CurrentEmployee, *, context: Context, now: Now) -> NextPace:
    """What your beats say of the paces so far, and the pace from now on. Nothing is stored."""
    began = now - timedelta(seconds=asked.began_s_ago)
    steps = tuple((step.at_s, step.per_minute) for step in asked.steps)
    breathed = tuple(step.breathed_per_minute for step in asked.steps)
    so_far = breathing.SoFar(began, steps, asked.at_s, breathed, _breaks(asked.breaks))
    if asked.mode == "led_softly":
        pace = breathing.lead(context.store, person=employee, so_far=so_far, now=now)
        return NextPace(per_minute=pace, search=None)
    found = breathing.search(context.store, person=employee, so_far=so_far, now=now)
    return NextPace(per_minute=found.next_per_min, search=PaceSearchView.model_validate(found))


@router.put(
    "/{breathing_id}",
    summary="Keep a session",
    status_code=HTTPStatus.NO_CONTENT,
    responses=responses(401, 403, 404, 409, 422),
)
def keep(
    breathing_id: BreathingId, order: NewBreathing, employee: CurrentEmployee, *, context: Context, now: Now
) -> None:
    """Keep a session under an id that you made up; the first that came under an id stays."""
    began = now - timedelta(seconds=order.began_s_ago)
    session = BreathingSession(
        id=breathing_id,
        started_at=began,
        ended_at=began + timedelta(seconds=order.lasted_s),
        mode=order.mode,
        chosen_s=order.chosen_s,
        paces=tuple(PaceStep(**step.model_dump(exclude={"breathed_per_minute"})) for step in order.paces),
        breaks=_breaks(order.breaks),
    )
    breathed = tuple(step.breathed_per_minute for step in order.paces)
    breathing.keep(context.store, person=employee, session=session, now=now, breathed=breathed)


def _breaks(said: tuple[NewBreak, ...]) -> tuple[Break, ...]:
    return tuple(Break(**dict(each)) for each in said)
