"""Simulated straps that run while the demo does: each sends through the same clock, spool and sender as a real one."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from typing import TYPE_CHECKING, Self

import numpy as np

from sensors.beat_clock import BeatClock
from sensors.blocks import BlockBuilder
from sensors.sender import Sender, SendingStoppedError, client_for
from sensors.simulated import SimulatedStrap
from sensors.spool import RecordingKind, Spool

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cli.workplace import Wearer

BLOCK_S = 2.0
"""Short blocks: somebody looks at these beats while they come in."""


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
        with Spool(self._folder / f"{uuid.uuid4()}.spool") as spool:
            async with client_for(self._server, token) as client:
                listening = asyncio.create_task(self._listen(wearer, spool))
                try:
                    await Sender(spool, client).run(self._stop)
                except SendingStoppedError:
                    pass  # the demo's guest revoked this strap or withdrew the consent: that is how it should end
                finally:
                    listening.cancel()

    async def _listen(self, wearer: Wearer, spool: Spool) -> None:
        source = str(uuid.uuid4())
        spool.open_run(source=source, kind=RecordingKind.WORKDAY)
        dice = np.random.default_rng(wearer.seed)
        strap = SimulatedStrap(wearer.heart(dice), dice, start_s=time.time())
        clock, blocks = BeatClock(unix_offset_s=strap.unix_offset_s), BlockBuilder(source, block_s=BLOCK_S)
        async for packet in strap:
            for block in blocks.push(clock.push(packet)):
                spool.put(block)
