"""Gaps in files that say when intervals were logged: where beats are missing.

The same reasoning as in `sensors.beat_clock.placement`, but with both sides known: the lag of a packet is its stamp
minus the running sum of the intervals, and the lower edge of the lags after a place exceeds that before it by what is
missing there. Apps stamp oddly now and then, so the second least lag stands for the edge, never the least.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.beat_clock.clock import SILENCE_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE_PACKETS: Final = 12  # packets on each side whose lower edges are compared ...
FEWEST_PACKETS: Final = 6  # ... and how many of them there have to be
HIGH: Final = 0.85  # of an interval above the edge before a hole: more likely after it than before it
UNCLEAR: Final = (0.7, 1.15)  # of an interval: between these a packet could be on either side
MOST_UNCLEAR: Final = 3  # packets on each side that are cut off because of that
CLOCK_SET_BACK_S: Final = 2.0  # stamps that run back further than apps stamp ahead
MISSING_SHARE: Final = 0.75  # of a usual interval: a smaller step of the lower edge is chance
KNOT_PACKETS: Final = 300  # packets over which the lower edge is taken for the times of the beats
KNOT_PERCENT: Final = 5.0


def segment_starts(gap_s: NDArray[np.float64], rr_sum_s: NDArray[np.float64], *, usual_rr_s: float) -> list[int]:
    """The packets with which unbroken segments begin, in order; the first is always 0.

    Args:
        gap_s: time since the packet before; 0 for the first.
        rr_sum_s: sum of the packet's own intervals.
        usual_rr_s: a usual interval, the least that one missing beat adds to the lag.
    """
    unfilled_s = gap_s - rr_sum_s
    certain = np.flatnonzero((unfilled_s > SILENCE_S) | (gap_s < -CLOCK_SET_BACK_S))
    bounds = [0, *certain[certain > 0].tolist(), gap_s.size]
    starts = set(bounds[:-1])
    waiting = list(pairwise(bounds))
    while waiting:
        first, last = waiting.pop()
        cuts = [first + cut for cut in _cuts(np.cumsum(unfilled_s[first:last]), usual_rr_s)]
        if cuts:
            starts.update(cuts)
            waiting += [(first, cuts[0]), (cuts[-1], last)]
    return sorted(starts)


def lower_edge(lag_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lower edge of the lags of one segment: one for every few minutes, joined by straight lines."""
    parts = np.array_split(lag_s, max(1, lag_s.size // KNOT_PACKETS))
    middles = np.cumsum([part.size for part in parts]) - lag_s.size / len(parts) / 2
    edges: NDArray[np.float64] = np.array([np.percentile(part, KNOT_PERCENT) for part in parts])
    joined: NDArray[np.float64] = np.interp(np.arange(lag_s.size), middles, edges)
    return joined


def _cuts(lag_s: NDArray[np.float64], usual_rr_s: float) -> list[int]:
    """The packets before one of which beats are missing; none when no beats are missing.

    Before a hole lags stay less than an interval above the edge, after it they stay more: the place that best parts the
    two is the hole. Packets next to it whose lags fit either side are cut off as well.
    """
    too_high = np.flatnonzero(_steps(lag_s) > MISSING_SHARE * usual_rr_s)
    if not too_high.size:
        return []
    seen = int(too_high[0])
    first = max(0, seen - SIDE_PACKETS)
    nearby_s = lag_s[first : seen + SIDE_PACKETS]
    height = (nearby_s - _edge(lag_s[first:seen])) / usual_rr_s
    misfits = np.cumsum(height > HIGH) + np.cumsum((height <= HIGH)[::-1])[::-1]
    hole = int(np.argmin(misfits[1:] - (height <= HIGH)[1:])) + 1
    return [first + cut for cut in _with_unclear(height, hole)]


def _with_unclear(height: NDArray[np.float64], hole: int) -> range:
    earliest = latest = hole
    while earliest > 1 and hole - earliest < MOST_UNCLEAR and height[earliest - 1] > UNCLEAR[0]:
        earliest -= 1
    while latest < height.size - 1 and latest - hole < MOST_UNCLEAR and height[latest] < UNCLEAR[1]:
        latest += 1
    return range(earliest, latest + 1)


def _edge(lag_s: NDArray[np.float64]) -> float:
    return float(np.partition(lag_s, 1)[1])


def _steps(lag_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much the lower edge from each packet on exceeds the one before it; -inf where there is too little to tell."""
    steps = np.full(lag_s.size, -np.inf)
    if lag_s.size >= 2 * FEWEST_PACKETS:
        wall = np.full(SIDE_PACKETS, np.inf)
        sides = np.lib.stride_tricks.sliding_window_view(np.concatenate([wall, lag_s, wall]), SIDE_PACKETS)
        edge = np.partition(sides, 1, axis=1)[:, 1]
        known = slice(FEWEST_PACKETS, lag_s.size - FEWEST_PACKETS + 1)
        steps[known] = edge[SIDE_PACKETS:][known] - edge[known]
    return steps
