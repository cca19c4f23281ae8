"""Four weeks as a small picture: each day's value as a point in the usual range; lower ones have another shape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from api.presenters.trend import LOWER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from api.presenters.trend import TrendRow, TrendView

SHOWN: Final = timedelta(weeks=4)
WIDTH: Final = 280.0
HEIGHT: Final = 56.0
MARGIN: Final = 6.0
ONE_DAY: Final = WIDTH / SHOWN.days


@dataclass(frozen=True, slots=True)
class Point:
    """A day's value, in the picture's own units."""

    x: float
    y: float
    is_lower: bool


@dataclass(frozen=True, slots=True)
class Sparkline:
    """What is drawn, and the trend that says the same in words."""

    trend: TrendView
    points: tuple[Point, ...]
    bands: tuple[str, ...]
    """The outlines of the usual range, one for each run of days that have one."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a day and a value lie in the picture."""

    first: date
    low: float
    high: float

    def x(self, day: date) -> float:
        return ((day - self.first).days + 0.5) * ONE_DAY

    def y(self, value: float) -> float:
        height = (math.log(value) - self.low) / (self.high - self.low or 1.0)
        return HEIGHT - MARGIN - height * (HEIGHT - 2 * MARGIN)


def first_shown(today: date) -> date:
    """The first of the days in the picture."""
    return today - SHOWN + timedelta(days=1)


def sparkline(trend: TrendView, *, today: date) -> Sparkline | None:
    """The picture of the last four weeks; None where there is no value to draw."""
    values = [value for row in trend.rows for value in _values(row)]
    if not trend.n_values:
        return None
    frame = _Frame(first_shown(today), math.log(min(values)), math.log(max(values)))
    points = tuple(
        Point(frame.x(row.day), frame.y(row.rmssd_ms), row.place in LOWER)
        for row in trend.rows
        if row.rmssd_ms is not None
    )
    return Sparkline(trend, points, tuple(_bands(trend.rows, frame)))


def _values(row: TrendRow) -> Iterator[float]:
    yield from (value for value in (row.rmssd_ms, row.usual_low_ms, row.usual_high_ms) if value is not None)


def _bands(rows: Sequence[TrendRow], frame: _Frame) -> Iterator[str]:
    for known, run in groupby(rows, key=lambda row: row.usual_low_ms is not None):
        if known:
            yield _outline(list(run), frame)


def _outline(run: Sequence[TrendRow], frame: _Frame) -> str:
    """Along the upper edge and back along the lower one, half a day beyond each end."""
    first, last = frame.x(run[0].day) - ONE_DAY / 2, frame.x(run[-1].day) + ONE_DAY / 2
    upper = [(frame.x(row.day), frame.y(row.usual_high_ms or 0.0)) for row in run]
    lower = [(frame.x(row.day), frame.y(row.usual_low_ms or 0.0)) for row in reversed(run)]
    corners = [(first, upper[0][1]), *upper, (last, upper[-1][1]), (last, lower[0][1]), *lower, (first, lower[-1][1])]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"
