"""Errors on the command line: one sentence and a status, never a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

import typer

from cli.shared import texts
from cli.shared.terminal import say
from messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

BAD_INPUT: Final = 2
NOT_DONE: Final = 1


def refuse(message: Message, *, status: int = BAD_INPUT) -> NoReturn:
    """End the command with a sentence on standard error."""
    say(message, err=True)
    raise typer.Exit(status)


@contextmanager
def refusing(*errors: type[Exception], status: int = BAD_INPUT) -> Iterator[None]:
    """End the command with the sentence of any of these errors."""
    try:
        yield
    except errors as error:
        refuse(message_of(error), status=status)


def message_of(error: Exception) -> Message:
    """What an error says, or the system of a file; an error that is written for nobody is raised again."""
    carried = getattr(error, "message", None)
    if isinstance(carried, Message):
        return carried
    if isinstance(error, OSError):
        why = error.strerror or str(error)
        return texts.SYSTEM_SAID_OF(path=str(error.filename), why=why) if error.filename else texts.SYSTEM_SAID(why=why)
    raise error
