"""Source of a daily value: the product that measured it, and what is known of the difference between two of them.

All chest straps that Pulsro reads itself are one source, for they measure the same thing in the same way. Every other
program or device has a code of its own; values of different sources never share a usual range as they stand.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final, NewType

from hrv.json_values import Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

Source = NewType("Source", str)
"""A stable code: of a product, and behind a slash the name of one device or app where there are several."""

STRAP: Final = Source("strap")
FILE: Final = Source("file")
"""Beats of a file that was brought in before the product was noted."""
PROGRAM: Final = Source("program")
"""A value that another program computed, of which nobody noted which."""

LONGEST_SOURCE: Final = 64


def source_of(written: str) -> Source:
    """The code of a name as somebody wrote it: two spellings of one name are one. Raises `ValueError` for no name."""
    code = " ".join(unicodedata.normalize("NFC", written).casefold().split())
    if not 0 < len(code) <= LONGEST_SOURCE:
        raise ValueError(f"The name of a device or app has 1 to {LONGEST_SOURCE} characters.")
    return Source(code)


def part_of(product: Source, name: str) -> Source:
    """The code of one device or app among those whose values a product holds; the product's own for no name."""
    part = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return Source(f"{product}/{part}"[:LONGEST_SOURCE].rstrip()) if part else product


@dataclass(frozen=True, slots=True)
class Offset(Stored):
    """How much higher one source reads than another on the days that have both, in ln ms, with a 90 % interval."""

    n_days: int
    ln: float
    ln_lo: float
    ln_hi: float


@dataclass(frozen=True, slots=True)
class SourceChange(Stored):
    """One source came in place of another.

    With an `offset` the usual range went on, moved by it; without one a new range began. Until the day `settled_on` the
    new source's days are too few: they are kept, and not compared unless the difference is known.
    """

    before: Source
    after: Source
    since: date
    """The first day of the new source without the old one."""

    settled_on: date | None = None
    offset: Offset | None = None

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "since": date.fromisoformat,
        "settled_on": date.fromisoformat,
        "offset": Offset.from_json,
    }
