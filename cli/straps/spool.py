"""`pulsro spool`: what waits on this computer for the server, what was refused and why, and offering it again."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations when the program runs
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shared.destination import pairings_in, state_folder
from cli.shared.plainly import refusing
from cli.shared.terminal import helped, say, words
from cli.straps import texts
from cli.straps.gateway import gateway_folder
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from messages import Parameter
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
    for file, found in _spools(folder):
        n_found += 1
        _show(file, found)
        if again and (offered := found.offer_again()):
            typer.echo(f"  {words(texts.OFFERED(n=offered))}")
    if not n_found:
        say(texts.NEVER_KEPT())


def _spools(folder: Path | None) -> Iterator[tuple[Path, Spool]]:
    """Every spool below a folder, opened, with its file."""
    from sensors.upload.spool import Spool, SpoolError

    folders = [folder] if folder else [state_folder(), gateway_folder()]
    for file in sorted({file for each in folders for file in each.rglob("*.spool")}):
        strap = file.parent
        if not _is_of_pairing(file):
            with refusing(SpoolError), Spool(file) as found:
                yield file, found
        else:
            with refusing(SpoolError), pairings_in(strap.parents[1]).spool_of(int(strap.name)) as found:
                yield file, found


def _show(file: Path, found: Spool) -> None:
    count, strap = found.count(), file.parent
    counts: dict[str, Parameter] = {"waiting": count.waiting_beats, "set_aside": count.set_aside}
    if _is_of_pairing(file):
        say(texts.SPOOL_OF_STRAP(folder=strap.parents[1].name, number=strap.name, **counts))
    else:
        say(texts.SPOOL(name=file.name, **counts))
    for reason in found.refusals():
        typer.echo(f"  {words(texts.REFUSED(why=reason))}")


def _is_of_pairing(file: Path) -> bool:
    return file.parents[1].name == "straps"
