"""Recent gaps between notifications, and recent intervals between beats."""

from __future__ import annotations

from collections import deque
from typing import Final

RECENT_INTERVALS: Final = 16
RECENT_GAPS: Final = 15
USUAL_GAP_S: Final = 1.0  # Heart Rate Service 1.0, 3.1.1.5: "approximately 1 time per second"
USUAL_RR_S: Final = 0.8  # before the first interval came in
BACKLOG_S: Final = 0.3  # notifications closer together than this waited somewhere and came in one go
MISSED_GAPS: Final = 1.6  # usual gaps of silence that a lost notification leaves behind
CHANGE_GAIN: Final = 1 / 16
USUAL_CHANGE_S: Final = 0.03


class Gaps:
    """The gaps between the last notifications."""

    __slots__ = ("_gaps_s",)

    def __init__(self) -> None:
        self._gaps_s: deque[float] = deque([USUAL_GAP_S], maxlen=RECENT_GAPS)

    def add(self, gap_s: float) -> None:
        """Take in the time between two notifications; those that came in one go after a silence say nothing."""
        if gap_s >= BACKLOG_S:
            self._gaps_s.append(gap_s)

    @property
    def usual_s(self) -> float:
        """The shortest of the last gaps, so that a link that loses many does not pass for a strap that speaks seldom.

        But not below a strap's own second, so that one hurried notification changes nothing.
        """
        return max(min(self._gaps_s), USUAL_GAP_S)

    def is_long(self, gap_s: float) -> bool:
        """Whether a gap between notifications is so long that one of them may be missing."""
        return gap_s > MISSED_GAPS * self.usual_s


class Intervals:
    """The last intervals between beats.

    Attributes:
        change_s: how far an interval is from the one before, on average.
    """

    __slots__ = ("_rr_s", "change_s")

    def __init__(self) -> None:
        self.change_s = USUAL_CHANGE_S
        self._rr_s: deque[float] = deque([USUAL_RR_S], maxlen=RECENT_INTERVALS)

    def add(self, rr_s: float) -> None:
        """Take in one plausible interval."""
        self.change_s += CHANGE_GAIN * (abs(rr_s - self._rr_s[-1]) - self.change_s)
        self._rr_s.append(rr_s)

    @property
    def shortest_s(self) -> float:
        """The least that one missing beat would add to the lag."""
        return min(self._rr_s)

    @property
    def longest_s(self) -> float:
        """The longest that a beat usually waits for the next one."""
        return max(self._rr_s)
