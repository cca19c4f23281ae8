"""Numbers as they are written: one decimal mark and one mark between thousands for a whole file."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LARGEST: Final = 1e20
"""Nanoseconds since 1970 are well below."""

SPACES: Final = " \u00a0\u202f\u2009"
MISSING: Final = frozenset({"", "-", "--", "n/a", "na", "null", "none", "no_data", "#n/a"})
"""How programs write that they do not know."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """How a file writes numbers.

    Attributes:
        decimal: a point or a comma.
        thousands: what stands between groups of three digits; nothing for nothing.
    """

    decimal: str = "."
    thousands: str = ""

    @property
    def name(self) -> str:
        """The decimal mark by its name, as a person gives it."""
        return "comma" if self.decimal == "," else "point"

    def roles_in(self, text: str) -> tuple[str, ...]:
        """What each mark of a text is; a column reads the same in two ways that agree in this."""
        marks = {self.decimal: "decimal", self.thousands: "thousands"}
        return tuple(marks.get(mark, "") for mark in _marks_in(text))


EVERY: Final = (
    Numerals(),
    Numerals(","),
    Numerals(".", ","),
    Numerals(",", "."),
    Numerals(".", " "),
    Numerals(",", " "),
    Numerals(".", "'"),
    Numerals(",", "'"),
)


def _marks_in(text: str) -> list[str]:
    return [mark for mark in ".,'" if mark in text] + [" "] * any(space in text for space in SPACES)


def possible(text: str, decimal: str = "") -> tuple[Numerals, ...]:
    """The ways to write numbers whose marks all stand in a text, the plain one always; `decimal` allows but one."""
    present = _marks_in(text)
    fitting = [
        each
        for each in EVERY
        if (not each.thousands or each.thousands in present)
        and (each.decimal == "." or each.decimal in present or each.thousands == ".")
    ]
    return tuple(each for each in fitting if decimal in {"", each.name})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column as numbers; nan where a cell says nothing or is no number, and the places of the latter."""

    values: NDArray[np.float64]
    wrong: tuple[int, ...] = ()


def parsed(cells: Sequence[str], numerals: Numerals) -> Parsed:
    """A column of cells as numbers."""
    if not cells:
        return Parsed(np.empty(0))
    text = "\n".join(cells)
    if numerals.thousands == " ":
        text = text.translate(_AS_SPACE)
    grouped = bool(numerals.thousands) and numerals.thousands in text
    if _pattern(numerals, grouped=grouped).fullmatch(text + "\n"):
        values = _floats(text, numerals, grouped=grouped)
        return Parsed(values, tuple(place for place in np.flatnonzero(np.isnan(values)).tolist() if cells[place]))
    return _one_by_one(text.split("\n"), numerals, grouped=grouped)


def _floats(text: str, numerals: Numerals, *, grouped: bool) -> NDArray[np.float64]:
    plain = text.replace(numerals.thousands, "") if grouped else text
    plain = plain.replace(numerals.decimal, ".") if numerals.decimal != "." else plain
    words = plain.split("\n")
    try:
        values = np.array(words, np.float64) if "" not in words else np.array([word or "nan" for word in words], float)
    except ValueError:
        values = np.full(len(words), np.nan)
    return np.where(np.abs(values) < LARGEST, values, np.nan)


def _one_by_one(cells: Sequence[str], numerals: Numerals, *, grouped: bool) -> Parsed:
    is_number = _pattern(numerals, grouped=grouped, one=True).fullmatch
    numbers = [place for place, cell in enumerate(cells) if cell and is_number(cell)]
    values = np.full(len(cells), np.nan)
    if numbers:
        values[numbers] = _floats("\n".join([cells[place] for place in numbers]), numerals, grouped=grouped)
    unread = np.flatnonzero(np.isnan(values)).tolist()
    return Parsed(values, tuple(place for place in unread if cells[place].lower() not in MISSING))


@functools.cache
def _pattern(numerals: Numerals, *, grouped: bool, one: bool = False) -> re.Pattern[str]:
    """Every cell of a column that is empty or a number, each with the end of its line; `one` number alone.

    A number has no leading noughts: `015` is the rest of one that was cut in two. Where some numbers of a column are
    grouped all are.
    """
    mark = re.escape(numerals.decimal)
    whole = rf"[1-9]\d{{0,2}}(?:{re.escape(numerals.thousands)}\d{{3}})*|0" if grouped else r"0|[1-9]\d*"
    number = rf"[+-]?(?:(?:{whole})(?:{mark}\d+)?|{mark}\d+)(?:[eE][+-]?\d+)?"
    return re.compile(number if one else rf"(?>(?:{number})?\n)*+")


_AS_SPACE: Final = dict.fromkeys(map(ord, SPACES), " ")


def of_cells(cells: Sequence[str], decimal: str = "") -> Numerals:
    """The way to write numbers that leaves the fewest of some cells unread, the plain one if several do."""
    numbers = [cell for cell in cells if _NUMBER_LIKE.fullmatch(cell)]
    ways = possible("".join(numbers), decimal) or (Numerals("," if decimal == "comma" else "."),)
    return min(ways, key=lambda each: (len(parsed(numbers, each).wrong), bool(each.thousands)))


_NUMBER_LIKE: Final = re.compile(r"[+-]?\d[\d.,' ]*")
