"""The terminal's language, and printing of messages in it.

The language is that of PULSRO_LANGUAGE, or else the one that the system's own variables name (LC_ALL, LC_MESSAGES,
LANG); English where there is no catalogue for it.
"""

from __future__ import annotations

import contextlib
import inspect
import os
from contextvars import ContextVar
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from babel.core import Locale
from babel.numbers import NumberPattern, format_decimal, format_percent, parse_pattern

from messages import SOURCE_LANGUAGE, Reader, languages, sentence, translations
from messages.catalogues import PSEUDO, plain_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from messages import Message

VARIABLE: Final = "PULSRO_LANGUAGE"
SYSTEM_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
ABSENT: Final = "-"
Function = TypeVar("Function", bound="Callable[..., object]")


_SETTLED: Final[ContextVar[str]] = ContextVar("language")


@contextlib.contextmanager
def settled_language() -> Iterator[None]:
    """The language stays as it is now: a table of a whole day would ask for it thousands of times."""
    token = _SETTLED.set(_language())
    try:
        yield
    finally:
        _SETTLED.reset(token)


def language() -> str:
    """The language of whoever sits at the terminal."""
    return _SETTLED.get("") or _language()


def _language() -> str:
    if (named := os.environ.get(VARIABLE, "")) == PSEUDO:
        return PSEUDO
    named = named or next((found for name in SYSTEM_VARIABLES if (found := os.environ.get(name))), "")
    code = plain_code(named)
    return code if code in languages() else SOURCE_LANGUAGE


def reader() -> Reader:
    """How messages, numbers and dates are written here."""
    return Reader(language())


def words(message: Message) -> str:
    """A message in the language of the terminal."""
    return sentence(message, reader())


def marked(text: str) -> str:
    """A text that was marked by `N_`, in the language of the terminal."""
    return translations(language()).gettext(text)


def marked_paragraphs(text: str) -> str:
    """As `marked`, for a longer text: each of its paragraphs is a text of its own, however its lines are broken."""
    return "\n\n".join(marked(paragraph) for paragraph in paragraphs(text))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, each in one line."""
    return [" ".join(paragraph.split()) for paragraph in inspect.cleandoc(text).split("\n\n")]


def say(message: Message, *, err: bool = False) -> None:
    """Print a message on a line of its own."""
    import typer

    typer.echo(words(message), err=err)


def figure(value: float | None, digits: int = 0, *, sign: bool = False) -> str:
    """A number with so many digits after the point, as the reader writes it; a dash for none."""
    return ABSENT if value is None else _figure(f"{value:.{digits}f}", digits, reader().locale, sign=sign)


@lru_cache(maxsize=4096)
def _figure(rounded: str, digits: int, locale: str, *, sign: bool) -> str:
    """Kept, because a table of a whole day says the same few numbers thousands of times."""
    return format_decimal(Decimal(rounded), format=_pattern(digits, sign=sign), locale=_locale(locale))


@lru_cache
def _pattern(digits: int, *, sign: bool) -> NumberPattern:
    shown = "#,##0" + ("." + "0" * digits if digits else "")
    return parse_pattern(f"+{shown};-{shown}" if sign else shown)


@lru_cache
def _locale(name: str) -> Locale:
    """Kept, as the pattern is: to look up both anew takes Babel most of the time that a number needs."""
    return Locale.parse(name)


def percentage(share: float | None) -> str:
    """A share as whole per cent; a dash for none."""
    return ABSENT if share is None else format_percent(share, locale=reader().locale)


def helped(command: Function) -> Function:
    """Mark a function whose docstring is the help of a command, so that it is collected for translators."""
    return command
