from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.beats import BeatFlag
from sensors.beat_clock.beat import Beat, from_series, to_series
from sensors.upload.blocks import LARGEST_BLOCK, BlockBuilder
from tests.properties import examples

BEATS = st.lists(st.floats(0.3, 2.0), max_size=200).map(
    lambda gaps: [Beat(sum(gaps[: n + 1]), 1000 * gap, n // 50, BeatFlag(n % 16)) for n, gap in enumerate(gaps)]
)


@examples(50)
@given(BEATS, st.floats(1, 20), st.lists(st.integers(0, 9), max_size=30))
def test_each_beat_is_in_one_block_in_order_for_any_portions(beats, block_s, portions):
    builder = BlockBuilder("a", block_s=block_s)
    blocks, rest = [], beats
    for portion in portions:
        blocks += builder.push(rest[:portion])
        rest = rest[portion:]
    blocks += [*builder.push(rest), *builder.flush()]

    assert [beat for block in blocks for beat in from_series(block.series)] == beats
    assert [block.sequence for block in blocks] == list(range(len(blocks)))
    assert all(block.series.time_s[-1] - block.series.time_s[0] < block_s for block in blocks)


def test_block_size_is_limited_regardless_of_time():
    builder = BlockBuilder("a", block_s=1e9)
    blocks = builder.push(Beat(float(n), 1000.0, 0) for n in range(LARGEST_BLOCK + 1))

    assert [len(block.series) for block in blocks] == [LARGEST_BLOCK]


def test_empty_builder_flushes_nothing():
    assert BlockBuilder("a").flush() == ()


def test_beats_survive_conversion_to_arrays():
    beats = (Beat(1.5, 812.5, 3, BeatFlag.NO_CONTACT | BeatFlag.SUSPECT), Beat(2.4, 900.0, 4))

    assert from_series(to_series(beats)) == beats
    assert to_series(beats).time_s == pytest.approx([1.5, 2.4])
