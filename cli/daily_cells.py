"""Understands the cells of a file of daily values, or says in which line one cannot be true."""

from __future__ import annotations

import math
from datetime import date
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeVar

from hrv import Kind, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HIGHEST_LN: Final = 6.5
"""RMSSD of 665 ms; a larger number is most likely RMSSD itself."""
LOWEST_BPM: Final = 20.0
HIGHEST_BPM: Final = 200.0

Value = TypeVar("Value")


class UnreadableDaysError(ValueError):
    """The file cannot be understood; the message says where, and what to do."""


def understood(cells: Sequence[str], lines: Sequence[int], read: Callable[[int, str], Value]) -> list[Value]:
    """The values of a column; what stands in many cells is read once, in the first line that has it."""
    first = dict(zip(reversed(cells), reversed(lines), strict=True))
    known = {cell: read(line, cell.strip()) for cell, line in sorted(first.items(), key=itemgetter(1))}
    return list(map(known.__getitem__, cells))


def person(line: int, cell: str) -> str:
    """Whose day it is."""
    if not cell:
        raise UnreadableDaysError(f"Line {line}: say whose day it is in the column person.")
    return cell


def day_until(today: date) -> Callable[[int, str], int]:
    """Reads the ordinals of days that are not in the future."""
    return partial(_day, today=today)


def ln_rmssd(line: int, cell: str) -> float:
    """The natural logarithm of an RMSSD in ms; NaN where there is none."""
    if not cell:
        return math.nan
    value = _number(line, "ln_rmssd", cell)
    if not 0 < value <= HIGHEST_LN:
        raise UnreadableDaysError(
            f"Line {line}: ln_rmssd is {cell}, which is not the natural logarithm of an RMSSD in ms. "
            "Leave it empty where there is no value."
        )
    return value


def standard_error(line: int, cell: str) -> float:
    """A standard error; 0 where it is not known."""
    se = _number(line, "se", cell) if cell else 0.0
    if not (math.isfinite(se) and se >= 0):
        raise UnreadableDaysError(
            f"Line {line}: se is {cell}; a standard error is at least 0. Leave it empty if unknown."
        )
    return se


def resting_hr(line: int, cell: str) -> float:
    """Beats a minute; NaN where there are none."""
    if not cell:
        return math.nan
    bpm = _number(line, "resting_hr", cell)
    if not LOWEST_BPM <= bpm <= HIGHEST_BPM:
        raise UnreadableDaysError(f"Line {line}: resting_hr is {cell}; give beats a minute, or leave it empty.")
    return bpm


def kind(line: int, cell: str) -> Kind:
    """The kind of measurement, a check unless another one is named."""
    try:
        return Kind(cell or Kind.CHECK)
    except ValueError:
        raise UnreadableDaysError(f"Line {line}: the kind must be one of {', '.join(Kind)}, not {cell!r}.") from None


def tags(line: int, cell: str) -> frozenset[Tag]:
    """What was noted about the day."""
    try:
        return frozenset(Tag(word) for word in cell.replace(";", " ").split())
    except ValueError:
        raise UnreadableDaysError(
            f"Line {line}: the tags must be some of {', '.join(Tag)}, with spaces between them, not {cell!r}."
        ) from None


def _day(line: int, cell: str, *, today: date) -> int:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise UnreadableDaysError(f"Line {line}: write the day as 2026-03-31, not {cell!r}.") from None
    if day > today:
        raise UnreadableDaysError(f"Line {line}: {day} is in the future. Check the year, or leave the row out.")
    return day.toordinal()


def _number(line: int, column: str, cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise UnreadableDaysError(f"Line {line}: {column} is {cell!r}, which is not a number.") from None
