"""The recorder: keeps everything a strap says in the spool, each run under a source of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sensors.upload.keeper import Keeper
from sensors.upload.runs import Runs, closing

if TYPE_CHECKING:
    from hrv.recording_kind import RecordingKind
    from sensors.heart_rate.packets import PacketSource
    from sensors.upload.onlooker import Onlooker
    from sensors.upload.spool import Spool


class Recorder:
    """Keeps the runs of one strap.

    Args:
        spool: where they are kept.
        kind: what they are for.
        block_s: how many seconds of beats go into one block.
        onlooker: knows whether somebody watches.
    """

    def __init__(self, spool: Spool, *, kind: RecordingKind, block_s: float, onlooker: Onlooker | None = None) -> None:
        self._spool = spool
        self._kind = kind
        self._block_s = block_s
        self._onlooker = onlooker
        self._finished_beats = 0
        self._keeper: Keeper | None = None

    @property
    def beats(self) -> int:
        """How many were kept so far."""
        return self._finished_beats + (self._keeper.beats if self._keeper else 0)

    async def listen(self, strap: PacketSource) -> None:
        """Keep everything until the strap ends; what came before a cancellation is kept as well."""
        async with closing(aiter(Runs(strap))) as runs:
            async for run in runs:
                self._finished_beats = self.beats
                self._keeper = Keeper(
                    self._spool,
                    source=str(uuid.uuid4()),
                    kind=self._kind,
                    block_s=self._block_s,
                    onlooker=self._onlooker,
                )
                await self._keeper.listen(run)
