"""Clean beats in unbroken stretches, and a pacer's breaths beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hrv.cleaning.artifacts import find_artifacts
from hrv.cleaning.nn_intervals import LONGEST_HOLE_IN_A_SPECTRUM_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hrv.beats import BeatSeries
    from hrv.numeric.arrays import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class StretchedBeats:
    """Clean beats, and the number of the unbroken stretch that each lies in."""

    time_s: Floats
    rr_ms: Floats
    stretch: Floats

    @classmethod
    def of(cls, series: BeatSeries) -> StretchedBeats:
        """The clean beats of a series."""
        kept = np.flatnonzero(~find_artifacts(series).masked) if len(series) else np.empty(0, np.intp)
        time_s = series.time_s[kept]
        holes = np.cumsum(~series.joined())[kept]
        far = np.diff(time_s, prepend=time_s[:1]) > LONGEST_HOLE_IN_A_SPECTRUM_S
        stretch: Floats = holes.astype(np.float64) + np.cumsum(far, dtype=np.float64)
        return cls(time_s, series.rr_ms[kept], stretch)

    def where(self, chosen: Bools) -> StretchedBeats:
        """Some of them; where others were left out in between, a new stretch begins."""
        places = np.flatnonzero(chosen)
        left_out = np.diff(places, prepend=places[:1]) > 1
        stretch: Floats = self.stretch[places] + np.cumsum(left_out, dtype=np.float64)
        return StretchedBeats(self.time_s[places], self.rr_ms[places], stretch)

    def without(self, breaks: Iterable[tuple[float, float]]) -> StretchedBeats:
        """Those outside of breaks (from, until), by their own clock."""
        is_inside = np.zeros(self.time_s.size, bool)
        for from_s, until_s in breaks:
            is_inside |= (self.time_s > from_s) & (self.time_s <= until_s)
        return self.where(~is_inside)

    def stretches(self) -> Iterator[tuple[Floats, Floats]]:
        """Moments and intervals of each stretch."""
        cuts = np.flatnonzero(np.diff(self.stretch)) + 1
        if self.time_s.size:
            yield from zip(np.split(self.time_s, cuts), np.split(self.rr_ms, cuts), strict=True)


def pacer_turns(since_s: Floats, paces: Sequence[tuple[float, float | None]]) -> Floats:
    """The pacer's breaths up to each moment; NaN where there was no pacer."""
    turns, begun = np.full(since_s.size, math.nan), 0.0
    ends_s = [*(at_s for at_s, _ in paces[1:]), math.inf]
    for (at_s, per_min), until_s in zip(paces, ends_s, strict=False):
        if per_min is None:
            continue
        inside = (since_s >= at_s) & (since_s < until_s)
        turns[inside] = begun + (since_s[inside] - at_s) * per_min / 60.0
        begun += (until_s - at_s) * per_min / 60.0
    return turns


def breathing_time(since_s: Floats, breaks: Iterable[tuple[float, float]]) -> Floats:
    """The seconds of each moment less the breaks (from, until) before it, which may overlap; a pacer's own clock."""
    own_s, left_s = since_s.copy(), 0.0
    for from_s, until_s in sorted(breaks):
        begin_s = max(from_s, left_s)
        left_s = max(until_s, begin_s)
        own_s -= np.clip(since_s - begin_s, 0.0, left_s - begin_s)
    return own_s
