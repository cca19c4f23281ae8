"""NN intervals of a recording, and which of their successive differences are real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv.numeric.range_sums import sum_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv.beats import BeatSeries
    from hrv.cleaning.placement import Spans
    from hrv.index_types import MeanRr, Rmssd, Sdnn, Sdsd
    from hrv.numeric.arrays import Bools, Floats, Ints

LONGEST_HOLE_IN_A_SPECTRUM_S: Final = 5.0
"""A few masked beats may be bridged by the curve through the beats around them; a longer hole may not."""


@dataclass(frozen=True, slots=True, eq=False)
class CleanBeats:
    """What is left of a series when the masked beats are left out.

    `joined` says of each beat that the difference to the one before it is real: both were measured, neither is masked
    and nothing lies between them. `bridged` says that a curve may be drawn from the beat before: same segment, no hole
    in the recording, and masked beats for at most 5 s. `first` and `last` are the ranges of the windows, counted in
    clean beats.
    """

    time_s: Floats
    rr_ms: Floats
    joined: Bools
    bridged: Bools
    first: Ints
    last: Ints

    @classmethod
    def of(cls, series: BeatSeries, masked: Bools, spans: Spans) -> CleanBeats:
        """Leave the masked beats of `series` out."""
        kept = np.flatnonzero(~masked)
        joined = series.joined()
        breaks = np.cumsum(~joined)
        unbroken = np.append(False, np.diff(breaks[kept]) == 0)[: kept.size]
        time_s = series.time_s[kept]
        near = np.append(False, np.diff(time_s) <= LONGEST_HOLE_IN_A_SPECTRUM_S)[: kept.size]
        return cls(
            time_s=time_s,
            rr_ms=series.rr_ms[kept],
            joined=unbroken & np.append(False, np.diff(kept) == 1)[: kept.size],
            bridged=unbroken & near,
            first=np.searchsorted(kept, spans.first),
            last=np.searchsorted(kept, spans.last),
        )

    def differences(self) -> Floats:
        """The difference of each interval from the one before it, in ms; zero where there is no real one."""
        return np.where(self.joined, np.diff(self.rr_ms, prepend=self.rr_ms[:1]), 0.0)

    def n_differences(self) -> Ints:
        """How many real differences each window holds; one that reaches in from before a window is not its own."""
        return sum_over(self.joined, self.first + 1, self.last).astype(np.int64)


class TimeDomain(NamedTuple):
    """The time-domain indices of one window, in ms and percent."""

    mean_rr_ms: MeanRr
    sdnn_ms: Sdnn
    rmssd_ms: Rmssd
    sdsd_ms: Sdsd
    pnn50: float
    pnn20: float


class Stretch(NamedTuple):
    """The longest part of a window that a curve may be drawn through, as a range of clean beats."""

    first: int
    last: int
    length_s: float


def longest_stretches(clean: CleanBeats, windows: Sequence[int]) -> list[Stretch]:
    """Where a spectrum of each of the listed windows, which must hold a clean beat, can be taken."""
    which = np.asarray(windows, np.int64)
    first, last = clean.first[which], clean.last[which]
    length_s = clean.time_s[last - 1] - clean.time_s[first]
    whole = [Stretch(*row) for row in zip(first.tolist(), last.tolist(), length_s.tolist(), strict=True)]
    for place in np.flatnonzero(sum_over(~clean.bridged, first + 1, last)):
        whole[place] = _longest_part(clean, whole[place])
    return whole


def _longest_part(clean: CleanBeats, whole: Stretch) -> Stretch:
    cuts = whole.first + 1 + np.flatnonzero(~clean.bridged[whole.first + 1 : whole.last])
    starts, ends = np.append(whole.first, cuts), np.append(cuts, whole.last)
    lengths_s = clean.time_s[ends - 1] - clean.time_s[starts]
    best = int(np.argmax(lengths_s))
    return Stretch(int(starts[best]), int(ends[best]), float(lengths_s[best]))
