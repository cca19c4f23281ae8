"""Cells of a file of daily values: parsed, or refused with the line that cannot be true."""

from __future__ import annotations

import math
import unicodedata
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from cli.files import texts
from hrv import Kind, Tag
from hrv.light.daily_value import HIGHEST_LN_RMSSD, LOWEST_LN_RMSSD
from hrv.sources.source import LONGEST_SOURCE, STRAP, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hrv.numeric.arrays import Ints
    from hrv.sources.source import Source
    from messages import Message

EARLIEST: Final = date(1990, 1, 1)
"""Nobody wrote down RMSSD at home before: the year is a slip."""
LOWEST_BPM: Final = 20.0
HIGHEST_BPM: Final = 200.0

Value = TypeVar("Value")


class UnreadableDaysError(ValueError):
    """The file cannot be understood; the message says where, and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


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
            raise UnreadableDaysError(texts.LINE(line=str(lines[cells.index(cell)]), why=why.message)) from None
    return values, np.fromiter(map(place.__getitem__, cells), np.int64, len(cells))


def person(cell: str) -> str:
    """Whose day it is; a name is the same however its letters are put together."""
    if not cell:
        raise UnreadableDaysError(texts.NO_PERSON())
    return unicodedata.normalize("NFC", cell)


def day_until(today: date) -> Callable[[str], int]:
    """Reads the ordinals of days that are not in the future."""
    return partial(_day, today=today)


def ln_rmssd(cell: str) -> float:
    """The natural logarithm of an RMSSD in ms; NaN where there is none. A nought stands for a missing value, too."""
    if not cell:
        return math.nan
    value = _number("ln_rmssd", cell)
    if value == 0.0 or not LOWEST_LN_RMSSD < value <= HIGHEST_LN_RMSSD:
        raise UnreadableDaysError(texts.NO_LN_RMSSD(cell=cell))
    return value


def standard_error(cell: str) -> float:
    """A standard error; 0 where it is not known."""
    se = _number("se", cell) if cell else 0.0
    if not (math.isfinite(se) and se >= 0):
        raise UnreadableDaysError(texts.NO_SE(cell=cell))
    return se


def resting_hr(cell: str) -> float:
    """Beats a minute; NaN where there are none."""
    if not cell:
        return math.nan
    bpm = _number("resting_hr", cell)
    if not LOWEST_BPM <= bpm <= HIGHEST_BPM:
        raise UnreadableDaysError(texts.NO_RESTING_HR(cell=cell))
    return bpm


def kind(cell: str) -> Kind:
    """The kind of measurement, a check unless another one is named."""
    try:
        return Kind(cell or Kind.CHECK)
    except ValueError:
        raise UnreadableDaysError(texts.NO_KIND(kinds=", ".join(Kind), cell=cell)) from None


def tags(cell: str) -> frozenset[Tag]:
    """What was noted about the day."""
    try:
        return frozenset(Tag(word) for word in cell.replace(";", " ").split())
    except ValueError:
        raise UnreadableDaysError(texts.NO_TAGS(tags=", ".join(Tag), cell=cell)) from None


def source(cell: str) -> Source:
    """The device or app that measured it; a chest strap where none is named."""
    try:
        return source_of(cell) if cell else STRAP
    except ValueError:
        raise UnreadableDaysError(texts.NO_SOURCE(most=LONGEST_SOURCE)) from None


def _day(cell: str, *, today: date) -> int:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise UnreadableDaysError(texts.NOT_A_DAY(cell=cell)) from None
    if day > today:
        raise UnreadableDaysError(texts.FUTURE(day=day.isoformat()))
    if day < EARLIEST:
        raise UnreadableDaysError(texts.TOO_EARLY(day=day.isoformat(), year=str(EARLIEST.year)))
    return day.toordinal()


def _number(column: str, cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise UnreadableDaysError(texts.NOT_A_NUMBER(column=column, cell=cell)) from None
