"""Simulated straps that run while the demo does: each sends through the same clock, spool and sender as a real one."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from hrv.breath import AccelerationBreath
from sensors.simulation.breathing import Pacer
from sensors.simulation.chest import ChestModel
from sensors.simulation.strap import SimulatedStrap
from sensors.upload.keeper import LIVE_BLOCK_S, Keeper
from sensors.upload.onlooker import Onlooker
from sensors.upload.sender import Sender, SendingStoppedError, client_for
from sensors.upload.spool import RecordingKind, Spool

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cli.demo.workplace import Wearer
    from sensors.simulation.led_heart import LedHeart


AHEAD_S: Final = 4.0
"""How far ahead beats are made up: so long a wearer takes to notice a pacer."""
BREATH_EVERY_S: Final = 0.5
SAMPLES_HZ: Final = 25.0


class LiveStraps:
    """The straps of those who wear one now, on a thread of their own; a context manager.

    Args:
        server: where the beats go.
        folder: where each strap's spool is kept.
        tokens: the device token of each wearer.
    """

    def __init__(self, *, server: str, folder: Path, tokens: Mapping[Wearer, str]) -> None:
        self._server = server
        self._folder = folder
        self._tokens = tokens
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="live straps", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._wear_all())
        finally:
            self._loop.close()

    async def _wear_all(self) -> None:
        async with asyncio.TaskGroup() as straps:
            for wearer, token in self._tokens.items():
                straps.create_task(self._wear(wearer, token))

    async def _wear(self, wearer: Wearer, token: str) -> None:
        dice = np.random.default_rng(wearer.seed)
        heart = wearer.led_heart(dice)
        strap = SimulatedStrap(heart, dice, start_s=time.time(), ahead_s=AHEAD_S)
        with Spool(self._folder / f"{uuid.uuid4()}.spool") as spool:
            onlooker = Onlooker()
            source = str(uuid.uuid4())
            keeper = Keeper(spool, source=source, kind=RecordingKind.WORKDAY, block_s=LIVE_BLOCK_S, onlooker=onlooker)
            async with client_for(self._server) as client:
                wearing = asyncio.gather(keeper.listen(strap), _breathe_along(heart, dice, onlooker))
                try:
                    await Sender(spool, client, token, onlooker=onlooker).run(self._stop)
                except SendingStoppedError:
                    pass  # the demo's guest revoked this strap or withdrew the consent: that is how it should end
                finally:
                    wearing.cancel()
                    await asyncio.gather(wearing, return_exceptions=True)


async def _breathe_along(heart: LedHeart, dice: np.random.Generator, onlooker: Onlooker) -> None:
    """Follow the pacer of the page that watches, and show it the breath in the strap's acceleration."""
    chest, following = ChestModel(dice, heart.breathing), AccelerationBreath()
    shown_s = time.time()
    while True:
        await asyncio.sleep(BREATH_EVERY_S)
        now_s, pacer = time.time(), onlooker.pacer
        heart.follow(pacer and Pacer.at(now_s, breaths=pacer.breaths, per_min=pacer.per_minute))
        moments_s = np.arange(shown_s, now_s, 1 / SAMPLES_HZ)
        onlooker.breathe(following.push(moments_s, chest.acceleration(moments_s)))
        shown_s = max(shown_s, float(moments_s[-1]) + 1 / SAMPLES_HZ) if moments_s.size else now_s
