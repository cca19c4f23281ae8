"""Destination of beats: the options that all sending commands share (server, token, spool).

A token never stands on a command line, where everybody on the computer can read it: it comes from a pairing that is
kept on this computer, from a file, or from the environment.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.shared import texts
from cli.shared.plainly import refuse
from messages.message import N_

if TYPE_CHECKING:
    from sensors.sealing import SealingKey
    from sensors.upload.pairings import Pairing, Pairings

TOKEN_VARIABLE: Final = "PULSRO_DEVICE_TOKEN"  # noqa: S105 - the name of a variable, not a secret
DEFAULT_SERVER: Final = "http://127.0.0.1:8000"

ServerOption = Annotated[
    str | None,
    typer.Option(help=N_("The address of the Pulsro server; the one paired with, else http://127.0.0.1:8000.")),
]
TokenFileOption = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        help=N_(
            "A file with a device token, in place of `pulsro strap pair`; or the token itself in PULSRO_DEVICE_TOKEN."
        ),
    ),
]
SpoolOption = Annotated[
    Path | None, typer.Option(help=N_("The file that keeps beats until the server has them; one a device if left out."))
]


@dataclass(frozen=True, slots=True)
class Destination:
    """A server, whose beats these are, and the file in which they wait."""

    server: str
    token: str = field(repr=False)
    spool: Path
    key: SealingKey | None = None

    @classmethod
    def to(cls, server: str | None, token_file: Path | None, spool: Path | None) -> Destination:
        """By a token that was given, else by the newest pairing; ends the command when there is neither."""
        if token := _token(token_file):
            server = server or DEFAULT_SERVER
            return cls(server, token, spool or _spool_of(server, token))
        pairings = own_pairings()
        pairing = _newest(pairings, server)
        if pairing is None:
            refuse(texts.NOT_PAIRED_AT(server=server) if server else texts.NOT_PAIRED())
        return cls(pairing.server, pairing.token, spool or pairings.spool_path(pairing.number), pairings.key)


def state_folder() -> Path:
    """Where programs of this user keep what must not get lost."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "pulsro"


def own_pairings() -> Pairings:
    """What this user paired with `pulsro strap pair`; ends the command when that cannot be read."""
    return pairings_in(state_folder() / "own")


def pairings_in(folder: Path) -> Pairings:
    """The pairings kept in a folder; ends the command when they cannot be read."""
    from cli.shared.plainly import refusing
    from sensors.sealing import SealError
    from sensors.upload.pairings import Pairings, PairingsError

    with refusing(PairingsError, SealError):
        return Pairings(folder)


def _newest(pairings: Pairings, server: str | None) -> Pairing | None:
    from cli.shared.plainly import refusing
    from sensors.upload.pairings import PairingsError

    with refusing(PairingsError):
        fitting = [pairing for pairing in pairings.all() if server in {None, pairing.server}]
    return fitting[-1] if fitting else None


def _token(file: Path | None) -> str:
    if file is None:
        return os.environ.get(TOKEN_VARIABLE, "").strip()
    try:
        return file.read_text().strip()
    except OSError as error:
        refuse(texts.TOKEN_FILE(path=str(file), why=error.strerror or ""))


def _spool_of(server: str, token: str) -> Path:
    """A spool for each device: what waits for one person must never be sent as another's."""
    device = hashlib.sha256(f"{server}\n{token}".encode()).hexdigest()[:16]
    return state_folder() / f"{device}.spool"
