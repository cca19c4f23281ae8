from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv import BeatSeries
from store import StoreError
from store.crypto.block_codec import HEADER, decode, encode
from tests.properties import examples

START_S = 1_795_248_000.0
FIELDS = ("time_s", "rr_ms", "segment", "flags")


def same(one: BeatSeries, other: BeatSeries) -> bool:
    """Equal bit by bit."""
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in FIELDS)


def series(rr_ms, *, time_s=None, segment=None, flags=None) -> BeatSeries:
    rr = np.asarray(rr_ms, np.float64)
    return BeatSeries(
        time_s=START_S + np.cumsum(rr) / 1000.0 if time_s is None else np.asarray(time_s, np.float64),
        rr_ms=rr,
        segment=np.zeros(rr.size, np.int32) if segment is None else np.asarray(segment, np.int32),
        flags=np.zeros(rr.size, np.uint8) if flags is None else np.asarray(flags, np.uint8),
    )


@st.composite
def any_series(draw):
    n = draw(st.integers(0, 40))
    interval = draw(
        st.sampled_from(
            [
                st.integers(250, 2500).map(float),
                st.integers(250, 2500).map(lambda ticks: ticks * 1000.0 / 1024.0),
                st.floats(250, 2500, allow_nan=False),
            ]
        )
    )
    step = draw(st.sampled_from([1e-6, 1 / 1024, 0.1, np.pi]))
    rr = draw(st.lists(interval, min_size=n, max_size=n))
    times = sorted(draw(st.sets(st.integers(0, 10**6), min_size=n, max_size=n)))
    return series(
        rr,
        time_s=START_S + np.asarray(times, np.float64) * step,
        segment=draw(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=n, max_size=n)),
        flags=draw(st.lists(st.integers(0, 255), min_size=n, max_size=n)),
    )


@examples(60)
@given(any_series())
def test_encoded_block_decodes_bit_for_bit(whole):
    assert same(decode(encode(whole)), whole)


def test_a_strap_that_counts_ticks_needs_six_bytes_a_beat():
    ticks = np.arange(700, 760)
    whole = series(ticks * 1000.0 / 1024.0, time_s=START_S + np.cumsum(ticks) / 1024.0)
    assert len(encode(whole)) == HEADER.size + 8 + 60 * 6 + 4 + 1
    assert same(decode(encode(whole)), whole)


def test_a_file_of_whole_milliseconds_needs_six_bytes_a_beat():
    ms = np.arange(701, 761)
    whole = series(ms, time_s=np.round(START_S + np.cumsum(ms) / 1000.0, 3))
    assert len(encode(whole)) == HEADER.size + 8 + 60 * 6 + 4 + 1
    assert same(decode(encode(whole)), whole)


def test_numbers_on_no_grid_are_kept_as_they_came():
    whole = series([800.1234567, 801.7654321], time_s=[START_S + np.pi, START_S + np.e + 1])
    assert len(encode(whole)) == HEADER.size + 2 * 16 + 4 + 1
    assert same(decode(encode(whole)), whole)


def test_a_block_that_spans_too_long_for_the_grid_is_still_exact():
    whole = series([800.0, 800.0], time_s=[START_S, START_S + 2.0**32])
    assert same(decode(encode(whole)), whole)


def test_empty_block_can_be_encoded():
    assert len(decode(encode(series([])))) == 0


def test_changing_segments_and_flags_are_kept_one_by_one():
    whole = series([800.0, 810.0, 820.0], segment=[0, 1, 1], flags=[0, 1, 2])
    assert same(decode(encode(whole)), whole)


def test_a_block_of_a_newer_version_says_what_to_do():
    block = bytearray(encode(series([800.0])))
    block[0] = 99
    with pytest.raises(StoreError, match="newer version of the program"):
        decode(bytes(block))
