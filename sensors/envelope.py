"""How late packets are, and what that says about missing beats.

`S` is the strap's time: the running sum of its RR intervals. A packet's *lag* is its arrival minus `S`: a constant,
plus the latency of the link, plus the wait of the last beat for its packet (less than one interval). So the lower edge
of the lags maps strap time to clock time, and a lag that stays a whole interval above it means that a beat is missing.
"""

from __future__ import annotations

from collections import deque
from typing import Final

WINDOW_PACKETS: Final = 60
MATURE_PACKETS: Final = 16  # from here on the lower edge can be trusted to within a small part of an interval
RECENT_INTERVALS: Final = 16
RECENT_GAPS: Final = 15
USUAL_GAP_S: Final = 1.0  # Heart Rate Service 1.0, 3.1.1.5: "approximately 1 time per second"
USUAL_RR_S: Final = 0.8  # before the first interval came in
BACKLOG_S: Final = 0.3  # packets closer together than this waited somewhere and came in one go
MISSED_PACKET_GAPS: Final = 1.6  # usual gaps of silence that a lost packet leaves behind


class Envelope:
    """The lower edge of the lags of one segment."""

    __slots__ = ("_lags",)

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=WINDOW_PACKETS)

    def add(self, lag_s: float) -> None:
        """Take in the lag of one packet that brought beats."""
        self._lags.append(lag_s)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known yet."""
        return not self._lags

    @property
    def is_mature(self) -> bool:
        """Whether enough packets came in for `floor_s` to be close to the truth."""
        return len(self._lags) >= MATURE_PACKETS

    @property
    def floor_s(self) -> float:
        """The smallest lag of the last minute; ValueError when nothing is known yet."""
        return min(self._lags)


class Rhythm:
    """What is usual for this strap just now: the gap between packets and the shortest interval."""

    __slots__ = ("_gaps_s", "_rr_s")

    def __init__(self) -> None:
        self._gaps_s: deque[float] = deque([USUAL_GAP_S], maxlen=RECENT_GAPS)
        self._rr_s: deque[float] = deque([USUAL_RR_S], maxlen=RECENT_INTERVALS)

    def add_gap(self, gap_s: float) -> None:
        """Take in the time between two packets; those that come in one go after a silence say nothing about it."""
        if gap_s >= BACKLOG_S:
            self._gaps_s.append(gap_s)

    def add_interval(self, rr_s: float) -> None:
        """Take in one plausible interval."""
        self._rr_s.append(rr_s)

    @property
    def shortest_rr_s(self) -> float:
        """The least that one missing beat would add to the lag."""
        return min(self._rr_s)

    def is_long(self, gap_s: float) -> bool:
        """Whether a gap between packets is so long that one of them may be missing.

        The usual gap is the shortest of the last ones, so that a link that loses many packets does not pass for a strap
        that speaks seldom; but not below a strap's own second, so that one hurried packet changes nothing.
        """
        return gap_s > MISSED_PACKET_GAPS * max(min(self._gaps_s), USUAL_GAP_S)
