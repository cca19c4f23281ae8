"""The running gateway: one at a time over one folder, ended in order, shown as a table or told in lines.

`pulsro gateway` becomes this program, which loads nothing that it does not need for months.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from cli.shared.terminal import words
from cli.straps import texts
from cli.straps.gateway_view import GatewayLines, GatewayTable
from sensors.errors import SensorsError
from sensors.sealing import SealError
from sensors.upload.gateway import Gateway
from sensors.upload.pairings import Pairings, PairingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sensors.heart_rate.packets import PacketSource

LOCK: Final = "running"
BAD_INPUT: Final = 2


class AlreadyRunningError(SensorsError):
    """Another gateway runs over the same folder; the message says what to do."""


def main() -> None:
    """Run over the folder that is named; one sentence and status 2 where that cannot be."""
    parser = argparse.ArgumentParser(prog="pulsro gateway")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plain", action="store_true")
    asked = parser.parse_args()
    try:
        run_gateway(Pairings(asked.folder), plain=asked.plain)
    except (AlreadyRunningError, PairingsError, SealError) as error:
        sys.stderr.write(f"{words(error.message)}\n")
        sys.exit(BAD_INPUT)


def run_gateway(
    pairings: Pairings, *, plain: bool = False, source_for: Callable[[str], PacketSource] | None = None
) -> None:
    """Run until Ctrl-C or SIGTERM. Raises AlreadyRunningError, and PairingsError where a pairing cannot be read."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    with _alone(pairings.folder):
        gateway = Gateway(pairings) if source_for is None else Gateway(pairings, source_for=source_for)
        asyncio.run(_run(gateway, plain=plain))


async def _run(gateway: Gateway, *, plain: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    console = Console(markup=False, emoji=False, highlight=False)
    view = GatewayTable(gateway, console) if console.is_terminal and not plain else GatewayLines(gateway, console)
    showing = asyncio.create_task(view.show())
    try:
        await gateway.run(stop)
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two gateways over one folder would both listen to the same straps."""
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunningError(texts.RUNS_ALREADY(folder=str(folder))) from error
        yield


if __name__ == "__main__":
    main()
