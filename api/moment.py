"""The clock of the doors: rooms below get `now` as an argument, and it comes from here."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from sensors.host_clock import utc_now

__all__ = ["Now", "now_of", "utc_now"]


def now_of(request: Request) -> datetime:
    """The moment this request is handled, by the clock the application was given."""
    moment: datetime = request.app.state.context.now()
    return moment


Now = Annotated[datetime, Depends(now_of)]
