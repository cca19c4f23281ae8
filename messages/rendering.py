"""From a message to a sentence in the reader's language: plural forms by gettext, numbers and dates by Babel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from messages.catalogues import SOURCE_LANGUAGE, babel_locale, translations
from messages.message import TEXTS, Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messages.message import Parameter

EUROPEAN: Final = {"en": "en_150"}
"""Where a language is read otherwise elsewhere: here the day stands before the month, and the clock counts to 24."""

SHOWN: Final = 5
"""As many items of a list are named; for the rest their number must do."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language, and the time zone in which moments are told."""

    language: str = SOURCE_LANGUAGE
    zone: tzinfo = UTC

    @property
    def locale(self) -> str:
        """How dates and numbers are written for this reader."""
        return EUROPEAN.get(self.language) or babel_locale(self.language)


SOURCE_READER: Final = Reader()


def sentence(message: Message, reader: Reader) -> str:
    """The message in the reader's language; a code that this version doesn't know is shown as it is."""
    text = TEXTS.get(message.code)
    if text is None:
        return message.code
    places = {name: _written(value, reader) for name, value in message.parameters.items()}
    catalogue = translations(reader.language)
    if not text.many:
        return catalogue.gettext(text.one) % places
    return catalogue.ngettext(text.one, text.many, _count(message, text.by)) % places


def text_of(code: str, reader: Reader, parameters: Mapping[str, Parameter] | None = None) -> str:
    """The sentence of a code: for enums, whose values are codes."""
    return sentence(Message(code, parameters or {}), reader)


def _count(message: Message, name: str) -> int:
    value = message.parameters[name]
    if not isinstance(value, int):
        raise TypeError(f"{message.code} needs a whole number as '{name}' to choose its plural form.")
    return value


def _written(value: Parameter, reader: Reader) -> str:
    match value:
        case Message():
            return sentence(value, reader)
        case datetime():
            zone = value.tzinfo if isinstance(value.tzinfo, ZoneInfo) else reader.zone  # its own, where it names one
            return format_datetime(value, "medium", tzinfo=zone, locale=reader.locale)
        case date():
            return format_date(value, "medium", locale=reader.locale)
        case str():
            return value
        case bool() | int() | float():
            return format_decimal(value, locale=reader.locale)
        case _:
            return _list(value, reader)


def _list(values: tuple[Parameter, ...], reader: Reader) -> str:
    more = len(values) - SHOWN
    shown = [_written(each, reader) for each in values[:SHOWN]]
    return ", ".join([*shown, f"+{more}"] if more > 0 else shown)
