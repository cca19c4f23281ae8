"""One recording or strap to one server: keep in the spool, send from the spool, print how it goes."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import typer

from cli.shared.plainly import NOT_DONE, refusing
from cli.shared.terminal import language, say
from cli.straps import texts
from cli.straps.carrying_view import CarryingView
from sensors.upload.keeper import block_s_at
from sensors.upload.onlooker import Onlooker
from sensors.upload.recorder import Recorder
from sensors.upload.sender import Sender, SendingStoppedError, TryLaterError, client_for
from sensors.upload.shown_breath import show_breath
from sensors.upload.spool import Spool, SpoolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.shared.destination import Destination
    from hrv.recording_kind import RecordingKind
    from sensors.heart_rate.packets import PacketSource
    from sensors.upload.sender import SendProgress

PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Carried:
    """How a run ended: beats that were kept, and what became of them."""

    kept_beats: int
    progress: SendProgress
    waiting_beats: int


async def carry(
    packets: PacketSource,
    destination: Destination,
    *,
    kind: RecordingKind,
    speed: float = 1.0,
    total_beats: int | None = None,
) -> Carried:
    """Keep and send until the source has ended and everything has arrived, or the server stays away for too long.

    SpoolError, StrapError and SendingStoppedError pass through; what was kept until then stays in the spool.
    """
    with Spool(destination.spool, key=destination.key) as spool:
        async with client_for(destination.server, language=language()) as client:
            onlooker = Onlooker() if speed == 1 else None  # faster than life there is nothing to watch
            if onlooker is not None:
                show_breath(packets, onlooker)
            recorder = Recorder(spool, kind=kind, block_s=block_s_at(speed), onlooker=onlooker)
            sender = Sender(spool, client, destination.token, onlooker=onlooker)
            async with CarryingView(recorder, sender.progress, total_beats=total_beats):
                await _listen_and_send(recorder, packets, sender)
                await _drain(sender)
        return Carried(recorder.beats, sender.progress, spool.count().waiting_beats)


async def _listen_and_send(recorder: Recorder, packets: PacketSource, sender: Sender) -> None:
    """Both at once until the source ends or Ctrl-C takes the strap off; whichever fails ends the other."""
    stop = asyncio.Event()
    listening = asyncio.create_task(recorder.listen(packets))
    sending = asyncio.create_task(sender.run(stop))
    try:
        with _ended_by_ctrl_c(listening):
            await asyncio.wait({listening, sending}, return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
        if not listening.cancelled():
            listening.result()
        stop.set()
        await sending
    finally:
        listening.cancel()
        sending.cancel()
        await asyncio.gather(listening, sending, return_exceptions=True)


@contextlib.contextmanager
def _ended_by_ctrl_c(listening: asyncio.Task[None]) -> Iterator[None]:
    """Let Ctrl-C end the listening instead of the program, so that everything heard is kept and sent."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends the program there
        loop.add_signal_handler(signal.SIGINT, listening.cancel)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)


async def _drain(sender: Sender) -> None:
    """Send what is left, and wait a while for a server that is away."""
    deadline_s = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        try:
            return await sender.drain()
        except TryLaterError as error:
            if asyncio.get_running_loop().time() > deadline_s:
                return None
            await asyncio.sleep(max(1.0, error.after_s))


def run_carrying(
    packets: PacketSource,
    destination: Destination,
    *,
    kind: RecordingKind,
    speed: float = 1.0,
    total_beats: int | None = None,
) -> Carried:
    """`carry`, for a command: failures end it with their sentence."""
    with refusing(SpoolError, SendingStoppedError):
        return asyncio.run(carry(packets, destination, kind=kind, speed=speed, total_beats=total_beats))


def conclude(carried: Carried) -> None:
    """Say how it ended; the command fails when not every beat has arrived."""
    progress = carried.progress
    say(texts.SENT(n=carried.kept_beats, acknowledged=progress.acknowledged_beats))
    for reason in progress.refusals:
        say(texts.NOT_ACCEPTED(why=reason), err=True)
    if (waiting := carried.waiting_beats) and progress.trouble:
        say(texts.WAITING(n=waiting, why=progress.trouble), err=True)
    elif waiting:
        say(texts.WAITING_UNTOLD(n=waiting), err=True)
    if progress.refusals or carried.waiting_beats:
        raise typer.Exit(NOT_DONE)
