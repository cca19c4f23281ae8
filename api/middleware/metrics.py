"""Numbers about the service for its operator: by address pattern and outcome, never by person."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.problems import route_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNKNOWN_ROUTE = "(none)"
UNCOUNTED = {"/other-doors"}
"""Nobody learns how many came to this door; so that it does not show in a sum either, it is not timed."""

METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
UNKNOWN_METHOD = "(other)"


@dataclass(frozen=True, slots=True)
class Metrics:
    """The counters of one application; each application has its own registry."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    beats: Counter
    refused_blocks: Counter
    live_streams: Gauge
    due: Gauge

    @classmethod
    def fresh(cls) -> Metrics:
        """All counters at nought."""
        registry = CollectorRegistry()
        return cls(
            registry=registry,
            requests=Counter("pulsro_requests", "Answers given.", ("method", "route", "status"), registry=registry),
            seconds=Histogram("pulsro_request_seconds", "Time to an answer's first byte.", registry=registry),
            beats=Counter("pulsro_beats_stored", "Beats committed.", registry=registry),
            refused_blocks=Counter("pulsro_blocks_refused", "Blocks of beats refused.", registry=registry),
            live_streams=Gauge("pulsro_live_streams", "Live streams open now.", registry=registry),
            due=Gauge("pulsro_due", "Pieces of work waiting for a tick.", ("kind",), registry=registry),
        )

    def text(self) -> bytes:
        """The counters in Prometheus' own form."""
        return generate_latest(self.registry)


class Counted:
    """ASGI middleware that counts and times answers."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count how it was answered."""
        began_s = time.perf_counter()

        async def send_and_count(message: Message) -> None:
            route = route_of(scope) or UNKNOWN_ROUTE
            if message["type"] == "http.response.start" and route not in UNCOUNTED:
                method = scope["method"] if scope["method"] in METHODS else UNKNOWN_METHOD
                self._metrics.requests.labels(method, route, message["status"]).inc()
                self._metrics.seconds.observe(time.perf_counter() - began_s)
            await send(message)

        await self.app(scope, receive, send_and_count)
