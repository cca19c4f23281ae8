"""`pulsro spool`: what waits on this computer for the server, what was refused and why, and offering it again."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations when the program runs
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shared.plainly import refusing
from cli.shared.terminal import helped
from cli.straps.gateway import gateway_folder
from cli.straps.way import pairings_in, state_folder
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sensors.upload.spool import Spool


@helped
def spool(
    *,
    again: Annotated[
        bool, typer.Option("--again", help=N_("Offer what the server refused once more, at the next run."))
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help=N_("Where to look; everything of this user, or of the service, if left out."))
    ] = None,
) -> None:
    """Show what waits for the server and what was set aside, strap by strap; perhaps offer that again."""
    n_found = 0
    for name, found in _spools(folder):
        n_found += 1
        _show(name, found)
        if again and (offered := found.offer_again()):
            typer.echo(f"  {offered} blocks are offered again.")
    if not n_found:
        typer.echo("Nothing was ever kept here.")


def _spools(folder: Path | None) -> Iterator[tuple[str, Spool]]:
    """Every spool below a folder, opened, with a name for it."""
    from sensors.upload.spool import Spool, SpoolError

    folders = [folder] if folder else [state_folder(), gateway_folder()]
    for file in sorted({file for each in folders for file in each.rglob("*.spool")}):
        strap = file.parent
        if strap.parent.name != "straps":
            with refusing(SpoolError), Spool(file) as found:
                yield file.name, found
        else:
            with refusing(SpoolError), pairings_in(strap.parents[1]).spool_of(int(strap.name)) as found:
                yield f"{strap.parents[1].name}, strap {strap.name}", found


def _show(name: str, found: Spool) -> None:
    count = found.count()
    typer.echo(f"{name}: {count.waiting_beats} beats wait, {count.set_aside} blocks are set aside.")
    for reason in found.refusals():
        typer.echo(f"  refused: {reason}")
