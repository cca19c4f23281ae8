"""Stamps of a whole column: dates and times of day as people write them, in the one form that fits every cell."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import numpy as np
from babel.dates import get_month_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

MANY: Final = 1000
MOST_CHANGES: Final = 500
"""Stamps of more days, and offsets from UTC, than these are read one by one."""

DAY_S: Final = 86_400.0
HALF_DAY_S: Final = 43_200.0
YEARS: Final = range(1990, 2100)
"""Nobody recorded intervals at home before."""

EPOCH: Final = date(1970, 1, 1).toordinal()
SERIAL_ZERO: Final = date(1899, 12, 30).toordinal()
"""Day 0 of spreadsheets."""

SERIALS: Final = (date(1990, 1, 1).toordinal() - SERIAL_ZERO, date(2100, 1, 1).toordinal() - SERIAL_ZERO)
MONTH_LANGUAGES: Final = ("en", "da", "nb", "sv", "de", "fr", "es", "it", "nl")

_DAY: Final = (
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(?:19|20)\d{6}"
    r"|\d{1,2}\.?[ -][^\W\d_]{3,}\.?,?[ -]\d{2,4}|[^\W\d_]{3,}\.? \d{1,2},? \d{4}"
)
_TIME: Final = r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,:](\d{1,9}))?)?"
_END: Final = r"(?: ?([AaPp])\.? ?[Mm]\.?)?(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
_MOMENTS: Final = re.compile(rf"^({_DAY})[T ,/]+{_TIME}{_END}$", re.MULTILINE)
_TIMES: Final = re.compile(rf"^(){_TIME}{_END}$", re.MULTILINE)
_DAYS: Final = re.compile(rf"^({_DAY})$", re.MULTILINE)
_DAY_FIRST: Final = re.compile(rf"({_DAY})(?![\d.])")
_NUMBERS: Final = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_TOGETHER: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDS: Final = re.compile(r"(\d{1,2})\.?[ -]([^\W\d_]+)\.?,?[ -](\d{2,4})")
_WORDS_FIRST: Final = re.compile(r"([^\W\d_]+)\.? (\d{1,2}),? (\d{4})")
YEAR_LAST, YEAR_FIRST = ("dmy", "mdy"), ("ymd", "ydm")
SHORT_YEAR: Final = ("dmy", "mdy", "ymd")
FULL_YEAR, SHORT = 4, 2


@dataclass(frozen=True, slots=True)
class Stamps:
    """A column as moments.

    Attributes:
        seconds: since 1970 in UTC, since 1970 on the wall, or since the first midnight.
        has_offset: whether the stamps say how far they are from UTC.
        has_day: whether they say the day.
        order: of day, month and year, by their letters; nothing where no day is, or where its month is a word.
        form: how they are written, for a person: `dmy h:m:s`.
        resolution_s: the smallest step that they can show.
    """

    seconds: NDArray[np.float64]
    has_offset: bool
    has_day: bool
    order: str
    form: str
    resolution_s: float


def stamps_in(cells: Sequence[str], *, orders: Sequence[str] = ()) -> tuple[Stamps, ...]:
    """The readings of a column as stamps, one for each order of day and month that fits all of it; none for no stamps.

    The year is not followed by the day unless nothing else fits, or `orders` names it.
    """
    pattern = next((each for each in (_MOMENTS, _TIMES, _DAYS) if cells and each.fullmatch(cells[0])), None)
    if pattern is None:
        return ()
    if (even := _even(cells, pattern, orders)) is not None:
        return even
    found = pattern.findall("\n".join(cells))
    if len(found) != len(cells):
        return ()
    return tuple(_of_days(found, orders) if pattern is _DAYS else _of_moments(found, orders))


def _of_moments(found: Sequence[tuple[str, ...]], orders: Sequence[str]) -> list[Stamps]:
    parts = tuple(zip(*found, strict=True))
    clock = _Clock.of(parts[1:])
    if clock is None:
        return []
    if not any(parts[0]):
        return [Stamps(_unwrapped(clock.seconds), False, False, "", clock.form, clock.resolution_s)]
    return [
        Stamps(days * DAY_S + clock.seconds, clock.has_offset, True, order, f"{form} {clock.form}", clock.resolution_s)
        for order, form, days in _days(parts[0], orders)
    ]


def _even(cells: Sequence[str], pattern: re.Pattern[str], orders: Sequence[str]) -> tuple[Stamps, ...] | None:
    """The same for many stamps of one width, whose signs between the digits never change; None for others."""
    first = cells[0]
    if len(cells) < MANY or pattern is _DAYS or len(set(map(len, cells))) > 1 or not first.isascii():
        return None
    try:
        signs = np.frombuffer("".join(cells).encode("ascii"), np.uint8).reshape(len(cells), len(first))
    except UnicodeEncodeError:
        return None
    is_digit = (signs >= ord("0")) & (signs <= ord("9"))
    found = pattern.fullmatch(first)
    if (
        found is None
        or found[6]
        or (found[7] and pattern is _TIMES)
        or (is_digit != is_digit[0]).any()
        or (signs[:, ~is_digit[0]] != signs[0, ~is_digit[0]]).any()
    ):
        return None
    changing = np.r_[slice(*found.span(1)), slice(*found.span(7)) if found[7] else slice(0)]  # the day, and the offset
    changes = np.flatnonzero((np.diff(signs[:, changing], axis=0) != 0).any(axis=1)) + 1
    starts = [0, *changes.tolist()]
    if len(starts) > MOST_CHANGES:
        return None
    of_days = stamps_in([cells[start] for start in starts], orders=orders)
    hour, minute, second, fraction = (_whole(signs[:, slice(*found.span(group))]) for group in (2, 3, 4, 5))
    if hour.max() > 23 or minute.max() > 59 or second.max() > 60:  # noqa: PLR2004 - a leap second is written :60
        return ()
    clock_s = hour * 3600.0 + minute * 60.0 + second + fraction / 10.0 ** len(found[5] or "")
    lengths = np.diff([*starts, len(cells)])
    return tuple(_spread(each, clock_s, starts=starts, lengths=lengths) for each in of_days)


def _spread(each: Stamps, clock_s: NDArray[np.float64], *, starts: list[int], lengths: NDArray[np.intp]) -> Stamps:
    """The stamps of all cells, from those with which a day or an offset begins and the time of day of every one."""
    if each.has_day:
        return replace(each, seconds=np.repeat(each.seconds - clock_s[starts], lengths) + clock_s)
    return replace(each, seconds=_unwrapped(clock_s))


def _whole(signs: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Columns of digits as numbers; noughts for no column."""
    tens = 10.0 ** np.arange(signs.shape[1] - 1, -1, -1)
    numbers: NDArray[np.float64] = (signs - float(ord("0"))) @ tens
    return numbers


