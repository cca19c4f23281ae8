"""The keeper: listens to a source of packets and keeps its beats in the spool."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

from sensors.beat_clock.clock import BeatClock
from sensors.upload.blocks import BLOCK_S, BlockBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sensors.beat_clock.beat import Beat
    from sensors.beat_clock.clock import PacketTally
    from sensors.heart_rate.packets import PacketSource
    from sensors.upload.onlooker import Onlooker
    from sensors.upload.spool import RecordingKind, Spool

LIVE_BLOCK_S: Final = 2.0
"""Short blocks, for when somebody looks at the beats while they come in."""
LONGEST_BLOCK_S: Final = 30.0


def block_s_at(speed: float) -> float:
    """The length of blocks at which one is ready every other second, whatever the speed; 0 is as fast as possible."""
    return min(LIVE_BLOCK_S * max(speed, 1.0), LONGEST_BLOCK_S) if speed else LONGEST_BLOCK_S


class Keeper:
    """One run of one source: its packets become beats, and its beats blocks in the spool.

    Args:
        spool: where blocks are kept.
        source: UUID of this run.
        kind: what the run is for.
        block_s: how many seconds of beats go into one block.
        onlooker: knows whether somebody watches; each packet ends a block then.
    """

    def __init__(
        self,
        spool: Spool,
        *,
        source: str,
        kind: RecordingKind,
        block_s: float = BLOCK_S,
        onlooker: Onlooker | None = None,
    ) -> None:
        self.beats = 0
        self.tally: PacketTally | None = None
        self._spool = spool
        self._source = source
        self._kind = kind
        self._blocks = BlockBuilder(source, block_s=block_s)
        self._onlooker = onlooker

    async def listen(self, packets: PacketSource) -> None:
        """Keep everything until the source ends; what came before a cancellation is kept as well."""
        self._spool.open_run(source=self._source, kind=self._kind)
        clock = BeatClock(unix_offset_s=packets.unix_offset_s)
        self.tally = clock.tally
        try:
            async for packet in packets:
                self._keep(clock.push(packet))
                if self._onlooker is not None and self._onlooker.is_watching:
                    self._show(clock, self._onlooker)
        finally:
            self._keep(clock.flush())
            self._keep((), ends_block=True)

    def _show(self, clock: BeatClock, onlooker: Onlooker) -> None:
        """End the block here, and show what the clock still holds as it would be if nothing followed."""
        self._keep((), ends_block=True)
        onlooker.hear(self._source, copy.deepcopy(clock).flush() if clock.held else ())

    def _keep(self, beats: Iterable[Beat], *, ends_block: bool = False) -> None:
        for block in (*self._blocks.push(beats), *(self._blocks.flush() if ends_block else ())):
            self._spool.put(block)
            self.beats += len(block.series)
