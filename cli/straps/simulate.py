"""`pulsro simulate`: a strap on a simulated heart, for practice without a strap."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shared.destination import Destination, ServerOption, SpoolOption, TokenFileOption
from cli.shared.plainly import refuse
from cli.shared.terminal import helped
from cli.straps import texts
from hrv.recording_kind import RecordingKind
from messages.message import N_

if TYPE_CHECKING:
    import numpy as np

    from sensors.simulation.baroreflex import BaroreflexLoop
    from sensors.simulation.strap import SimulatedStrap


@helped
def simulate(
    *,
    server: ServerOption = None,
    token_file: TokenFileOption = None,
    kind: Annotated[RecordingKind, typer.Option(help=N_("What the beats are for."))] = RecordingKind.WORKDAY,
    minutes: Annotated[
        float | None, typer.Option(help=N_("How long it is worn; for ever if left out."), min=0.1)
    ] = None,
    past: Annotated[bool, typer.Option("--past", help=N_("The minutes before now, all at once."))] = False,
    hr: Annotated[float, typer.Option(help=N_("Heart rate at rest, beats a minute."), min=35, max=150)] = 62.0,
    rmssd: Annotated[float, typer.Option(help=N_("RMSSD at rest in ms."), min=2, max=200)] = 40.0,
    paced: Annotated[float | None, typer.Option(help=N_("Breaths a minute of a pacer."), min=3, max=30)] = None,
    ectopic: Annotated[float, typer.Option(help=N_("Share of beats that come too early."), min=0, max=0.5)] = 0.0,
    missed: Annotated[float, typer.Option(help=N_("Share of beats that the strap misses."), min=0, max=0.5)] = 0.0,
    extra: Annotated[float, typer.Option(help=N_("Share of beats that the strap invents."), min=0, max=0.5)] = 0.0,
    lost: Annotated[float, typer.Option(help=N_("Share of packets that get lost."), min=0, max=0.9)] = 0.0,
    breaks: Annotated[float, typer.Option(help=N_("Lost connections an hour."), min=0, max=120)] = 0.0,
    seed: Annotated[int | None, typer.Option(help=N_("The same number gives the same heart."), min=0)] = None,
    print_only: Annotated[
        bool, typer.Option("--print", help=N_("Write RR intervals in ms instead of sending."))
    ] = False,
    spool: SpoolOption = None,
) -> None:
    """Wear a simulated strap and send its beats to a server, or print them as a plain recording."""
    import asyncio

    import numpy as np

    from cli.straps.carrying import conclude, run_carrying
    from sensors.simulation.strap import Artefacts, Dropouts, HeartModel, Physiology, SimulatedStrap

    if past and minutes is None:
        refuse(texts.MINUTES_OF_PAST())
    speed = 0.0 if past else 1.0
    dice = np.random.default_rng(seed)
    strap = SimulatedStrap(
        HeartModel(dice, Physiology(hr_bpm=hr, rmssd_ms=rmssd), _loop(dice) if paced else None),
        dice,
        start_s=time.time() - (60 * minutes if past and minutes else 0),
        duration_s=60 * minutes if minutes else None,
        speed=speed,
        paced_per_min=paced,
        artefacts=Artefacts(ectopic=ectopic, missed=missed, extra=extra),
        dropouts=Dropouts(lost_packets=lost, breaks_per_hour=breaks),
    )
    if print_only:
        asyncio.run(_print(strap))
    else:
        conclude(run_carrying(strap, Destination.to(server, token_file, spool), kind=kind, speed=speed))


def _loop(dice: np.random.Generator) -> BaroreflexLoop:
    """Somebody who follows a pacer as a person does, and whose heart has a pace of its own."""
    from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
    from sensors.simulation.breathing import Breathing

    return BaroreflexLoop(dice, Baroreflex.drawn(dice), Breathing(dice))


async def _print(strap: SimulatedStrap) -> None:
    from sensors.heart_rate.measurement import parse

    async for packet in strap:
        for rr_ms in parse(packet.payload).rr_ms:
            typer.echo(f"{rr_ms:.3f}")