def _of_days(found: Sequence[str], orders: Sequence[str]) -> list[Stamps]:
    return [Stamps(days * DAY_S, False, True, order, form, DAY_S) for order, form, days in _days(found, orders)]


@dataclass(frozen=True, slots=True)
class _Clock:
    """Times of day in seconds, less their offset from UTC."""

    seconds: NDArray[np.float64]
    has_offset: bool
    form: str
    resolution_s: float

    @classmethod
    def of(cls, parts: Sequence[tuple[str, ...]]) -> _Clock | None:
        hours, minutes, seconds, fractions, halves, offsets = parts
        hour, minute = np.array(hours, np.int64), np.array(minutes, np.int64)
        second = np.array(seconds, np.int64) if all(seconds) else np.array([word or "0" for word in seconds], np.int64)
        if any(halves):
            if not all(halves) or hour.max() > 12 or hour.min() < 1:  # noqa: PLR2004 - a clock of twelve hours
                return None
            hour = hour % 12 + np.where(np.char.lower(np.array(halves)) == "p", 12, 0)
        if hour.max() > 23 or minute.max() > 59 or second.max() > 60:  # noqa: PLR2004 - a leap second is written :60
            return None
        total = np.asarray(hour * 3600.0 + minute * 60.0 + second, np.float64)
        places = max(map(len, fractions))
        if places:
            total += np.array([f"0.{word}" if word else "0" for word in fractions], np.float64)
        if any(offsets):
            if not all(offsets):
                return None
            total = total - _offsets_s(offsets)
        form = "h:m" + (":s" if any(seconds) else "") + (".f" if places else "") + (" am/pm" if any(halves) else "")
        resolution_s = 10.0**-places if any(seconds) else 60.0
        return cls(total, any(offsets), form, resolution_s)


