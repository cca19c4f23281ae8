"""Blocks: a few seconds of beats under one number, the unit that is stored, sent and acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import COLUMNS, BeatSeries
from sensors.beat_clock.beat import to_series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sensors.beat_clock.beat import Beat

BLOCK_S: Final = 5.0
LARGEST_BLOCK: Final = 400  # beats; whatever the clock says, a block stays small enough to be sent


@dataclass(frozen=True, slots=True)
class BeatBlock:
    """Neighbouring beats of one source.

    Attributes:
        source: UUID of one unbroken run of one device.
        sequence: number of this block in its source, from 0.
        series: its beats, at least one.
    """

    source: str
    sequence: int
    series: BeatSeries


class BlockBuilder:
    """Groups the beats of one source into blocks.

    Args:
        source: UUID of this run; a new run takes a new one.
        block_s: how many seconds of beats go into one block.
    """

    def __init__(self, source: str, *, block_s: float = BLOCK_S) -> None:
        self.source = source
        self._block_s = block_s
        self._sequence = 0
        self._beats: list[Beat] = []

    def push(self, beats: Iterable[Beat]) -> tuple[BeatBlock, ...]:
        """Take in beats and give out the blocks that they complete."""
        blocks: list[BeatBlock] = []
        for beat in beats:
            if self._is_complete_before(beat):
                blocks.extend(self.flush())
            self._beats.append(beat)
        return tuple(blocks)

    def flush(self) -> tuple[BeatBlock, ...]:
        """Give out what is left, complete or not."""
        if not self._beats:
            return ()
        block = BeatBlock(self.source, self._sequence, to_series(self._beats))
        self._beats = []
        self._sequence += 1
        return (block,)

    def _is_complete_before(self, beat: Beat) -> bool:
        if not self._beats:
            return False
        return beat.time_s - self._beats[0].time_s >= self._block_s or len(self._beats) >= LARGEST_BLOCK


def columns_of(series: BeatSeries, *, shift_s: float = 0.0) -> dict[str, list[float]]:
    """The four columns of a series as plain numbers, under their own names; its times moved by so much."""
    columns = {name: getattr(series, name).tolist() for name in COLUMNS}
    if shift_s:
        columns["time_s"] = [time_s + shift_s for time_s in columns["time_s"]]
    return columns


def to_bytes(series: BeatSeries) -> bytes:
    """The four columns one after the other, 21 bytes a beat; nothing is lost."""
    return b"".join(getattr(series, name).astype(kind).tobytes() for name, kind in COLUMNS.items())


def from_bytes(body: bytes) -> BeatSeries:
    """What `to_bytes` made."""
    kinds = {name: np.dtype(kind) for name, kind in COLUMNS.items()}
    beats = len(body) // sum(kind.itemsize for kind in kinds.values())
    columns, start = {}, 0
    for name, kind in kinds.items():
        columns[name] = np.frombuffer(body, kind, beats, start).astype(kind.newbyteorder("="))
        start += beats * kind.itemsize
    return BeatSeries(**columns)
