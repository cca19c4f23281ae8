"""Agreement of intervals with the stamps beside them: the sum of the intervals against the time that passed.

Only stretches without a hole and of two minutes or more say anything, all of them together, and no more finely than
the stamps can show: 1.024 is another unit, 2 is everything twice, and less than 1 means that beats are missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sensors.beat_clock.clock import SILENCE_S
from sensors.heart_rate import rr_limits
from sensors.recordings.decision import texts
from sensors.recordings.recorded_beats import UnreadableRecordingError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from messages import Message

SHORTEST_S: Final = 120.0
SAME_PACKET_S: Final = 0.1  # as in `text.timelines`
CLOCK_SET_BACK_S: Final = 2.0
TICKS: Final = 1.024
TICKS_WITHIN: Final = 0.006
TWICE: Final = (1.97, 2.03)
MOST: Final = 1.03
LEAST: Final = 0.98
FAR_TOO_LITTLE: Final = 0.9
SPREADS: Final = 2.0
"""Two standard deviations of the lag of the stamps are what either end of a stretch may be off by."""


@dataclass(frozen=True, slots=True)
class ClockAgreement:
    """How the intervals add up beside the stamps.

    Attributes:
        ratio: sum of the intervals over the time between the stamps; None where nothing is long enough to tell.
        half_width: of its 95 % interval.
        covered: the intervals' share of all the time from the first stamp to the last.
    """

    ratio: float | None
    half_width: float
    covered: float

    @property
    def is_ticks(self) -> bool:
        """Whether the intervals count 1/1024 s and not ms: 1.024, and 1 is out of the question."""
        return self.ratio is not None and abs(self.ratio - TICKS) <= TICKS_WITHIN and self.ratio - self.half_width > 1

    @property
    def is_twice(self) -> bool:
        """Whether everything stands there twice."""
        return self.ratio is not None and TWICE[0] <= self.ratio <= TWICE[1]

    @property
    def is_too_much(self) -> bool:
        """Whether the intervals last longer than the time that passed."""
        return self.ratio is not None and self.ratio - self.half_width > MOST - TICKS_WITHIN and self.ratio > MOST

    @property
    def is_full(self) -> bool:
        """Whether hardly a beat is missing where nothing looks like a hole."""
        return self.ratio is not None and LEAST <= self.ratio <= MOST

    @property
    def shows_unit(self) -> bool:
        """Whether the intervals last as long as the stamps say, and 1/1024 s is out of the question."""
        return self.ratio is not None and self.is_full and self.ratio + self.half_width < TICKS

    @property
    def is_far_too_little(self) -> bool:
        """Whether so much is missing there that another reading, under which nothing is, is the right one."""
        return self.ratio is not None and self.ratio < FAR_TOO_LITTLE

    @property
    def has_gaps(self) -> bool:
        """Whether beats are missing."""
        return self.covered < LEAST

    @property
    def holds(self) -> bool:
        """Whether the intervals were found to last as long as the stamps say."""
        return self.ratio is not None and not (self.is_ticks or self.is_twice or self.is_too_much)


def agreement(stamps_s: NDArray[np.float64], rr_ms: NDArray[np.float64], resolution_s: float) -> ClockAgreement:
    """How intervals agree with the stamps at which they came in or ended."""
    beats = (rr_ms >= rr_limits.REFRACTORY_MS) & (rr_ms < rr_limits.HOLE_MS)
    stamps, rr_s = stamps_s[beats], rr_ms[beats] / 1000
    if stamps.size < 2:  # noqa: PLR2004 - nothing lies between fewer
        return ClockAgreement(None, np.inf, 1.0)
    span_s = float(np.ptp(stamps))
    covered = min(1.0, float(rr_s[1:].sum()) / span_s) if span_s > 0 else 1.0
    ends, sums_s = _packets(stamps, rr_s)
    gap_s = np.diff(ends)
    breaks = np.flatnonzero((gap_s - sums_s[1:] > SILENCE_S) | (gap_s < -CLOCK_SET_BACK_S)) + 1
    measured = [_stretch(ends[first:last], sums_s[first:last]) for first, last in pairwise([0, *breaks, ends.size])]
    long = [each for each in measured if each[0] >= SHORTEST_S and each[1] > 0]
    if not long:
        return ClockAgreement(None, np.inf, covered)
    lasted_s, beating_s, lag_s = np.array(long).T
    off_s = np.sqrt(np.square(np.maximum(resolution_s, SPREADS * lag_s)).sum())
    ratio = float(beating_s.sum() / lasted_s.sum())
    return ClockAgreement(ratio, float(off_s / lasted_s.sum()) * ratio, covered)


def remarks_on(measured: ClockAgreement) -> tuple[Message, ...]:
    """What is to be said of intervals beside their stamps, when neither is in doubt."""
    if measured.ratio is None:
        return (texts.TOO_SHORT(),)
    said = texts.AGREES if measured.shows_unit else texts.ROUGHLY if measured.is_full else texts.SHORTER
    return (said(ratio=round(measured.ratio, 3)),)


def checked(stamps_s: NDArray[np.float64], rr_ms: NDArray[np.float64], resolution_s: float) -> tuple[Message, ...]:
    """What is to be said of the intervals of a format that stamps them and whose unit is known.

    UnreadableRecordingError with numbers when they last longer than the time that passed.
    """
    return _unless_too_long(agreement(stamps_s, rr_ms, resolution_s), rr_ms)


def checked_total(lasted_s: float, rr_ms: NDArray[np.float64]) -> tuple[Message, ...]:
    """The same for a format that only says how long it recorded, to the second."""
    if lasted_s < SHORTEST_S:
        return ()
    ratio = float(np.nansum(rr_ms)) / 1000 / lasted_s
    return _unless_too_long(ClockAgreement(ratio, SPREADS / lasted_s, min(1.0, ratio)), rr_ms)


def _unless_too_long(measured: ClockAgreement, rr_ms: NDArray[np.float64]) -> tuple[Message, ...]:
    if measured.is_twice or measured.is_too_much:
        minutes = round(float(np.nansum(rr_ms)) / 60_000)
        raise UnreadableRecordingError(texts.LASTS_LONGER(ratio=round(measured.ratio or 0.0, 3), minutes=minutes))
    return remarks_on(measured)


def _packets(stamps: NDArray[np.float64], rr_s: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The last stamp of each notification, and the sum of its intervals."""
    firsts = np.flatnonzero(np.abs(np.diff(stamps, prepend=-np.inf)) > SAME_PACKET_S)
    lasts = np.append(firsts[1:], rr_s.size) - 1
    return stamps[lasts], np.add.reduceat(rr_s, firsts)


def _stretch(ends: NDArray[np.float64], sums_s: NDArray[np.float64]) -> tuple[float, float, float]:
    """How long a stretch lasted by its stamps and by its intervals, and how widely the stamps lag.

    The slope of one clock over the other, so that no single stamp decides.
    """
    if ends.size < 3 or ends[-1] - ends[0] < SHORTEST_S:  # noqa: PLR2004 - a slope needs more than two points
        return 0.0, 0.0, 0.0
    beating = np.cumsum(sums_s) - sums_s[0]
    lasted = ends - ends[0]
    slope, start = np.polyfit(lasted, beating, 1)
    lag = beating - slope * lasted - start
    return float(lasted[-1]), float(slope * lasted[-1]), float(np.std(lag))
