from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv import BeatSeries
from hrv.cleaning.placement import measure, place_windows
from tests.hrv.hearts import resting
from tests.properties import examples


def with_hole(first_s, hole_s, second_s):
    before = BeatSeries.from_rr(resting(1, seconds=first_s))
    after = BeatSeries.from_rr(resting(2, seconds=second_s), start=float(before.time_s[-1]) + hole_s)
    return BeatSeries.concatenate((before, after))


def measured(series, masked=None, **placement):
    spans = place_windows(series, **{"window_s": 300.0, "hop_s": 60.0, **placement})
    return spans, measure(series, np.zeros(len(series), bool) if masked is None else masked, spans)


@given(seconds=st.floats(301, 1500), hop_s=st.sampled_from([30.0, 60.0, 77.0, 300.0]), start=st.floats(0, 2e9))
@examples(30)
def test_windows_advance_by_the_step_and_fill_the_recording(seconds, hop_s, start):
    series = BeatSeries.from_rr(resting(0, seconds=seconds), start=start)
    spans = place_windows(series, window_s=300.0, hop_s=hop_s)
    assert np.allclose(np.diff(spans.start_s), hop_s, atol=1e-5)
    assert np.allclose(spans.length_s, 300.0, atol=1e-5)
    assert spans.end_s[-1] <= series.time_s[-1] + 1e-5
    assert spans.end_s[-1] + hop_s > series.time_s[-1] - 1e-5


@given(start=st.floats(0, 2e9))
@examples(30)
def test_a_window_holds_the_beats_between_its_borders(start):
    series = BeatSeries.from_rr(resting(0, seconds=700), start=start)
    spans = place_windows(series, window_s=300.0, hop_s=100.0)
    for start_s, end_s, first, last in zip(spans.start_s, spans.end_s, spans.first, spans.last, strict=True):
        assert len(series.between(start_s, end_s)) == last - first


def test_a_short_recording_is_one_window_of_its_own_length():
    series = BeatSeries.from_rr(resting(0, seconds=45))
    spans = place_windows(series, window_s=300.0, hop_s=60.0)
    assert len(spans) == 1
    assert spans.length_s[0] == pytest.approx(series.rr_ms.sum() / 1000, abs=1e-5)
    assert spans.last[0] - spans.first[0] == len(series)


@pytest.mark.parametrize("seconds", [0, 10, 28])
def test_a_recording_under_half_a_minute_has_no_window(seconds):
    rr = resting(0, seconds=seconds) if seconds else ()
    assert len(place_windows(BeatSeries.from_rr(rr), window_s=300.0, hop_s=60.0)) == 0


def test_window_without_beats_is_dropped_and_long_holes_cheap():
    spans = place_windows(with_hole(400, 365 * 86400.0, 400), window_s=300.0, hop_s=60.0)
    assert len(spans) < 30


def test_overlapping_half_day_windows_use_bounded_memory():
    day = BeatSeries.from_rr(np.full(108_000, 800.0))
    tracemalloc.start()
    spans = place_windows(day, window_s=43_200.0, hop_s=1.0)
    kept_bytes, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(spans) == 43_201
    assert most_bytes < 20 * kept_bytes


def test_windows_must_be_long_enough_and_move_on():
    series = BeatSeries.from_rr(resting(0))
    with pytest.raises(ValueError, match="at least 30 seconds"):
        place_windows(series, window_s=29.0, hop_s=60.0)
    with pytest.raises(ValueError, match="above zero"):
        place_windows(series, window_s=60.0, hop_s=0.0)
    with pytest.raises(ValueError, match="at least 30 seconds"):
        place_windows(series, window_s=float("nan"), hop_s=60.0)


def test_unbroken_window_has_full_coverage():
    _, evidence = measured(BeatSeries.from_rr(resting(0, seconds=700)))
    assert np.allclose(evidence.coverage, 1.0)
    assert (evidence.longest_gap_s == 0).all()


def test_hole_lowers_coverage_and_is_the_longest_gap():
    series = with_hole(100, 20.0, 250)
    spans, evidence = measured(series)
    assert evidence.longest_gap_s[0] == pytest.approx(20.0, abs=0.01)
    assert evidence.coverage[0] == pytest.approx(1 - 20 / spans.length_s[0], abs=1e-3)


def test_masked_beat_reduces_coverage():
    series = BeatSeries.from_rr([1000.0] * 400)
    masked = np.zeros(400, bool)
    masked[10:13] = True
    _, evidence = measured(series, masked)
    assert evidence.n_masked[0] == 3
    assert evidence.coverage[0] == pytest.approx(1 - 3 / 300)
    assert evidence.longest_gap_s[0] == pytest.approx(3.0)


def test_a_window_of_masked_beats_only_is_one_long_gap():
    series = BeatSeries.from_rr([1000.0] * 400)
    _, evidence = measured(series, np.ones(400, bool))
    assert (evidence.coverage == 0).all()
    assert np.allclose(evidence.longest_gap_s, 300.0)


def test_window_starting_in_a_hole_measures_gap_from_its_start():
    series = with_hole(100, 40.0, 500)
    spans, evidence = measured(series, window_s=60.0, hop_s=20.0)
    inside = (spans.start_s > series.time_s[0] + 105) & (spans.start_s < series.time_s[0] + 125)
    begins = series.time_s[np.argmax(np.diff(series.time_s)) + 1] - 1.0
    for start_s, gap in zip(spans.start_s[inside], evidence.longest_gap_s[inside], strict=True):
        assert gap == pytest.approx(begins - start_s, abs=0.2)


@given(seed=st.integers(0, 200), share=st.floats(0, 1))
@examples(30)
def test_coverage_is_a_share_and_gaps_fit_in_their_window(seed, share):
    series = with_hole(80, 15.0, 200)
    masked = np.random.default_rng(seed).random(len(series)) < share
    spans, evidence = measured(series, masked, window_s=60.0, hop_s=30.0)
    assert ((evidence.coverage >= 0) & (evidence.coverage <= 1)).all()
    assert (evidence.longest_gap_s <= spans.length_s + 1e-9).all()
    assert (evidence.n_masked <= evidence.n_beats).all()
