"""Blocks put together again as one series that never joins what was not measured together."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hrv.beats import BeatSeries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from store.models.measured import StoredBlock


def one_series(blocks: Sequence[StoredBlock]) -> BeatSeries:
    """All beats in order of time; `blocks` come sorted by source and sequence, and a missing one cuts."""
    if not blocks:
        return BeatSeries.from_rr(())
    whole = BeatSeries.concatenate(block.series for block in blocks)
    order = np.argsort(whole.time_s, kind="stable")
    return BeatSeries(
        time_s=whole.time_s[order],
        rr_ms=whole.rr_ms[order],
        segment=_segments(blocks)[order],
        flags=whole.flags[order],
    )


def _segments(blocks: Sequence[StoredBlock]) -> NDArray[np.int32]:
    """Numbers from 0 that change where the sender's change, and where a block is not followed by its next."""
    sent = np.concatenate([block.series.segment for block in blocks])
    cut = np.zeros(sent.size, np.bool_)
    cut[1:] = np.diff(sent) != 0
    starts = np.cumsum([0, *(len(block.series) for block in blocks[:-1])])
    followed = [False, *(_follows(one, other) for one, other in pairwise(blocks))]
    cut[starts[~np.array(followed)]] = True
    cut[0] = False
    return np.cumsum(cut).astype(np.int32)


def _follows(one: StoredBlock, other: StoredBlock) -> bool:
    return one.source_id == other.source_id and other.sequence == one.sequence + 1
