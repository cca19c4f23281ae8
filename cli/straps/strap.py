"""`pulsro strap`: find a chest strap, watch it, and send what it says."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shared.destination import DEFAULT_SERVER, Destination, ServerOption, SpoolOption, TokenFileOption, own_pairings
from cli.shared.plainly import refuse, refusing
from cli.shared.terminal import helped, say, words
from cli.straps import texts
from hrv.recording_kind import RecordingKind
from messages.message import N_

if TYPE_CHECKING:
    from sensors.ble.scan import FoundStrap

StrapOption = Annotated[
    str | None,
    typer.Option("--strap", help=N_("Its address or a part of its name; the first that is heard if left out.")),
]


@helped
def scan(
    seconds: Annotated[float, typer.Option(help=N_("How long to listen."), min=1, max=120)] = 10.0,
) -> None:
    """List the chest straps that are worn nearby."""
    from rich.console import Console

    from cli.straps.strap_view import straps_table

    Console().print(straps_table(heard_nearby(seconds=seconds)))


def heard_nearby(*, seconds: float) -> tuple[FoundStrap, ...]:
    """The straps that are heard, the strongest first; ends the command with a sentence when there are none."""
    import asyncio

    from rich.console import Console

    from sensors.ble import scan as scanning
    from sensors.bluetooth_errors import StrapError
    from sensors.texts import ASLEEP

    with refusing(StrapError), Console(stderr=True).status(words(texts.LISTENING())):
        found = asyncio.run(scanning.scan(seconds=seconds))
    if not found:
        refuse(ASLEEP())
    return found


@helped
def pair(
    server: Annotated[str, typer.Option(help=N_("The address of the Pulsro server."))] = DEFAULT_SERVER,
) -> None:
    """Pair this computer with a person's page by the code it shows; `pulsro strap send` uses that from then on."""
    from cli.straps.pairing import pair_strap

    pairing = pair_strap(own_pairings(), server=server.rstrip("/"), strap="")
    say(texts.PAIRED(name=pairing.name, server=pairing.server))


@helped
def watch(
    *,
    strap: StrapOption = None,
    movement: Annotated[bool, typer.Option(help=N_("Show movement too, where the strap measures it."))] = True,
) -> None:
    """Show heart rate, intervals and RMSSD of a strap live; nothing is stored or sent. Ctrl-C ends it."""
    import asyncio

    from cli.straps.strap_view import WatchedStrap, watch_live
    from sensors.bluetooth_errors import StrapError

    with refusing(StrapError), suppress(KeyboardInterrupt):
        asyncio.run(watch_live(WatchedStrap.of(strap, movement=movement)))


@helped
def verify(
    *,
    strap: StrapOption = None,
    seconds: Annotated[float, typer.Option(help=N_("How long to listen."), min=30, max=600)] = 120.0,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print JSON for programs instead of a table."))] = False,
) -> None:
    """Compare the intervals of a strap with its own ECG, where it sends one; nothing is stored or sent."""
    import asyncio

    from cli.straps import verification_view as view
    from hrv.engines.ecg import compare, r_peaks_s
    from sensors.ble.verification import Verification
    from sensors.bluetooth_errors import StrapError

    listened = Verification()
    with refusing(StrapError):
        asyncio.run(view.listen(listened, strap, seconds=seconds))
    agreement = compare(listened.beats(), r_peaks_s(listened.ecg.time_s(), listened.ecg.values()[:, 0]))
    view.show(agreement, listened.movement, view.habits_beside(agreement, listened.habits), as_json=as_json)


@helped
def send(
    *,
    strap: StrapOption = None,
    server: ServerOption = None,
    token_file: TokenFileOption = None,
    kind: Annotated[RecordingKind, typer.Option(help=N_("What the beats are for."))] = RecordingKind.WORKDAY,
    spool: SpoolOption = None,
) -> None:
    """Send the beats of a strap to a server, and keep them on this computer while it cannot be reached."""
    from cli.straps.carrying import conclude, run_carrying
    from sensors.ble.strap import BleakStrap
    from sensors.bluetooth_errors import StrapError

    destination = Destination.to(server, token_file, spool)
    with refusing(StrapError):
        conclude(run_carrying(BleakStrap(strap), destination, kind=kind))
