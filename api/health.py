"""Whether the service is well: for a load balancer, and for its operator's instruments."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final, Literal

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from api.auth.subject import MaybeVisitor
from api.context import AppContext, Context
from api.moment import Now
from api.problems import absent, responses
from store.models import ServiceCounts
from store.subjects import Engine, Role

router = APIRouter(tags=["health"])

FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Health(BaseModel):
    """The service is up and its record can be read."""

    status: Literal["ok"] = "ok"


@router.get("/healthz", summary="Whether the service is up", responses=responses(503))
def healthz(context: Context, now: Now) -> Health:
    """Reads from the record; 503 with a sentence when that cannot be done."""
    with context.store.reading(Engine(), now=now) as record:
        record.upkeep.counts()
    return Health()


@router.get("/metrics", summary="Numbers for Prometheus", response_class=PlainTextResponse, responses=responses(404))
def metrics(request: Request, context: Context, now: Now, visitor: MaybeVisitor) -> PlainTextResponse:
    """Counters without a word about anybody; for this machine itself and for operators."""
    if not (_is_from_here(request) or (visitor and visitor.role is Role.OPERATOR)):
        raise absent()
    with context.store.reading(Engine(), now=now) as record:
        _note(record.upkeep.counts(), context)
    return PlainTextResponse(context.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _note(counts: ServiceCounts | None, context: AppContext) -> None:
    if counts is not None:
        due = {"analysis": counts.due_analyses, "evaluation": counts.due_evaluations, "prompt": counts.due_prompts}
        for kind, number in due.items():
            context.metrics.due.labels(kind).set(number)


def _is_from_here(request: Request) -> bool:
    """Whether the asker is this machine, and not somebody behind a proxy on it."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
