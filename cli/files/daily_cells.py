"""Understands the cells of a file of daily values, or says in which line one cannot be true."""

from __future__ import annotations

import math
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from hrv import Kind, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hrv.numeric.arrays import Ints

HIGHEST_LN: Final = 6.5
"""RMSSD of 665 ms; a larger number is most likely RMSSD itself."""
EARLIEST: Final = date(1990, 1, 1)
"""Nobody wrote down RMSSD at home before: the year is a slip."""
LOWEST_BPM: Final = 20.0
HIGHEST_BPM: Final = 200.0

Value = TypeVar("Value")


class UnreadableDaysError(ValueError):
    """The file cannot be understood; the message says where, and what to do."""


def distinct(cells: Sequence[str], lines: Ints, read: Callable[[str], Value]) -> tuple[list[Value], Ints]:
    """The different values of a column, in the order in which they come, and which of them stands in each row.

    What stands in many cells is read once. `lines` are the lines of the rows, for whoever has to look there.
    """
    place = {cell: number for number, cell in enumerate(dict.fromkeys(cells))}
    values = []
    for cell in place:
        try:
            values.append(read(cell.strip()))
        except UnreadableDaysError as why:
            raise UnreadableDaysError(f"Line {lines[cells.index(cell)]}: {why}") from None
    return values, np.fromiter(map(place.__getitem__, cells), np.int64, len(cells))


def person(cell: str) -> str:
    """Whose day it is."""
    if not cell:
        raise UnreadableDaysError("say whose day it is in the column person.")
    return cell


def day_until(today: date) -> Callable[[str], int]:
    """Reads the ordinals of days that are not in the future."""
    return partial(_day, today=today)


def ln_rmssd(cell: str) -> float:
    """The natural logarithm of an RMSSD in ms; NaN where there is none."""
    if not cell:
        return math.nan
    value = _number("ln_rmssd", cell)
    if not 0 < value <= HIGHEST_LN:
        raise UnreadableDaysError(
            f"ln_rmssd is {cell}, which is not the natural logarithm of an RMSSD in ms. "
            "Leave it empty where there is no value."
        )
    return value


def standard_error(cell: str) -> float:
    """A standard error; 0 where it is not known."""
    se = _number("se", cell) if cell else 0.0
    if not (math.isfinite(se) and se >= 0):
        raise UnreadableDaysError(f"se is {cell}; a standard error is at least 0. Leave it empty if unknown.")
    return se


def resting_hr(cell: str) -> float:
    """Beats a minute; NaN where there are none."""
    if not cell:
        return math.nan
    bpm = _number("resting_hr", cell)
    if not LOWEST_BPM <= bpm <= HIGHEST_BPM:
        raise UnreadableDaysError(f"resting_hr is {cell}; give beats a minute, or leave it empty.")
    return bpm


def kind(cell: str) -> Kind:
    """The kind of measurement, a check unless another one is named."""
    try:
        return Kind(cell or Kind.CHECK)
    except ValueError:
        raise UnreadableDaysError(f"the kind must be one of {', '.join(Kind)}, not {cell!r}.") from None


def tags(cell: str) -> frozenset[Tag]:
    """What was noted about the day."""
    try:
        return frozenset(Tag(word) for word in cell.replace(";", " ").split())
    except ValueError:
        raise UnreadableDaysError(
            f"the tags must be some of {', '.join(Tag)}, with spaces between them, not {cell!r}."
        ) from None


def _day(cell: str, *, today: date) -> int:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise UnreadableDaysError(f"write the day as 2026-03-31, not {cell!r}.") from None
    if day > today:
        raise UnreadableDaysError(f"{day} is in the future. Check the year, or leave the row out.")
    if day < EARLIEST:
        raise UnreadableDaysError(f"{day} is before {EARLIEST.year}. Check the year, or leave the row out.")
    return day.toordinal()


def _number(column: str, cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise UnreadableDaysError(f"{column} is {cell!r}, which is not a number.") from None
