"""A week in short, for whoever prefers one look a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from api.presenters.light import HEADLINES
from api.presenters.trend import LEAD_IN, TrendView, trend_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hrv import DailyValue
    from store.models import Away, Flip

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """The light said something else from a day on."""

    day: date
    headline: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """Seven days in order, ending with the day before the latest day of the digest."""

    first: date
    last: date
    trend: TrendView
    changes: tuple[Change, ...]


def week_before(today: date, *, digest_on: int) -> date:
    """The first of the seven days that the latest digest tells of; weekdays count from Monday, 0."""
    digest = today - timedelta(days=(today.weekday() - digest_on) % 7)
    return digest - ONE_WEEK


def days_needed_since(first: date) -> date:
    """From which day on values are needed to compare those of the week with what was usual then."""
    return first - LEAD_IN


def week_view(first: date, days: Sequence[DailyValue], flips: Iterable[Flip], *, away: Sequence[Away] = ()) -> WeekView:
    """The week from `first` on; earlier days only say what was usual."""
    last = first + ONE_WEEK - timedelta(days=1)
    known = [value for value in days if value.day <= last]
    changes = tuple(Change(flip.day, HEADLINES[flip.after.colour]) for flip in flips if first <= flip.day <= last)
    return WeekView(first, last, trend_view(known, since=first, away=away), changes)
