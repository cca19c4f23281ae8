"""The person's own diary: a line more on a day, what a day was about, and a look back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alerts.work_factors import FACTORS
from store.models import SelfRating

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from alerts.work_factors import Factor
    from store import Record
    from store.subjects import Employee


ROOM: Final = 4000
"""How many characters a day's note can grow by in one form, however long it is already."""


def add_line(record: Record, *, person: Employee, day: date, text: str) -> bool:
    """Add a line to the note of the day; nothing written is nothing kept, and says False."""
    line = text.strip()
    if not line:
        return False
    there = record.ratings.list(person.person_id, since=day, until=day)
    page = there[0] if there else SelfRating(day=day, colour="")
    record.ratings.set(person.person_id, replace(page, note=f"{page.note}\n{line}".strip()))
    return True


def tell_about(record: Record, *, person: Employee, day: date, about: Iterable[str]) -> None:
    """Keep what the day was about, in place of what was told before; keys that nobody knows are left out."""
    known = set(about)
    record.ratings.set_about(person.person_id, day, tuple(key for key in FACTORS if key in known))


def mostly_about(ratings: Iterable[SelfRating]) -> tuple[tuple[Factor, int], ...]:
    """What days were about, with on how many of them, the most frequent first."""
    counted = Counter(key for rating in ratings for key in rating.about if key in FACTORS)
    return tuple((FACTORS[key], n_days) for key, n_days in counted.most_common())
