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

    from alerts.work_factors import Factor, FactorGroup
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


def tell_about(
    record: Record, *, person: Employee, day: date, about: Iterable[str], offered: Iterable[FactorGroup] = ()
) -> None:
    """Keep what the day was about, in place of what was told before of what is `offered`.

    What a form did not offer could not be taken back in it, and stays: it was told in another language, or in an
    earlier version. New keys that nobody knows are left out.
    """
    there = record.ratings.list(person.person_id, since=day, until=day)
    asked = {factor.key for group in offered for factor in group.factors}
    stays = [key for rating in there for key in rating.about if key not in asked]
    told = {*about, *stays}
    unknown = (key for key in stays if key not in FACTORS)
    record.ratings.set_about(person.person_id, day, (*(key for key in FACTORS if key in told), *unknown))


def mostly_about(ratings: Iterable[SelfRating]) -> tuple[tuple[Factor, int], ...]:
    """What days were about, with on how many of them, the most frequent first."""
    counted = Counter(key for rating in ratings for key in rating.about if key in FACTORS)
    return tuple((FACTORS[key], n_days) for key, n_days in counted.most_common())
