"""The clock of the doors: rooms below get `now` as an argument, and it comes from here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request


def utc_now() -> datetime:
    """The present moment, with its zone."""
    return datetime.now(UTC)


def now_of(request: Request) -> datetime:
    """The moment this request is handled, by the clock the application was given."""
    moment: datetime = request.app.state.context.now()
    return moment


Now = Annotated[datetime, Depends(now_of)]
