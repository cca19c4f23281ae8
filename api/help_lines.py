"""Numbers that somebody can call at any hour, as the operator writes them: country, number, name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL_HELP_LINES: Final = (
    "DK 112",
    "DK 70 201 201 Livslinien",
    "NO 113",
    "NO 116 117 Legevakt",
    "NO 116 123 Mental Helse",
)
"""A number without a name is the one for emergencies."""

_LINE: Final = re.compile(r"(?P<country>[A-Z]{2}) (?P<number>\+?[\d ]*\d)(?: (?P<name>[^\d\s].*))?")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One number; `name` is empty for the number for emergencies."""

    country: str
    number: str
    name: str

    @property
    def address(self) -> str:
        """What a link to it leads to."""
        return f"tel:{self.number.replace(' ', '')}"


LABOUR_INSPECTORATES: Final = (
    HelpLine("DK", "70 12 12 88", "Arbejdstilsynet"),
    HelpLine("NO", "73 19 97 00", "Arbeidstilsynet"),
)
"""Where bullying at work can be told without a name; docs/words.md says where the numbers stand."""


@dataclass(frozen=True, slots=True)
class Country:
    """The numbers of one country."""

    code: str
    lines: tuple[HelpLine, ...]


def help_line(text: str) -> HelpLine:
    """The line that an operator wrote; raises `ValueError` for what is none."""
    found = _LINE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return HelpLine(found["country"], found["number"], found["name"] or "")


def inspectorates_for(country: str) -> tuple[HelpLine, ...]:
    """The labour inspectorate of a country; all of them for a country that has none here."""
    own = tuple(line for line in LABOUR_INSPECTORATES if line.country == country)
    return own or LABOUR_INSPECTORATES


def by_country(texts: Iterable[str], *, first: str) -> tuple[Country, ...]:
    """The countries with their numbers, the reader's own `first`."""
    in_order = sorted(map(help_line, texts), key=lambda line: (line.country != first, line.country))
    return tuple(Country(code, tuple(lines)) for code, lines in groupby(in_order, key=attrgetter("country")))
