"""Pairing at the terminal: asks for the code of a person's page and exchanges it for a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.shared.plainly import refusing
from cli.shared.terminal import language, words
from cli.straps import texts

if TYPE_CHECKING:
    from sensors.upload.pairing_client import Token
    from sensors.upload.pairings import Pairing, Pairings


def pair_strap(pairings: Pairings, *, server: str, strap: str) -> Pairing:
    """Ask for a code and keep the token it is good for; ends the command with a sentence when it is good for none."""
    from sensors.host_clock import utc_now
    from sensors.upload.pairings import PairingsError

    given = _ask(server)
    with refusing(PairingsError):
        return pairings.add(name=given.name, server=server, token=given.token, strap=strap, now=utc_now())


def _ask(server: str) -> Token:
    import asyncio

    from sensors.upload.pairing_client import PairingRefusedError, redeem

    code = typer.prompt(words(texts.CODE()), err=True)
    with refusing(PairingRefusedError):
        return asyncio.run(redeem(server, code, language=language()))
