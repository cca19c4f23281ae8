"""Agreed review days that have passed: each is flagged once, on the nurse's own worklist, and nobody else is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.calendar import local_day, zone_of
from store.subjects import Engine

if TYPE_CHECKING:
    from datetime import datetime

    from store import Record, Store
    from store.models import OverdueReview

_EARLIEST_ZONE: Final = timedelta(hours=14)
"""Somewhere on earth it is already tomorrow."""


def flag_overdue(store: Store, *, now: datetime) -> int:
    """Flag every review whose day is over in the nurse's own time zone; says how many were flagged by this call."""
    with store.begin(Engine(), now=now) as record:
        passed_somewhere = record.cases.overdue(on=(now + _EARLIEST_ZONE).date())
        return sum(record.cases.mark_reminded(review) for review in passed_somewhere if _is_over(record, review))


def _is_over(record: Record, review: OverdueReview) -> bool:
    nurse = record.accounts.get(review.nurse_id)
    return nurse is not None and review.next_review_on < local_day(record.now, zone=zone_of(nurse))
