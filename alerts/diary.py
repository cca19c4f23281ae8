"""The person's own diary: a line more on a day, beside whatever stands there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store.models import SelfRating

if TYPE_CHECKING:
    from datetime import date

    from store import Record
    from store.subjects import Employee


def add_line(record: Record, *, person: Employee, day: date, text: str) -> bool:
    """Add a line to the note of the day; nothing written is nothing kept, and says False."""
    line = text.strip()
    if not line:
        return False
    there = record.ratings.list(person.person_id, since=day, until=day)
    page = there[0] if there else SelfRating(day=day, colour="")
    record.ratings.set(person.person_id, replace(page, note=f"{page.note}\n{line}".strip()))
    return True
