"""`pulsro gateway`: a shared box that carries the straps of many people, each to its own person's record."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.shared.destination import DEFAULT_SERVER, pairings_in, state_folder
from cli.shared.plainly import refuse, refusing
from cli.shared.terminal import helped, say, words
from cli.shared.translated import Terminal
from cli.straps import texts
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensors.ble.scan import FoundStrap
    from sensors.upload.pairings import Pairing, Pairings
    from sensors.upload.spool import SpoolCount

ADDRESS: Final = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""As BlueZ writes addresses; a Mac makes up a UUID for each strap."""

app = Terminal(help=N_("Carry the straps of many people, each to its own person."), invoke_without_command=True)

FolderOption = Annotated[
    Path | None,
    typer.Option(
        help=N_("Where pairings, spools and their key are kept; one of the service or of this user if left out.")
    ),
]


@app.callback()
@helped
def run(
    context: typer.Context,
    *,
    folder: FolderOption = None,
    plain: Annotated[bool, typer.Option("--plain", help=N_("Lines of text, even where there is a terminal."))] = False,
) -> None:
    """Carry the straps of many people, each to its own person's record. Ctrl-C or SIGTERM ends it in order."""
    if context.invoked_subcommand is not None:
        return
    # The parser of commands and what it needs weigh more than twenty straps do; the box that runs for months does
    # without. The folder of this moment is not searched for programs (-P).
    command = [sys.executable, "-P", "-m", "cli.straps.gateway_run", str(folder or gateway_folder())]
    os.execv(sys.executable, [*command, "--plain"] if plain else command)  # noqa: S606 - no shell is wanted


@app.command()
@helped
def add(
    *,
    server: Annotated[str, typer.Option(help=N_("The address of the Pulsro server."))] = DEFAULT_SERVER,
    strap: Annotated[
        str | None, typer.Option(help=N_("Address of the strap; chosen from those nearby if left out."))
    ] = None,
    simulated: Annotated[bool, typer.Option("--simulated", help=N_("A simulated heart, for practice."))] = False,
    folder: FolderOption = None,
) -> None:
    """Add a strap, with the code that its person's page shows. A gateway that runs takes it up at once."""
    from cli.straps.pairing import pair_strap

    pairings = _pairings(folder)
    wanted = _simulated(pairings) if simulated else _address(strap) or _chosen(pairings)
    _refuse_second(pairings, wanted)
    pairing = pair_strap(pairings, server=server.rstrip("/"), strap=wanted)
    say(texts.ADDED(number=pairing.number, name=pairing.name, server=pairing.server))


@app.command()
@helped
def remove(
    number: Annotated[int, typer.Argument(help=N_("Its number in `pulsro gateway list`."))],
    *,
    even_unsent: Annotated[bool, typer.Option("--even-unsent", help=N_("Throw away beats that still wait."))] = False,
    folder: FolderOption = None,
) -> None:
    """Remove a strap: its token and what is kept of it here. A gateway that runs lets go of it at once."""
    pairings = _pairings(folder)
    if number not in pairings.numbers():  # one that cannot be read has to go as well
        refuse(texts.NO_STRAP(number=number))
    left = _count(pairings, number)
    unsent = left.waiting_beats + left.beats_set_aside
    if unsent and not even_unsent:
        refuse(texts.UNSENT(n=unsent, number=number))
    pairings.remove(number)
    say(texts.REMOVED(number=number))


@app.command("list")
@helped
def list_straps(*, folder: FolderOption = None) -> None:
    """Show which straps are paired, and what waits of each."""
    from rich.console import Console

    from cli.straps.gateway_view import pairings_table

    pairings = _pairings(folder)
    paired = _all(pairings)
    if not paired:
        say(texts.NONE_PAIRED())
        return
    Console().print(pairings_table([(pairing, _count(pairings, pairing.number)) for pairing in paired]))


def gateway_folder() -> Path:
    """The state folder that systemd gives the service, else one of this user."""
    given = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
    return Path(given) if given else state_folder() / "gateway"


def _pairings(folder: Path | None) -> Pairings:
    return pairings_in(folder or gateway_folder())


def _all(pairings: Pairings) -> Sequence[Pairing]:
    from sensors.upload.pairings import PairingsError

    with refusing(PairingsError):
        return pairings.all()


def _count(pairings: Pairings, number: int) -> SpoolCount:
    from sensors.upload.spool import SpoolError

    with refusing(SpoolError), pairings.spool_of(number) as spool:
        return spool.count()


def _simulated(pairings: Pairings) -> str:
    from sensors.simulation.sources import SIMULATED

    return f"{SIMULATED}{1 + max((pairing.number for pairing in _all(pairings)), default=0)}"


def _address(strap: str | None) -> str | None:
    """A gateway carries for several people: nothing less than an address says whose strap is meant."""
    if strap and not ADDRESS.fullmatch(strap):
        refuse(texts.NO_ADDRESS())
    return strap


def _refuse_second(pairings: Pairings, strap: str) -> None:
    for pairing in _all(pairings):
        if pairing.strap.lower() == strap.lower():
            refuse(texts.PAIRED_ALREADY(number=pairing.number))


def _chosen(pairings: Pairings) -> str:
    """One of the straps that are worn nearby and not paired yet."""
    from rich.console import Console

    from cli.straps.strap import heard_nearby
    from cli.straps.strap_view import straps_table

    if not _is_terminal():
        refuse(texts.WHICH())
    taken = {pairing.strap.lower() for pairing in _all(pairings)}
    found = [strap for strap in heard_nearby(seconds=10.0) if strap.address.lower() not in taken]
    if not found:
        refuse(texts.ALL_PAIRED())
    Console(stderr=True).print(straps_table(found, numbered=True))
    return _ask_which(found).address


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _ask_which(found: Sequence[FoundStrap]) -> FoundStrap:
    while True:
        answer = typer.prompt(words(texts.WHICH_NUMBER()), default="1", err=True)
        if answer.isdecimal() and 1 <= int(answer) <= len(found):
            return found[int(answer) - 1]
