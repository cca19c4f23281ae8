"""Blocks put together again as one series: what was not measured together is not joined, no moment counts twice."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from hrv.beats import BeatSeries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from store.models.measured import StoredBlock


def one_series(blocks: Sequence[StoredBlock]) -> BeatSeries:
    """All beats in order of time; `blocks` come sorted by source and sequence, and a missing one cuts.

    Where two straps measured at once, or one recording was sent twice, the source that began first counts.
    """
    if not blocks:
        return BeatSeries.from_rr(())
    time_s, rr_ms, flags = (
        np.concatenate([getattr(block.series, name) for block in blocks]) for name in ("time_s", "rr_ms", "flags")
    )
    order = np.argsort(time_s, kind="stable")
    order = order[_counts(blocks)[order]]
    order = order[np.diff(time_s[order], prepend=-np.inf) > 0]
    return BeatSeries(time_s=time_s[order], rr_ms=rr_ms[order], segment=_segments(blocks)[order], flags=flags[order])


def _segments(blocks: Sequence[StoredBlock]) -> NDArray[np.int32]:
    """Numbers from 0 that change where the sender's change, and where a block is not followed by its next."""
    sent = np.concatenate([block.series.segment for block in blocks])
    cut = np.diff(sent, prepend=sent[0]) != 0
    firsts = np.cumsum([len(block.series) for block in blocks[:-1]], dtype=np.int64)
    cut[firsts[[not _follows(one, other) for one, other in pairwise(blocks)]]] = True
    return np.cumsum(cut).astype(np.int32)


def _follows(one: StoredBlock, other: StoredBlock) -> bool:
    return one.source_id == other.source_id and other.sequence == one.sequence + 1


def _counts(blocks: Sequence[StoredBlock]) -> NDArray[np.bool_]:
    """Whether each beat lies outside of everything that a source which began earlier has measured."""
    runs = [list(run) for _, run in groupby(blocks, key=lambda block: block.source_id)]
    spans = [np.array([_span(block) for block in run]) for run in runs]
    counts = [np.ones(sum(len(block.series) for block in run), np.bool_) for run in runs]
    began = sorted(range(len(runs)), key=lambda place: float(spans[place].min()))
    for rank, place in enumerate(began[1:], start=1):
        earlier = np.concatenate([spans[other] for other in began[:rank]])
        time_s = np.concatenate([block.series.time_s for block in runs[place]])
        counts[place] = ~_covered(time_s, earlier)
    return np.concatenate(counts)


def _covered(time_s: NDArray[np.float64], spans: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each moment lies within one of the spans (rows of start and end)."""
    spans = spans[np.argsort(spans[:, 0])]
    last_started = np.searchsorted(spans[:, 0], time_s, side="right") - 1
    ends = np.maximum.accumulate(spans[:, 1])
    return (last_started >= 0) & (time_s <= ends[np.maximum(last_started, 0)])


def _span(block: StoredBlock) -> tuple[float, float]:
    return float(block.series.time_s[0]), float(block.series.time_s[-1])
