"""Numbers that somebody can call, as the operator writes them: country, number, name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from messages import define

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from messages import Message, Text

USUAL_HELP_LINES: Final = (
    "DK 112",
    "DK 70 201 201 Livslinien",
    "NO 113",
    "NO 112",
    "NO 116 117 Legevakt",
    "NO 116 123 Mental Helse",
)
"""A number without a name is the one for emergencies."""

WHAT_FOR: Final[Mapping[tuple[str, str], Text]] = MappingProxyType(
    {
        ("DK", "112"): define("call.dk_112", "Ambulance, fire brigade and police."),
        ("DK", "70201201"): define(
            "call.livslinien", "For anybody in a crisis or with thoughts of suicide, and for those close to them."
        ),
        ("NO", "112"): define("call.no_112", "Police, if somebody threatens you or is violent."),
        ("NO", "113"): define("call.no_113", "Ambulance, if somebody is seriously ill or hurt."),
        ("NO", "116117"): define("call.legevakt", "A doctor on call, if it cannot wait until your own doctor is open."),
        ("NO", "116123"): define("call.mental_helse", "For anybody who needs somebody to talk to, day and night."),
    }
)
"""What the numbers that we know are for, by country and digits; docs/words.md says where that stands."""

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
        return f"tel:{self.digits}"

    @property
    def digits(self) -> str:
        """The number as it is dialled."""
        return self.number.replace(" ", "")

    @property
    def what_for(self) -> Message | None:
        """Who may call it and when, where we know the number."""
        known = WHAT_FOR.get((self.country, self.digits))
        return known() if known else None


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
