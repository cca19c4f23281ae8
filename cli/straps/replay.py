"""`pulsro replay`: a recording walks the whole way, as if somebody were wearing it."""

from __future__ import annotations

import time
from pathlib import Path  # noqa: TC003 - typer reads the annotations when the program runs
from typing import Annotated

import typer

from cli.shared.destination import Destination, ServerOption, SpoolOption, TokenFileOption
from cli.shared.plainly import refusing
from cli.shared.terminal import helped
from hrv.recording_kind import RecordingKind
from messages.message import N_


@helped
def replay(
    file: Annotated[Path, typer.Argument(help=N_("A recording: RR intervals, or a Polar Sensor Logger or csv file."))],
    *,
    speed: Annotated[float, typer.Option(help=N_("1 is real time, 60 a minute a second, 0 at once."), min=0)] = 1,
    server: ServerOption = None,
    token_file: TokenFileOption = None,
    kind: Annotated[RecordingKind, typer.Option(help=N_("What the recording is for."))] = RecordingKind.IMPORT,
    spool: SpoolOption = None,
) -> None:
    """Replay a recording to a server, as a strap that was worn until now.

    The recording ends at the present moment, so all its beats lie in the past. Ends with status 0 when every beat was
    acknowledged.
    """
    from cli.straps.carrying import conclude, run_carrying
    from sensors.recordings.registry import UnreadableRecordingError, read
    from sensors.simulation.replay import ReplayedStrap

    with refusing(UnreadableRecordingError):
        series = read(file).series
    destination = Destination.to(server, token_file, spool)
    strap = ReplayedStrap(series, ends_at_s=time.time(), speed=speed)
    conclude(run_carrying(strap, destination, kind=kind, speed=speed, total_beats=len(series)))
