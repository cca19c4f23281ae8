"""One beat, and the way from beats to the arrays that the science works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hrv.beats import BeatFlag, BeatSeries

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Beat:
    """One heartbeat.

    Attributes:
        time_s: moment of the R peak, seconds since 1970.
        rr_ms: interval that this beat ended.
        segment: no difference may cross a change of segment.
        flags: what is known against this beat.
    """

    time_s: float
    rr_ms: float
    segment: int
    flags: BeatFlag = BeatFlag.NONE


def to_series(beats: Iterable[Beat]) -> BeatSeries:
    """The same beats as arrays."""
    rows = tuple(beats)
    return BeatSeries(
        time_s=np.array([beat.time_s for beat in rows], dtype=np.float64),
        rr_ms=np.array([beat.rr_ms for beat in rows], dtype=np.float64),
        segment=np.array([beat.segment for beat in rows], dtype=np.int32),
        flags=np.array([int(beat.flags) for beat in rows], dtype=np.uint8),
    )


def from_series(series: BeatSeries) -> tuple[Beat, ...]:
    """The same beats one by one, as plain Python numbers."""
    columns = (series.time_s.tolist(), series.rr_ms.tolist(), series.segment.tolist(), series.flags.tolist())
    return tuple(Beat(time, rr, segment, BeatFlag(flags)) for time, rr, segment, flags in zip(*columns, strict=True))
