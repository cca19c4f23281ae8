"""What every door needs at hand, made once when the application is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.imports.report import Report
    from api.credentials.cookies import SessionCookie
    from api.credentials.passwords import Passwords
    from api.credentials.rate_limits import PairingLimits, SignInLimits
    from api.live_board import LiveBoard
    from api.middleware.metrics import Metrics
    from api.nudges import Wakes
    from api.rendering import Pages
    from api.settings import Settings
    from store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """The record and the tools of the doors."""

    settings: Settings
    store: Store
    pages: Pages
    cookie: SessionCookie
    passwords: Passwords
    limits: SignInLimits
    pairing_limits: PairingLimits
    wakes: Wakes
    board: LiveBoard
    metrics: Metrics
    now: Callable[[], datetime]

    def count_imported(self, person_id: str, report: Report) -> None:
        """Count what a file brought, and nudge whoever is watching."""
        if report.beats is not None and report.beats.new:
            self.metrics.beats.inc(report.beats.new)
            self.wakes.wake(person_id)


def context_of(request: Request) -> AppContext:
    """The context of the application that this request came to."""
    context: AppContext = request.app.state.context
    return context


Context = Annotated[AppContext, Depends(context_of)]
