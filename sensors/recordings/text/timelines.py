"""Timelines: beats from the rows of a file, by the running sum of intervals or by when rows were logged."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import JOIN_TOLERANCE_MS, BeatFlag, BeatSeries
from sensors.beat_clock.clock import SILENCE_S
from sensors.heart_rate import rr_limits
from sensors.recordings import texts
from sensors.recordings.decision.texts import NO_BEAT, NO_BEATS, NO_INTERVAL
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.gaps import lower_edge, segment_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from messages import Message

SAME_PACKET_S: Final = 0.1  # rows logged closer together than this came in one notification
LONGEST_HOLE_MS: Final = 65535 * 1000 / 1024  # what a file calls longer than any strap can say is no duration
FEWEST_BEATS: Final = 2


def are_beats(rr_ms: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which values a beat ended; what is no number was not."""
    return (rr_ms >= rr_limits.REFRACTORY_MS) & (rr_ms < rr_limits.HOLE_MS)


def no_beats(rr_ms: Sequence[float] | NDArray[np.float64], lines: Sequence[int] = ()) -> tuple[Message, ...]:
    """What is said of values that no timeline takes, for they are no beats; nan stands where there was no value.

    `lines` are those of the values, if a person can look them up.
    """
    values = np.asarray(rr_ms, np.float64)
    lost = np.isnan(values)
    strays = np.flatnonzero(~are_beats(values) & ~lost).tolist()
    said = [NO_INTERVAL(n=int(lost.sum()))] if lost.any() else []
    if strays:
        shown = tuple(str(lines[at]) for at in strays) if lines else ()
        said.append(NO_BEAT(n=len(strays), lines=shown) if lines else NO_BEATS(n=len(strays)))
    return tuple(said)


def by_running_sum(rr_ms: NDArray[np.float64], *, start_s: float = 0.0) -> BeatSeries:
    """Beats of a file that holds nothing but intervals.

    An interval too long for two neighbouring beats took its time, is flagged, and ends a segment, and so does a place
    where a word that is no beat (0, for example) was left out.
    """
    beats = are_beats(rr_ms)
    after_hole = rr_ms > SILENCE_S * 1000
    after_hole[1:] |= ~beats[:-1]
    took_time = beats | ((rr_ms >= rr_limits.HOLE_MS) & (rr_ms < LONGEST_HOLE_MS))
    time_s = start_s + np.cumsum(np.where(took_time, rr_ms, 0.0)) / 1000
    return _checked(_series(time_s[beats], rr_ms[beats], after_hole[beats]))


def by_moments(time_s: NDArray[np.float64], rr_ms: NDArray[np.float64]) -> BeatSeries:
    """Beats of a file that says when each one was: a hole is where an interval does not reach back to the beat before.

    UnreadableRecordingError when the moments run backwards.
    """
    beats = are_beats(rr_ms)
    moments, kept_ms = time_s[beats], rr_ms[beats]
    steps_ms = np.diff(moments, prepend=-np.inf) * 1000
    if not np.all(steps_ms > 0):
        raise UnreadableRecordingError(texts.RUN_BACKWARDS())
    return _checked(_series(moments, kept_ms, np.abs(steps_ms - kept_ms) > JOIN_TOLERANCE_MS))


def _series(time_s: NDArray[np.float64], rr_ms: NDArray[np.float64], after_hole: NDArray[np.bool_]) -> BeatSeries:
    after_hole[:1] = False  # before the first beat there is nothing to be cut from
    plausible = (rr_ms >= rr_limits.SHORTEST_RR_MS) & (rr_ms <= rr_limits.LONGEST_RR_MS)
    flags = np.where(plausible, 0, int(BeatFlag.IMPLAUSIBLE)) | np.where(after_hole, int(BeatFlag.AFTER_GAP), 0)
    return BeatSeries(time_s, rr_ms, np.cumsum(after_hole).astype(np.int32), flags.astype(np.uint8))


def by_arrival(arrival_s: Sequence[float], rr_ms: Sequence[float]) -> BeatSeries:
    """Beats of a file that says when each interval was logged.

    Stamps are arrival times: they tell where beats are missing and where all beats lie on the clock, never where one
    beat lies beside the next.
    """
    stamps, intervals_ms = np.array(arrival_s, np.float64), np.array(rr_ms, np.float64)
    beats = are_beats(intervals_ms)
    stamps, intervals_ms = stamps[beats], intervals_ms[beats]
    if intervals_ms.size < FEWEST_BEATS:
        raise UnreadableRecordingError(texts.TOO_FEW())
    first_rows = np.flatnonzero(np.abs(np.diff(stamps, prepend=-np.inf)) > SAME_PACKET_S)
    time_s, after_hole = _placed(stamps, intervals_ms / 1000, first_rows)
    return _series(time_s, intervals_ms, after_hole)


def _placed(
    stamps: NDArray[np.float64], rr_s: NDArray[np.float64], first_rows: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The moment of each beat, and whether a hole lies before it; rows from one of `first_rows` on are one packet."""
    last_rows = np.append(first_rows[1:], rr_s.size) - 1
    strap_s = np.cumsum(rr_s)
    rr_sum_s = np.add.reduceat(rr_s, first_rows)
    gap_s = np.diff(stamps[last_rows], prepend=stamps[last_rows[0]])
    starts = segment_starts(gap_s, rr_sum_s, usual_rr_s=float(np.median(rr_s)))
    lag_s = stamps[last_rows] - strap_s[last_rows]
    edge_s = np.concatenate([lower_edge(part) for part in np.split(lag_s, starts[1:])])
    time_s = strap_s + np.repeat(edge_s, np.diff(np.append(first_rows, rr_s.size)))
    after_hole = np.zeros(rr_s.size, np.bool_)
    after_hole[first_rows[starts[1:]]] = True
    return _in_order(time_s, rr_s, after_hole), after_hole


def _in_order(
    time_s: NDArray[np.float64], rr_s: NDArray[np.float64], after_hole: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The same moments, with segments moved on whose first interval would begin before the last beat."""
    moved = time_s.copy()
    for first, last in pairwise([*np.flatnonzero(after_hole).tolist(), time_s.size]):
        moved[first:last] += max(0.0, moved[first - 1] + rr_s[first] - moved[first])
    return moved


def _checked(series: BeatSeries) -> BeatSeries:
    if len(series) < FEWEST_BEATS:
        raise UnreadableRecordingError(texts.TOO_FEW())
    return series
