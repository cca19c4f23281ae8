"""Beats as they arrive: a person's own stream of server-sent events, read from the record and never from memory.

A nudge from the ingest door only saves waiting; a slow poll finds what another process stored. Each event of beats
carries the record's cursor as its id, so that a browser that lost the line continues where it was.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api import texts
from api.auth.subject import CurrentEmployee
from api.context import Context
from api.problems import responses
from api.readers import reader_of
from api.v1.live.stream import Follower
from messages import sentence

router = APIRouter(tags=["live"])

PATH: Final = "/api/v1/live"
POLL_S: Final = 2.0


@router.get(
    PATH,
    summary="Your beats as they arrive",
    response_class=EventSourceResponse,
    responses=responses(401, 403, 404),
)
async def live(
    request: Request,
    employee: CurrentEmployee,
    context: Context,
    *,
    last_event_id: Annotated[str, Header(description="Continue after this event.")] = "",
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events.

    `beats` holds new beats, the heart rate and the age of the newest beat in seconds; `reading` the rolling numbers of
    the last minute; `source` whether a strap is heard; `bye` why the stream ends. Two are for now only, in no record:
    `open_beats`, which are heard but not settled yet, and `breath`, as a strap with a movement sensor measures it.
    """
    token = context.cookie.token(request) or ""
    goodbye = sentence(texts.SIGNED_OUT_LIVE(), reader_of(request))
    follower = Follower(
        context.store,
        employee,
        board=context.board,
        token=token,
        goodbye=goodbye,
        last_event_id=last_event_id,
    )
    person_id = employee.person_id
    with (
        context.metrics.live_streams.track_inprogress(),
        context.board.watching(person_id),
        context.wakes.listening(person_id) as nudges,
    ):
        while not (context.wakes.closed or follower.is_over):
            for event in await to_thread.run_sync(follower.look, context.now()):
                yield event
            await nudges.wait(at_most_s=POLL_S)
