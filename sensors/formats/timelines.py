"""From the rows of a file to beats: by the running sum of the intervals, or by when the rows were logged."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import BeatFlag, BeatSeries
from sensors import intervals
from sensors.beat_clock import SILENCE_S, BeatClock
from sensors.beats import to_series
from sensors.formats.recorded_beats import UnreadableRecordingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

SAME_PACKET_S: Final = 0.1  # rows logged closer together than this came in one notification
FEWEST_BEATS: Final = 2


def by_running_sum(rr_ms: NDArray[np.float64], *, start_s: float = 0.0) -> BeatSeries:
    """Beats of a file that holds nothing but intervals.

    An interval too long for two neighbouring beats took its time, is flagged, and ends a segment, and so does a place
    where a word that is no beat (0, for example) was left out.
    """
    beats = (rr_ms >= intervals.REFRACTORY_MS) & (rr_ms < intervals.NO_VALUE_MS)
    after_hole = rr_ms > SILENCE_S * 1000
    after_hole[1:] |= ~beats[:-1]
    time_s = start_s + np.cumsum(np.where(beats, rr_ms, 0.0)) / 1000
    return _checked(_series(time_s[beats], rr_ms[beats], after_hole[beats]))


def _series(time_s: NDArray[np.float64], rr_ms: NDArray[np.float64], after_hole: NDArray[np.bool_]) -> BeatSeries:
    after_hole[:1] = False  # before the first beat there is nothing to be cut from
    plausible = (rr_ms >= intervals.SHORTEST_RR_MS) & (rr_ms <= intervals.LONGEST_RR_MS)
    flags = np.where(plausible, 0, int(BeatFlag.IMPLAUSIBLE)) | np.where(after_hole, int(BeatFlag.AFTER_GAP), 0)
    return BeatSeries(time_s, rr_ms, np.cumsum(after_hole).astype(np.int32), flags.astype(np.uint8))


def by_arrival(arrival_s: Sequence[float], rr_ms: Sequence[float]) -> BeatSeries:
    """Beats of a file that says when each interval was logged: put on the clock as if a strap were sending them."""
    clock = BeatClock()
    beats = [beat for at_s, packet in _packets(arrival_s, rr_ms) for beat in clock.push_intervals(at_s, packet)]
    return _checked(to_series((*beats, *clock.flush())))


def _packets(arrival_s: Sequence[float], rr_ms: Sequence[float]) -> Iterator[tuple[float, tuple[float, ...]]]:
    starts = np.cumsum(np.abs(np.diff(arrival_s, prepend=arrival_s[:1])) > SAME_PACKET_S)
    for _, rows in groupby(zip(starts.tolist(), arrival_s, rr_ms, strict=True), key=lambda row: row[0]):
        packet = tuple(rows)
        yield packet[-1][1], tuple(rr for _, _, rr in packet)


def _checked(series: BeatSeries) -> BeatSeries:
    if len(series) < FEWEST_BEATS:
        raise UnreadableRecordingError(
            "There are fewer than two heartbeats in this file. Check that the export was complete."
        )
    return series
