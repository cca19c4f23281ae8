"""How far the clocks of senders are off: what is tolerated, what is told, and the sentence about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from babel.dates import format_timedelta

from api import texts
from messages import Message, Reader

TOLERATED: Final = timedelta(seconds=30)
"""Further off than this, beats are not taken: a request may take twenty seconds, and a check looks at whole minutes."""
TOLD: Final = timedelta(seconds=5)
"""From here on the person and the operator see it beside the device."""


def trouble_with(sent_at: datetime, *, now: datetime, reader: Reader) -> Message | None:
    """Why nothing is taken from a sender whose clock is this far off; None while it is near enough."""
    difference = now - sent_at
    if abs(difference) <= TOLERATED:
        return None
    span = format_timedelta(abs(difference), granularity="second", threshold=1, locale=reader.locale)
    text = texts.CLOCK_BEHIND if difference > timedelta(0) else texts.CLOCK_AHEAD
    return text(span=span, seconds=difference.total_seconds())


def worth_telling(offset_s: float | None) -> timedelta | None:
    """How far a device's clock is off if a person should hear of it; positive where it is behind."""
    if offset_s is None or abs(offset_s) < TOLD.total_seconds():
        return None
    return timedelta(seconds=offset_s)
