from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hrv import BeatSeries
from store.models import StoredBlock
from store.series import one_series
from tests.properties import examples

RR_MS = 500.0


def block(*, source="a", sequence=0, start_s=0.0, n=4, segment=0):
    series = BeatSeries.from_rr(np.full(n, RR_MS), start=start_s)
    numbered = BeatSeries(series.time_s, series.rr_ms, np.full(n, segment, np.int32), series.flags)
    return StoredBlock(cursor=0, source_id=source, sequence=sequence, series=numbered)


def test_no_blocks_give_no_beats():
    assert len(one_series([])) == 0


def test_blocks_that_follow_one_another_are_one_segment():
    whole = one_series([block(sequence=0), block(sequence=1, start_s=2.0)])
    assert whole.segment.tolist() == [0] * 8


def test_cut_made_by_the_sender_is_kept():
    whole = one_series([block(sequence=0), block(sequence=1, start_s=2.0, segment=7)])
    assert whole.segment.tolist() == [0] * 4 + [1] * 4


def test_missing_block_cuts_even_inside_a_segment():
    whole = one_series([block(sequence=0), block(sequence=2, start_s=4.0)])
    assert whole.segment.tolist() == [0] * 4 + [1] * 4


def test_another_source_cuts_although_its_numbers_are_the_same():
    whole = one_series([block(source="a"), block(source="b", sequence=1, start_s=2.0)])
    assert whole.segment.tolist() == [0] * 4 + [1] * 4


def test_block_from_a_clock_set_back_never_goes_back_in_time():
    whole = one_series([block(sequence=0), block(sequence=1, start_s=1.0)])
    assert np.all(np.diff(whole.time_s) > 0)
    assert len(whole) == 6


blocks = st.builds(
    block,
    source=st.sampled_from("abc"),
    sequence=st.integers(0, 6),
    start_s=st.integers(0, 40).map(lambda n: n * 0.3),
    n=st.integers(1, 8),
    segment=st.integers(0, 2),
)


@examples(100)
@given(st.lists(blocks, max_size=8, unique_by=lambda one: (one.source_id, one.sequence)))
def test_each_moment_has_one_source_and_every_beat_was_sent(sent):
    sent = sorted(sent, key=lambda one: (one.source_id, one.sequence))
    whole = one_series(sent)
    assert np.all(np.diff(whole.time_s) > 0)
    assert set(whole.time_s.tolist()) <= {moment for one in sent for moment in one.series.time_s.tolist()}
    first = min((one.source_id for one in sent), key=lambda name: _began(sent, name), default=None)
    if sum(_began(sent, name) == _began(sent, first) for name in {one.source_id for one in sent}) == 1:
        of_first = {moment for one in sent if one.source_id == first for moment in one.series.time_s.tolist()}
        assert of_first <= set(whole.time_s.tolist())


def _began(sent, source):
    return min(one.series.time_s[0] for one in sent if one.source_id == source)


@examples(100)
@given(st.lists(blocks, min_size=1, max_size=8, unique_by=lambda one: (one.source_id, one.sequence)))
def test_segment_holds_only_consecutive_blocks(sent):
    sent = sorted(sent, key=lambda one: (one.source_id, one.sequence))
    whole = one_series(sent)
    places = {}
    for one in reversed(sent):
        places.update(dict.fromkeys(one.series.time_s.tolist(), (one.source_id, one.sequence)))
    if len(places) != sum(len(one.series) for one in sent):
        return  # a moment that two blocks share could have come from either
    sequences = {(one.source_id, one.sequence) for one in sent}
    for segment in set(whole.segment.tolist()):
        rows = {places[moment] for moment in whole.time_s[whole.segment == segment].tolist()}
        assert len({source for source, _ in rows}) == 1
        (source,) = {source for source, _ in rows}
        numbers = sorted(number for _, number in rows)
        assert all((source, number) in sequences for number in range(numbers[0], numbers[-1] + 1))
