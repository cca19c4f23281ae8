"""Comparability of days: which are compared with one another, and how they become arrays.

Only days of one kind are compared; where several sources gave them, `hrv.light.compared_days` says how. A person has
two rows: ln RMSSD, and resting heart rate as a second, separate arm.
The heart rate is turned into minus four times its logarithm: so a rise is a fall, and one arithmetic with one set of
bars serves both (people's resting heart rate varies from day to day by about a quarter as much, relative to its
level, as their RMSSD).
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.cleaning.regularity import Rhythm
from hrv.light.calendar import Histories, unmoved
from hrv.light.daily_value import DailyValue, Kind
from hrv.tags import LASTING, PASSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from hrv.numeric.arrays import Floats
    from hrv.sources.succession import Move

EVALUATED_KINDS: Final = (Kind.CHECK, Kind.WORKDAY, Kind.IMPORT, Kind.REPORTED)
KIND_CHOSEN_OVER_DAYS: Final = 60
HRV_ROW, HEART_RATE_ROW = range(2)
ROWS: Final = 2
HEART_RATE_TIMES: Final = -4.0


def kind_to_compare(days: Iterable[DailyValue], on: date) -> Kind:
    """The kind that answered on most of the last sixty days; checks first."""
    recent = {
        (day.kind, day.day) for day in days if says_something(day) and 0 <= (on - day.day).days <= KIND_CHOSEN_OVER_DAYS
    }
    return max(EVALUATED_KINDS, key=[kind for kind, _ in recent].count)


def says_something(day: DailyValue) -> bool:
    """Whether the day says anything: a value, or that the rhythm was unclear."""
    return day.ln_rmssd is not None or day.rhythm is Rhythm.UNCLEAR


def counts(day: DailyValue) -> bool:
    """Whether the day's value is compared."""
    return day.ln_rmssd is not None and day.rhythm is Rhythm.REGULAR


def in_order(days: Iterable[DailyValue], kind: Kind | str) -> tuple[DailyValue, ...]:
    """The days of one kind from the oldest on; raises `ValueError` when one comes twice from the same source."""
    ordered = tuple(sorted((day for day in days if day.kind == kind), key=lambda each: (each.day, each.source)))
    for day, following in pairwise(ordered):
        if (day.day, day.source) == (following.day, following.source):
            raise ValueError(
                f"There are two values of the kind {day.kind} from {day.source} for {day.day}. Keep one value a day."
            )
    return ordered


def histories_of(days: Sequence[DailyValue], *, first: date, last: date, moves: Sequence[Move] = ()) -> Histories:
    """One person's days as two rows, on the calendar from `first` to `last`; `moves` are those of their line."""
    n_days = (last - first).days + 1
    value, se = np.full((ROWS, n_days), np.nan), np.zeros((ROWS, n_days))
    tags, lasting = np.zeros((ROWS, n_days, len(PASSING)), np.bool_), np.zeros((ROWS, n_days), np.bool_)
    for day in days:
        column = (day.day - first).days
        if not 0 <= column < n_days:
            continue
        tags[:, column] = [tag in day.tags for tag in PASSING]
        lasting[:, column] = not LASTING.isdisjoint(day.tags)
        if counts(day):
            value[HRV_ROW, column], se[HRV_ROW, column] = day.ln_rmssd, day.se
            value[HEART_RATE_ROW, column] = heart_rate_level(day.resting_hr_bpm)
    return Histories(
        first_day=first.toordinal(),
        value=value,
        se=se,
        tags=tags,
        lasting=lasting,
        moves=as_rows(moves, rows=ROWS, first_day=first.toordinal(), n_days=n_days) if moves else None,
    )


def as_rows(moves: Iterable[Move], *, rows: int, first_day: int, n_days: int) -> Floats:
    """How the numbers of a line's rows move on each day (rows x days x 3)."""
    found = unmoved(rows, n_days)
    for move in moves:
        if 0 <= (column := move.day - first_day) < n_days:
            found[:, column] = np.transpose([move.shift, move.variance, [move.n_days] * rows])
    return found


def heart_rate_level(bpm: float | None) -> float:
    """A resting heart rate on the scale on which it is compared; NaN for none."""
    return math.nan if bpm is None else HEART_RATE_TIMES * math.log(bpm)


def heart_rate_bpm(level: float) -> float:
    """The resting heart rate of a level on that scale."""
    return math.exp(level / HEART_RATE_TIMES)
