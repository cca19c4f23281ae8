"""Windows and what each rests on, held against the plain way of counting them one by one."""

from __future__ import annotations

import numpy as np
import pytest

from hrv import BeatSeries
from hrv.cleaning.placement import Measured, Spans, measure, place_windows


def series(seed=0, *, start=0.0, holes=(), beats=500):
    """A heart of irregular intervals with holes of so many seconds before the given beats."""
    dice = np.random.default_rng(seed)
    rr = dice.uniform(500, 1300, beats)
    time_s = start + np.cumsum(rr) / 1000
    segment = np.zeros(beats, np.int32)
    for at, length_s in holes:
        time_s[at:] += length_s
        segment[at:] += 1
    return BeatSeries(time_s=time_s, rr_ms=rr, segment=segment, flags=np.zeros(beats, np.uint8))


def beats_in(beats, start_s, end_s):
    return np.flatnonzero((beats.time_s > start_s + 1e-6) & (beats.time_s <= end_s + 1e-6))


HOLES = ((120, 7.0), (200, 200.0), (201, 0.4), (420, 900.0))


@pytest.mark.parametrize("start", [0.0, 1.7e9, -50.25])
@pytest.mark.parametrize(("window_s", "hop_s"), [(60.0, 60.0), (60.0, 17.0), (45.0, 100.0), (120.0, 0.7)])
def test_windows_are_those_that_counting_one_by_one_finds(start, window_s, hop_s):
    beats = series(1, start=start, holes=HOLES)
    spans = place_windows(beats, window_s=window_s, hop_s=hop_s)
    begin, end, expected = beats.time_s[0] - beats.rr_ms[0] / 1000, beats.time_s[-1], []
    for step in range(int((end - begin) / hop_s) + 2):
        left = begin + step * hop_s
        within = beats_in(beats, left, left + window_s)
        if left + window_s <= end + 1e-6 and within.size:
            expected.append((left, left + window_s, within[0], within[-1] + 1))
    assert len(spans) == len(expected) > 3
    starts, ends, first, last = map(np.array, zip(*expected, strict=True))
    np.testing.assert_allclose(spans.start_s, starts, rtol=0, atol=2e-6)
    np.testing.assert_allclose(spans.end_s, ends, rtol=0, atol=2e-6)
    np.testing.assert_allclose(spans.length_s, window_s, rtol=0, atol=2e-6)
    assert spans.first.tolist() == first.tolist()
    assert spans.last.tolist() == last.tolist()


def test_borders_are_rounded_to_the_microsecond():
    beats = BeatSeries.from_rr(np.full(100, 1000.0), start=0.123_456_789)
    spans = place_windows(beats, window_s=40.000_000_4, hop_s=1 / 3)
    assert spans.start_s[:3].tolist() == [0.123457, 0.456790, 0.790124]
    assert spans.end_s[:3].tolist() == [40.123457, 40.456790, 40.790124]


def test_beat_on_a_border_belongs_to_the_window_that_ends_there():
    beats = BeatSeries.from_rr(np.full(120, 1000.0), start=0.000_000_3)
    spans = place_windows(beats, window_s=60.0, hop_s=60.0)
    assert (spans.first.tolist(), spans.last.tolist()) == ([0, 60], [60, 120])


@pytest.mark.parametrize(("beats", "lengths"), [(29, []), (30, [30.0]), (44, [44.0]), (59, [59.0]), (60, [60.0])])
def test_short_recording_is_one_window_from_thirty_seconds_on(beats, lengths):
    recording = BeatSeries.from_rr(np.full(beats, 1000.0), start=100.0)
    spans = place_windows(recording, window_s=60.0, hop_s=10.0)
    assert spans.length_s.tolist() == lengths
    assert spans.start_s.tolist() == [100.0] * len(lengths)
    assert (spans.first.tolist(), spans.last.tolist()) == ([0] * len(lengths), [beats] * len(lengths))


def test_fraction_of_a_second_at_the_end_counts():
    beats = BeatSeries.from_rr([*[1000.0] * 59, 1400.0])
    spans = place_windows(beats, window_s=60.0, hop_s=0.2)
    assert spans.start_s.tolist() == pytest.approx([0.0, 0.2, 0.4])
    (length_s,) = place_windows(beats, window_s=61.0, hop_s=1.0).length_s
    assert length_s == pytest.approx(60.4)


def test_first_beat_before_a_hole_has_its_window():
    beats = series(4, holes=((1, 500.0),))
    spans = place_windows(beats, window_s=60.0, hop_s=60.0)
    assert (spans.first[0], spans.last[0]) == (0, 1)
    assert spans.start_s[0] == pytest.approx(0.0, abs=1e-6)


def test_series_without_beats_has_no_window():
    spans = place_windows(BeatSeries.from_rr(()), window_s=30.0, hop_s=1.0)
    assert len(spans) == 0
    assert spans.length_s.size == spans.first.size == 0


@pytest.mark.parametrize("window_s", [29.999, 0.0, float("nan")])
def test_window_under_thirty_seconds_is_refused(window_s):
    with pytest.raises(ValueError, match=r"^A window must be at least 30 seconds long\. Ask for a longer one\.$"):
        place_windows(series(), window_s=window_s, hop_s=60.0)


@pytest.mark.parametrize("hop_s", [0.0, -1.0, float("nan")])
def test_step_that_does_not_move_on_is_refused(hop_s):
    with pytest.raises(ValueError, match=r"^The step from one window to the next must be above zero seconds\.$"):
        place_windows(series(), window_s=30.0, hop_s=hop_s)


