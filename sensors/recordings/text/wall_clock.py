"""Wall-clock stamps without a time zone, as moments in UTC.

Such stamps are kept as *wall seconds*: the seconds from 1970-01-01 00:00 to what the wall showed, as if every day had
24 hours. Twice a year that is not enough. An hour that is missing in spring is read as a clock that was not put forward
yet; an hour that comes twice in autumn is told apart by the stamps around it, and where they do not help it is said.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.recordings import texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from messages import Message

QUARTER_S: Final = 900  # no zone changes its offset at any other moment than on the quarter
CLOCK_PUT_BACK_S: Final = 1200.0
"""Stamps that fall back further than this saw the clock being put back; no zone goes back less than half an hour."""

_STAMP: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ]+(?P<hour>\d{1,2}):(?P<rest>\d{2}(:\d{2}([.,]\d+)?)?)\s*(?P<half>[ap]\.?\s?m\.?)?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_HALF_DAY: Final = 12
_YEARS: Final = range(1900, 2200)
"""No clock at a heart ever showed another one; at the ends of the calendar a zone would lead out of it."""


def wall_s(stamp: str) -> float | None:
    """Wall seconds of a stamp like `2026-03-01 07:12:33`, also with a fraction or AM and PM; None for anything else.

    An offset at the end is left aside: `utc_s` reads stamps that have one.
    """
    moment = _read(stamp)
    return None if moment is None else moment.replace(tzinfo=UTC).timestamp()


def utc_s(stamp: str) -> float | None:
    """The moment of a stamp that says its own offset from UTC; None when it does not."""
    moment = _read(stamp)
    return None if moment is None or moment.tzinfo is None else moment.timestamp()


def on_the_wall(second: float) -> str:
    """What the wall showed, to the second."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S}"


def in_utc(stamps_s: NDArray[np.float64], zone: tzinfo) -> tuple[NDArray[np.float64], tuple[Message, ...]]:
    """Wall seconds in the order in which they were written as seconds since 1970 in UTC, with remarks on odd hours."""
    if not stamps_s.size:
        return stamps_s, ()
    first, second = _offsets(stamps_s, zone)
    twice = first > second
    second_time = twice & _is_second_time(stamps_s, twice)
    moments = stamps_s - np.where(second_time, second, first)
    return moments, _remarks(stamps_s, first, second, came_second=bool(second_time[0]))


def began_in_utc(stamp_s: float | None, zone: tzinfo) -> tuple[datetime | None, tuple[Message, ...]]:
    """The moment of one stamp, with a remark if its hour is an odd one; None for none."""
    if stamp_s is None:
        return None, ()
    (moment,), remarks = in_utc(np.array([stamp_s]), zone)
    return datetime.fromtimestamp(float(moment), UTC), remarks


def _read(stamp: str) -> datetime | None:
    found = _STAMP.fullmatch(stamp.strip())
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "")[:1].lower()
    if half:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    try:
        moment = datetime.fromisoformat(f"{found['day']}T{hour:02}:{found['rest']}{found['offset'] or ''}")
    except ValueError:
        return None
    return moment if moment.year in _YEARS else None


def _offsets(stamps_s: NDArray[np.float64], zone: tzinfo) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far the wall is ahead of UTC at each stamp, for the first and the second time it shows that."""
    quarters, which = np.unique(np.floor(stamps_s / QUARTER_S).astype(np.int64), return_inverse=True)
    pairs = np.array([_offset_pair(int(quarter) * QUARTER_S, zone) for quarter in quarters])
    return pairs[which, 0], pairs[which, 1]


def _offset_pair(second: int, zone: tzinfo) -> tuple[float, float]:
    wall = datetime(1970, 1, 1, tzinfo=zone) + timedelta(seconds=second)
    first, again = (wall.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return first.total_seconds(), again.total_seconds()


def _is_second_time(stamps_s: NDArray[np.float64], twice: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the clock had been put back by then: seen in the stamps, or else by the hour that follows without a hole.

    A recording that begins in such an hour and goes on past it without a pause began when it came for the second time.
    """
    put_back = np.diff(stamps_s, prepend=stamps_s[0]) < -CLOCK_PUT_BACK_S
    if (put_back & twice).any():
        return np.cumsum(put_back & twice) > 0
    after = int(np.argmin(twice))
    follows = bool(twice[0]) and not twice[after] and stamps_s[after] - stamps_s[after - 1] < CLOCK_PUT_BACK_S
    return np.full(stamps_s.shape, follows)


def _remarks(
    stamps_s: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], *, came_second: bool
) -> tuple[Message, ...]:
    stamp = on_the_wall(float(stamps_s[0]))
    if first[0] < second[0]:
        return (texts.NEVER(stamp=stamp),)
    starts_twice = first[0] > second[0]
    is_told_apart = came_second or bool((np.diff(stamps_s) < -CLOCK_PUT_BACK_S).any())
    return (texts.TWICE(stamp=stamp),) if starts_twice and not is_told_apart else ()
