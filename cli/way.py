"""Where beats go: the options that every sending command shares, and what they mean together."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.plainly import refuse

TOKEN_VARIABLE: Final = "PULSRO_DEVICE_TOKEN"  # noqa: S105 - the name of a variable, not a secret
DEFAULT_SERVER: Final = "http://127.0.0.1:8000"
NO_TOKEN: Final = (
    "A device token is needed, so that the server knows whose beats these are. Sign in to your own page, open Sharing, "
    f"pair a device there, and give its token with --token or in {TOKEN_VARIABLE}."
)

ServerOption = Annotated[str, typer.Option(help="The address of the Pulsro server.")]
TokenOption = Annotated[
    str, typer.Option(help="The device token from your own page, Sharing.", envvar=TOKEN_VARIABLE, show_default=False)
]
SpoolOption = Annotated[
    Path | None, typer.Option(help="The file that keeps beats until the server has them; one a device if left out.")
]


@dataclass(frozen=True, slots=True)
class Way:
    """A server, whose beats these are, and the file in which they wait."""

    server: str
    token: str
    spool: Path

    @classmethod
    def to(cls, server: str, token: str, spool: Path | None) -> Way:
        """The way to a server; ends the command when there is no token."""
        token = token.strip()
        if not token:
            refuse(NO_TOKEN)
        return cls(server, token, spool or _spool_of(server, token))


def _spool_of(server: str, token: str) -> Path:
    """A spool for each device: what waits for one person must never be sent as another's."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    device = hashlib.sha256(f"{server}\n{token}".encode()).hexdigest()[:16]
    return state / "pulsro" / f"{device}.spool"