def test_some_windows_keep_their_borders_and_beats():
    spans = place_windows(series(2, holes=HOLES), window_s=60.0, hop_s=20.0)
    some = spans.some(np.array([4, 1]))
    for name in ("start_s", "end_s", "first", "last"):
        assert getattr(some, name).tolist() == [getattr(spans, name)[4], getattr(spans, name)[1]]
    assert len(some) == 2


def measured_one_by_one(beats, masked, spans):
    """Beats, masked beats, covered share and longest hole of each window."""
    clean = np.flatnonzero(~masked)
    found, before = [], -np.inf
    intervals = []
    for at in clean:
        intervals.append((max(beats.time_s[at] - beats.rr_ms[at] / 1000, before), beats.time_s[at]))
        before = beats.time_s[at]
    for start_s, end_s, first, last in zip(spans.start_s, spans.end_s, spans.first, spans.last, strict=True):
        covered, hole, reached = 0.0, 0.0, start_s
        for begin, end in intervals:
            if end > start_s and begin < end_s:
                covered += min(end, end_s) - max(begin, start_s)
                hole, reached = max(hole, begin - reached), end
        hole = max(hole, end_s - reached)
        share = min(covered / (end_s - start_s), 1.0)
        found.append((last - first, masked[first:last].sum(), share, hole if hole > 0.01 else 0.0))
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.0, 0.1, 0.7])
def test_measured_time_is_that_of_adding_intervals_one_by_one(seed, share):
    beats = series(seed, holes=HOLES, start=1000.0)
    masked = np.random.default_rng(seed).random(len(beats)) < share
    masked[250:330] |= share > 0
    spans = place_windows(beats, window_s=40.0, hop_s=13.0)
    found, expected = measure(beats, masked, spans), measured_one_by_one(beats, masked, spans)
    counts, masks, coverage, gaps = map(np.array, zip(*expected, strict=True))
    assert found.n_beats.tolist() == counts.tolist()
    assert found.n_masked.tolist() == masks.tolist()
    assert found.n_masked.dtype == np.int64
    np.testing.assert_allclose(found.coverage, coverage, atol=1e-9)
    np.testing.assert_allclose(found.longest_gap_s, gaps, atol=1e-9)


def test_overlapping_intervals_are_measured_once():
    beats = BeatSeries(
        time_s=np.arange(1.0, 21.0),
        rr_ms=np.full(20, 1900.0),
        segment=np.zeros(20, np.int32),
        flags=np.zeros(20, np.uint8),
    )
    found = measure(beats, np.zeros(20, bool), windows_of(beats, (0.0, 40.0)))
    assert found.coverage.tolist() == [0.5]
    assert found.longest_gap_s.tolist() == [20.0]


def windows_of(beats, *borders):
    starts, ends = (np.array(column) for column in zip(*borders, strict=True))
    first, last = (np.searchsorted(beats.time_s, each, side="right") for each in (starts, ends))
    return Spans(starts, ends, first, last)


def test_windows_with_one_clean_beat_or_none_are_measured():
    beats = BeatSeries.from_rr(np.full(180, 1000.0))
    masked = ~np.isin(np.arange(180), (40, 95))
    spans = windows_of(beats, *((30.0 * place, 30.0 * place + 30) for place in range(6)))
    found = measure(beats, masked, spans)
    expected = measured_one_by_one(beats, masked, spans)
    assert found.coverage.tolist() == pytest.approx([row[2] for row in expected])
    assert found.longest_gap_s.tolist() == pytest.approx([30.0, 19.0, 30.0, 24.0, 30.0, 30.0])
    assert [row[3] for row in expected] == pytest.approx([30.0, 19.0, 30.0, 24.0, 30.0, 30.0])


def test_nothing_is_measured_where_every_beat_is_masked():
    beats = series(3)
    spans = place_windows(beats, window_s=100.0, hop_s=50.0)
    found = measure(beats, np.ones(len(beats), bool), spans)
    assert (found.coverage == 0).all()
    assert found.longest_gap_s.tolist() == spans.length_s.tolist()
    assert found.n_masked.tolist() == found.n_beats.tolist()


@pytest.mark.parametrize(("late_ms", "gap_s"), [(9.0, 0.0), (9.995, 0.0), (11.0, 0.011)])
def test_holes_within_the_tolerance_of_a_join_are_none(late_ms, gap_s):
    time_s = np.arange(1.0, 41.0)
    time_s[20:] += late_ms / 1000
    beats = BeatSeries(
        time_s=time_s, rr_ms=np.full(40, 1000.0), segment=np.zeros(40, np.int32), flags=np.zeros(40, np.uint8)
    )
    spans = Spans(np.array([0.0]), np.array([time_s[-1]]), np.array([0]), np.array([40]))
    found = measure(beats, np.zeros(40, bool), spans)
    assert found.longest_gap_s[0] == pytest.approx(gap_s, abs=1e-9)
    assert isinstance(found, Measured)


def test_gap_at_either_edge_of_a_window_counts():
    beats = BeatSeries.from_rr(np.full(60, 1000.0))
    masked = np.zeros(60, bool)
    masked[:12] = True
    masked[-9:] = True
    spans = Spans(np.array([0.0, 30.0]), np.array([30.0, 60.0]), np.array([0, 30]), np.array([30, 60]))
    found = measure(beats, masked, spans)
    assert found.longest_gap_s.tolist() == pytest.approx([12.0, 9.0])
    assert found.coverage.tolist() == pytest.approx([18 / 30, 21 / 30])
