"""What else happened on the days of a trend: changes of the light, notes, breathing sessions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alerts.prompts.text import TAGS
from api.presenters.light import HEADLINES
from api.presenters.trend import TrendRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from api.presenters.trend import TrendView
    from store.models import DayTags, Flip


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands beside the value of each day; a day of which there is nothing to tell is in none of them."""

    light: Mapping[date, str]
    """The headline of the light that came on, to be translated."""

    noted: Mapping[date, tuple[str, ...]]
    breathed: frozenset[date]

    @property
    def days(self) -> frozenset[date]:
        """The days with a mark."""
        return frozenset(self.light) | frozenset(self.noted) | self.breathed


def marks(flips: Iterable[Flip], noted: Iterable[DayTags], breathed: Iterable[date], *, since: date) -> Marks:
    """The marks of the days from `since` on."""
    return Marks(
        light={flip.day: HEADLINES[flip.after.colour] for flip in flips if flip.day >= since},
        noted={each.day: tuple(TAGS[tag] for tag in each.tags) for each in noted if each.day >= since and each.tags},
        breathed=frozenset(day for day in breathed if day >= since),
    )


def with_marked_days(trend: TrendView, marked: Marks) -> TrendView:
    """The trend with a row for marked days too on which nothing was measured."""
    if not trend.rows:
        return trend
    rows = {row.day: row for row in trend.rows}
    rows.update((day, _nothing_measured(day)) for day in marked.days - rows.keys())
    return replace(trend, rows=tuple(rows[day] for day in sorted(rows)))


def _nothing_measured(day: date) -> TrendRow:
    return TrendRow(day, None, None, None, None, None, None, None, "")
