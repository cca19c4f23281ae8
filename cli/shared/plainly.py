"""Errors on the command line: one sentence and a status, never a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

BAD_INPUT: Final = 2
NOT_DONE: Final = 1


def refuse(sentence: str, *, status: int = BAD_INPUT) -> NoReturn:
    """End the command with a sentence on standard error."""
    typer.echo(sentence, err=True)
    raise typer.Exit(status)


@contextmanager
def refusing(*errors: type[Exception], status: int = BAD_INPUT) -> Iterator[None]:
    """End the command with the sentence of any of these errors."""
    try:
        yield
    except errors as error:
        refuse(str(error), status=status)
