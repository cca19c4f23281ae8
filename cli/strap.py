"""`pulsro strap`: find a chest strap, watch it, and send what it says."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from cli.plainly import refuse, refusing
from cli.way import DEFAULT_SERVER, ServerOption, SpoolOption, TokenOption, Way
from sensors.kinds import RecordingKind

StrapOption = Annotated[
    str | None, typer.Option("--strap", help="Its address or a part of its name; the first that is heard if left out.")
]


def scan(
    seconds: Annotated[float, typer.Option(help="How long to listen.", min=1, max=120)] = 10.0,
) -> None:
    """List the chest straps that are worn nearby."""
    import asyncio

    from rich.console import Console

    from cli.strap_view import straps_table
    from sensors import scan as scanning
    from sensors.bluetooth_errors import ASLEEP, StrapError

    with refusing(StrapError), Console(stderr=True).status("Listening for straps"):
        found = asyncio.run(scanning.scan(seconds=seconds))
    if not found:
        refuse(ASLEEP)
    Console().print(straps_table(found))


def watch(strap: StrapOption = None) -> None:
    """Show heart rate, intervals and RMSSD of a strap live; nothing is stored or sent. Ctrl-C ends it."""
    import asyncio

    from cli.strap_view import watch_live
    from sensors.bluetooth_errors import StrapError
    from sensors.strap import BleakStrap

    with refusing(StrapError), suppress(KeyboardInterrupt):
        asyncio.run(watch_live(BleakStrap(strap)))


def send(
    *,
    strap: StrapOption = None,
    server: ServerOption = DEFAULT_SERVER,
    token: TokenOption = "",
    kind: Annotated[RecordingKind, typer.Option(help="What the beats are for.")] = RecordingKind.WORKDAY,
    spool: SpoolOption = None,
) -> None:
    """Send the beats of a strap to a server, and keep them on this computer while it cannot be reached."""
    from cli.carrying import conclude, run_carrying
    from sensors.bluetooth_errors import StrapError
    from sensors.strap import BleakStrap

    way = Way.to(server, token, spool)
    with refusing(StrapError):
        conclude(run_carrying(BleakStrap(strap), way, kind=kind))
