"""What a command needs beyond the base, and the one sentence where that is not installed.

The base is a gateway box. Everything else comes with an extra, and each extra brings the ones before it.
"""

from __future__ import annotations

import enum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from cli.shared import texts
from cli.shared.plainly import NOT_DONE, refuse
from cli.shared.terminal import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import typer


class Extra(enum.StrEnum):
    """The extras that commands need, as pyproject.toml names them."""

    SCIENCE = "science"
    SERVER = "server"


SIGNS: Final[Mapping[Extra, tuple[str, ...]]] = {
    Extra.SCIENCE: ("neurokit2",),
    Extra.SERVER: ("neurokit2", "fastapi", "sqlalchemy", "uvicorn"),
}
"""The libraries by which one knows that an extra is there."""

ANY_ARGUMENTS: Final = {"allow_extra_args": True, "ignore_unknown_options": True}


def offer(
    app: typer.Typer, command: Callable[..., Any], *, name: str | None = None, needs: Extra | None = None
) -> None:
    """Put a command into the table; without its extra it stands apart there, and running it only says what to do."""
    if needs is None or all(map(find_spec, SIGNS[needs])):
        app.command(name)(command)
    else:
        _offer_later(app, command, name=name or command.__name__, needs=needs)


def _offer_later(app: typer.Typer, command: Callable[..., Any], *, name: str, needs: Extra) -> None:
    from rich.markup import escape

    needed = texts.NEEDS_EXTRA(extra=needs.value)

    @app.command(
        name,
        help=command.__doc__,
        epilog=escape(words(needed)),
        rich_help_panel=words(texts.NOT_INSTALLED(extra=needs.value)),
        context_settings=ANY_ARGUMENTS,  # whatever is wrong about them, mending it would not help
    )
    def refused() -> None:
        refuse(needed, status=NOT_DONE)
