"""Where beats are missing in a file that says when its intervals were logged.

The same reasoning as in `sensors.envelope`, but with both sides known: the lag of a packet is its stamp minus the
running sum of the intervals, and the lower edge of the lags after a place exceeds that before it by what is missing
there. Apps stamp oddly now and then, so the second least lag stands for the edge, never the least.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.beat_clock import SILENCE_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE_PACKETS: Final = 12  # packets on each side whose lower edges are compared
CLOCK_SET_BACK_S: Final = 2.0  # stamps that run back further than apps stamp ahead
MISSING_SHARE: Final = 0.6  # of a usual interval: a smaller step of the lower edge is chance
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
    bounds = [0, *(certain[certain > 0]).tolist(), gap_s.size]
    starts: list[int] = []
    waiting = list(pairwise(bounds))[::-1]
    while waiting:
        first, last = waiting.pop()
        split = _hole(unfilled_s[first:last], MISSING_SHARE * usual_rr_s)
        if split:
            waiting += [(first + split, last), (first, first + split)]
        else:
            starts.append(first)
    return starts


def lower_edge(lag_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lower edge of the lags of one segment: one for every few minutes, joined by straight lines."""
    parts = np.array_split(lag_s, max(1, lag_s.size // KNOT_PACKETS))
    middles = np.cumsum([part.size for part in parts]) - lag_s.size / len(parts) / 2
    edges: NDArray[np.float64] = np.array([np.percentile(part, KNOT_PERCENT) for part in parts])
    joined: NDArray[np.float64] = np.interp(np.arange(lag_s.size), middles, edges)
    return joined


def _hole(unfilled_s: NDArray[np.float64], threshold_s: float) -> int:
    """The packet before which beats are missing for sure; 0 when there is no such place."""
    steps_s = _steps(np.cumsum(unfilled_s))
    if steps_s.max(initial=-np.inf) <= threshold_s:
        return 0
    first = int(np.argmax(steps_s > threshold_s))
    beyond = np.flatnonzero(steps_s[first:] <= threshold_s)
    last = first + int(beyond[0]) if beyond.size else steps_s.size
    return first + int(np.argmax(unfilled_s[first:last]))


def _steps(lag_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much the lower edge from each packet on exceeds the one before it; -inf where there is too little to tell."""
    wall = np.full(SIDE_PACKETS, np.inf)
    sides = np.lib.stride_tricks.sliding_window_view(np.concatenate([wall, lag_s, wall]), SIDE_PACKETS)
    edge = np.partition(sides, 1, axis=1)[:, 1]
    before, after = edge[: lag_s.size], edge[SIDE_PACKETS : SIDE_PACKETS + lag_s.size]
    is_known = np.isfinite(before) & np.isfinite(after)
    steps: NDArray[np.float64] = np.subtract(after, before, out=np.full(lag_s.size, -np.inf), where=is_known)
    return steps