def _offsets_s(offsets: Sequence[str]) -> NDArray[np.float64]:
    known = {word: _offset_s(word) for word in set(offsets)}
    return np.array([known[word] for word in offsets])


def _offset_s(word: str) -> float:
    if word in {"Z", "UTC", "GMT"}:
        return 0.0
    sign = -1.0 if word[0] == "-" else 1.0
    return sign * (int(word[1:3]) * 3600 + int(word[-2:]) * 60)


def _unwrapped(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds since the first midnight: a clock that falls back by half a day has passed another one."""
    unwrapped: NDArray[np.float64] = seconds + DAY_S * np.cumsum(np.diff(seconds, prepend=seconds[0]) < -HALF_DAY_S)
    return unwrapped


def _days(words: Sequence[str], orders: Sequence[str]) -> list[tuple[str, str, NDArray[np.float64]]]:
    """Days since 1970 in each order that fits all of them, with its letters and its form."""
    different = set(words)
    readings = []
    for order, form in _orders(next(iter(words)), orders):
        days = {word: _day(word, order) for word in different}
        if None not in days.values():
            readings.append((order, form, np.array([days[word] for word in words], np.float64)))
    if {order for order, _, _ in readings} >= set(YEAR_FIRST) and "ydm" not in orders:
        readings = [each for each in readings if each[0] != "ydm"]
    return readings


def _orders(word: str, wanted: Sequence[str]) -> list[tuple[str, str]]:
    if (parts := _NUMBERS.fullmatch(word)) is None:
        return [("", "with the month in letters")] if not word[:4].isdigit() else [("ymd", "ymd")]
    fitting: tuple[str, ...] = YEAR_FIRST if len(parts[1]) == FULL_YEAR else SHORT_YEAR
    if len(parts[3]) == FULL_YEAR:
        fitting = YEAR_LAST
    if "." in word and fitting != YEAR_FIRST:
        fitting = ("dmy",)
    return [(order, order) for order in fitting if not set(wanted) & set(fitting) or order in wanted]


def day_of(cell: str, order: str) -> date | None:
    """The day that a cell begins with, in an order of day, month and year; None for no day in that order."""
    found = _DAY_FIRST.match(cell)
    days = _day(found[1], order) if found else None
    return None if days is None else date.fromordinal(days + EPOCH)


def orders_of(cell: str) -> tuple[str, ...]:
    """The orders in which the day of a cell can be meant by how it is written; none for no day."""
    found = _DAY_FIRST.match(cell)
    return tuple(order for order, _ in _orders(found[1], ())) if found else ()


@functools.lru_cache(maxsize=4096)
def _day(word: str, order: str) -> int | None:
    if (parts := _NUMBERS.fullmatch(word) or _TOGETHER.fullmatch(word)) is not None:
        return _ordinal(dict(zip(order, parts.groups(), strict=True)))
    if (parts := _WORDS.fullmatch(word)) is not None:
        return _ordinal({"d": parts[1], "m": _month(parts[2]), "y": parts[3]})
    if (parts := _WORDS_FIRST.fullmatch(word)) is not None:
        return _ordinal({"d": parts[2], "m": _month(parts[1]), "y": parts[3]})
    return None


def _ordinal(parts: Mapping[str, str]) -> int | None:
    year = int(parts["y"]) + (2000 if len(parts["y"]) <= SHORT else 0)
    try:
        return date(year, int(parts["m"]), int(parts["d"])).toordinal() - EPOCH if year in YEARS else None
    except ValueError:
        return None


def _month(word: str) -> str:
    return str(_months().get(word.lower().rstrip("."), 0))


@functools.cache
def _months() -> Mapping[str, int]:
    """The names of months, long and short, in the languages in which exports are written."""
    return {
        name.lower().rstrip("."): number
        for language in MONTH_LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def is_serial(values: NDArray[np.float64]) -> bool:
    """Whether numbers can be the days of a spreadsheet, which counts them from 1900."""
    return bool(values.size and np.nanmin(values) >= SERIALS[0] and np.nanmax(values) < SERIALS[1])


def from_serials(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Wall seconds of the days of a spreadsheet; the time of day is their fraction."""
    return (values + (SERIAL_ZERO - EPOCH)) * DAY_S


def on_wall(second: float) -> str:
    """Wall seconds as a person reads them."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S}"
