"""Typer in the language of the terminal: help, usage and errors, its own words as well as ours.

Texts of help are marked where they stand (`N_`, and `helped` for docstrings). They are put into the reader's language
when they are shown. What Typer itself says is listed here: it has its words in constants, and its errors in English.
"""

from __future__ import annotations

import contextlib
import re
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from cli.shared import texts
from cli.shared.terminal import marked, marked_paragraphs, settled_language, words
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from messages import Message

OWN_WORDS: Final = {
    "DEPRECATED_STRING": N_("(deprecated) "),
    "DEFAULT_STRING": N_("[default: {}]"),
    "ENVVAR_STRING": N_("[env var: {}]"),
    "REQUIRED_LONG_STRING": N_("[required]"),
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "ERRORS_PANEL_TITLE": N_("Error"),
    "ABORTED_TEXT": N_("Aborted."),
    "RICH_HELP": N_("Try [blue]'{command_path} {help_option}'[/] for help."),
}
"""Typer's constants, and the English that stands in them."""

HELP_OPTION: Final = N_("Show this message and exit.")
USAGE: Final = N_("Usage:")

PATTERNS: Final[tuple[tuple[re.Pattern[str], Callable[..., Message]], ...]] = (
    (re.compile(r"No such option: (?P<option>\S+) \(Possible options: (?P<options>.*)\)"), texts.NO_OPTION_BUT),
    (re.compile(r"No such option: (?P<option>\S+)(?: Did.*)?"), texts.NO_OPTION),
    (re.compile(r"No such command '(?P<name>.*)'\. Did you mean (?P<others>.*)\?"), texts.NO_COMMAND_BUT),
    (re.compile(r"No such command ['\"](?P<name>.*)['\"]\."), texts.NO_COMMAND),
    (re.compile(r"Missing command\."), texts.COMMAND_MISSING),
    (re.compile(r"Missing argument '(?P<name>[^']*)'\..*"), texts.ARGUMENT_MISSING),
    (re.compile(r"Missing option '(?P<name>[^']*)'\..*"), texts.OPTION_MISSING),
    (re.compile(r"Got unexpected extra argument\(s\) \((?P<words>.*)\)"), texts.TOO_MANY),
    (re.compile(r"Option '(?P<name>.*)' requires an argument\."), texts.NEEDS_VALUE),
    (re.compile(r"Option '(?P<name>.*)' does not take a value\."), texts.TAKES_NO_VALUE),
    (re.compile(r"Invalid value for '(?P<name>.*)': Input should be a valid integer.*"), texts.NO_INTEGER),
    (re.compile(r"Invalid value for '(?P<name>.*)': Input should be a valid number.*"), texts.NO_NUMBER),
    (
        re.compile(r"Invalid value for '(?P<name>.*)': Input should be less than or equal to (?P<limit>.*)"),
        texts.AT_MOST,
    ),
    (
        re.compile(r"Invalid value for '(?P<name>.*)': Input should be greater than or equal to (?P<limit>.*)"),
        texts.AT_LEAST,
    ),
    (
        re.compile(r"Invalid value for '(?P<name>[^:]*)': Value error, (?P<value>.*) is not one of (?P<choices>.*)\."),
        texts.NO_CHOICE,
    ),
    (
        re.compile(r"Invalid value for '(?P<name>[^:]*)': Value error, (?P<value>.*) does not match the formats .*"),
        texts.NO_DAY,
    ),
    (re.compile(r"Invalid value for '(?P<name>[^:]*)': (?P<why>.*)", re.DOTALL), texts.BAD_VALUE),
)
"""What Typer finds wrong with a call, in its English, and what is said about it here."""

_UNTIL_TOLD: Final[ContextVar[contextlib.ExitStack]] = ContextVar("until_told")
"""Holds Typer's own words in the reader's language until an error is told. Only then, for they load what draws it."""

Function = TypeVar("Function", bound="Callable[..., Any]")


class TranslatedCommand(TyperCommand):
    """A command whose help is in the language of the terminal."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - Typer keeps these classes to itself
        """Print the help."""
        with _shown_in_language(self, ctx):
            super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Print the line that begins with Usage."""
        _write_usage(self, ctx, formatter)


class TranslatedGroup(TyperGroup):
    """Commands whose help and errors are in the language of the terminal."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Print the help."""
        with _shown_in_language(self, ctx):
            super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Print the line that begins with Usage."""
        _write_usage(self, ctx, formatter)

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on as they came
        """Run a command line."""
        with settled_language(), contextlib.ExitStack() as until_told:
            until_told.callback(_UNTIL_TOLD.reset, _UNTIL_TOLD.set(until_told))
            return super().main(*args, **kwargs)

    def make_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on as they came
        """Read a command line."""
        with _errors_in_language():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Run the command that was read."""
        with _errors_in_language():
            return super().invoke(ctx)


class Terminal(typer.Typer):
    """A table of commands in the language of the terminal."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        super().__init__(cls=TranslatedGroup, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Function], Function]:  # noqa: ANN401 - as above
        """Add a command."""
        return super().command(name, **{"cls": TranslatedCommand, **options})


def explanation(sentence: str) -> Message:
    """What is said in place of one of Typer's English sentences."""
    for pattern, text in PATTERNS:
        if found := pattern.fullmatch(sentence):
            return text(**found.groupdict())
    return texts.OTHER(why=sentence)


@contextlib.contextmanager
def _errors_in_language() -> Iterator[None]:
    try:
        yield
    except (typer.TyperException, typer.Abort, KeyboardInterrupt, EOFError) as error:
        if until_told := _UNTIL_TOLD.get(None):
            until_told.enter_context(_own_words())
        if isinstance(error, typer.TyperException) and not hasattr(error, "said"):
            said = words(explanation(error.format_message()))
            error.said = error.message = said  # type: ignore[attr-defined]  # so that it is put into words only once
            error.format_message = lambda: said  # type: ignore[method-assign]  # an error puts its English together there
        raise


@contextlib.contextmanager
def _own_words() -> Iterator[None]:
    from typer import rich_utils

    before = {name: getattr(rich_utils, name) for name in OWN_WORDS}
    for name, text in OWN_WORDS.items():
        setattr(rich_utils, name, marked(text))
    try:
        yield
    finally:
        for name, text in before.items():
            setattr(rich_utils, name, text)


@contextlib.contextmanager
def _shown_in_language(command: TyperCommand | TyperGroup, ctx: Any) -> Iterator[None]:  # noqa: ANN401 - as above
    """Everything that has a help in the language of the terminal, for as long as it is being shown."""
    shown = [command, *command.get_params(ctx), *getattr(command, "commands", {}).values()]
    before = [(each, each.help) for each in shown if getattr(each, "help", None)]
    for each, text in before:
        each.help = marked_paragraphs(text)
    try:
        with _own_words():
            yield
    finally:
        for each, text in before:
            each.help = text


def _write_usage(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=f"{marked(USAGE)} ")
