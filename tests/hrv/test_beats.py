from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv import BeatFlag, BeatSeries
from hrv.beats import Impossible, ImpossibleBeatsError, shape_fault
from tests.properties import examples

intervals = st.lists(st.floats(300, 2000), min_size=0, max_size=60)


def series(time_s, rr_ms, segment=None, flags=None):
    blank = [0] * len(rr_ms)
    return BeatSeries(time_s=time_s, rr_ms=rr_ms, segment=segment or blank, flags=flags or blank)


@given(rr=intervals, start=st.floats(0, 2e9))
@examples(40)
def test_from_rr_puts_each_beat_at_the_end_of_its_interval(rr, start):
    beats = BeatSeries.from_rr(rr, start=start)
    assert len(beats) == len(rr)
    assert np.allclose(beats.time_s, start + np.cumsum(rr) / 1000, rtol=0, atol=1e-6)


@given(rr=intervals)
@examples(40)
def test_all_beats_of_one_run_but_the_first_are_joined(rr):
    joined = BeatSeries.from_rr(rr).joined()
    assert joined[1:].all()
    assert not joined[:1].any()


@given(rr=st.lists(st.floats(300, 2000), min_size=1, max_size=60), cut=st.integers(0, 60))
@examples(40)
def test_concatenated_parts_equal_the_whole(rr, cut):
    whole = BeatSeries.from_rr(rr)
    again = BeatSeries.concatenate((whole.slice(0, cut), whole.slice(cut, len(whole))))
    assert np.array_equal(again.time_s, whole.time_s)
    assert np.array_equal(again.joined(), whole.joined())


def test_no_parts_make_an_empty_series():
    assert len(BeatSeries.concatenate(())) == 0


def test_between_takes_the_end_and_leaves_the_start():
    beats = BeatSeries.from_rr([1000.0] * 5)
    assert beats.between(1.0, 3.0).time_s.tolist() == [2.0, 3.0]


def test_a_part_with_one_absurd_interval_can_be_cut_out():
    beats = BeatSeries.from_rr([800.0] * 10 + [64_000.0])
    assert beats.slice(10, 11).rr_ms.tolist() == [64_000.0]


def test_change_of_segment_is_never_joined_even_if_times_fit():
    beats = series([1.0, 2.0, 3.0], [1000.0, 1000.0, 1000.0], segment=[0, 0, 1])
    assert beats.joined().tolist() == [False, True, False]


def test_a_beat_after_a_gap_is_not_joined():
    beats = series([1.0, 2.0, 3.0], [1000.0] * 3, flags=[0, BeatFlag.AFTER_GAP, 0])
    assert beats.joined().tolist() == [False, False, True]


def test_beats_whose_distance_is_not_the_interval_are_not_joined():
    assert series([1.0, 2.02, 3.02], [1000.0] * 3).joined().tolist() == [False, False, True]


def test_a_series_cannot_be_changed():
    beats = BeatSeries.from_rr([800.0, 810.0])
    with pytest.raises(ValueError, match="read-only"):
        beats.rr_ms[0] = 1.0


def test_a_series_does_not_follow_the_array_it_was_made_from():
    rr = np.array([800.0, 810.0])
    beats = BeatSeries.from_rr(rr)
    rr[0] = 1.0
    assert beats.rr_ms[0] == 800.0


@pytest.mark.parametrize(
    ("rr", "sentence"),
    [
        ([800.0, float("nan")], "number 2 is not a number"),
        ([800.0, float("inf")], "number 2 is not a number"),
        ([-1.0, 800.0], "number 1 is not above zero"),
        ([0.0], "number 1 is not above zero"),
        ([0.8, 0.82, 0.79, 0.81, 0.8], "look like seconds"),
        ([800_000.0] * 6, "too long for a heart"),
        ([1e308, 1e308], "time of beat number 2 is not a number"),
        ([[800.0, 810.0]], "one plain list"),
    ],
)
def test_impossible_intervals_get_a_sentence(rr, sentence):
    with pytest.raises(ValueError, match=sentence):
        BeatSeries.from_rr(rr)


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ([1.0, 1.0], "number 2 is not after the one before it"),
        ([2.0, 1.0], "Sort the beats by time"),
        ([1.0, float("nan")], "time of beat number 2 is not a number"),
        ([1.0, 1e12], "number 2 is thousands of years away"),
        ([1.0], "same length"),
    ],
)
def test_impossible_times_get_a_sentence(times, sentence):
    with pytest.raises(ValueError, match=sentence):
        series(times, [800.0, 800.0])


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        (([1.0], [800.0], [0], [0]), None),
        (([], [], [], []), Impossible.EMPTY),
        (([1.0], [800.0], [0], []), Impossible.UNEQUAL),
    ],
)
def test_block_needs_beats_and_columns_of_one_length(columns, fault):
    assert shape_fault(columns) is fault


def test_unequal_columns_name_the_first_beat_that_lacks_one():
    with pytest.raises(ImpossibleBeatsError) as refused:
        BeatSeries([1.0, 2.0, 3.0], [800.0] * 3, [0] * 2, [0] * 3)
    assert (refused.value.why, refused.value.where) == (Impossible.UNEQUAL, 3)


def test_million_beats_are_handled():
    beats = BeatSeries.from_rr(np.full(1_000_000, 800.0))
    assert beats.time_s[-1] == pytest.approx(800_000.0)
