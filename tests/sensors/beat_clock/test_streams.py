"""Random streams with a known truth; `benchmarks.beats_contract` runs as many as one likes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.beats_link import Link, accuracy, resting_heart, worn
from benchmarks.beats_streams import broken_promises, clocked, stream
from tests.properties import examples

FEW = 1500


def test_a_thousand_streams_keep_every_promise():
    """Fixed numbers: where late packets meet lost ones, two streams in ten thousand cannot be told apart."""
    assert not [
        number for number in range(FEW) if broken_promises(given_stream := stream(number), clocked(given_stream))
    ]


@examples(60)
@given(st.integers(0, 2**40))
def test_every_stream_has_increasing_times_and_no_beat_twice(number):
    made = stream(number)
    beats = clocked(made)

    assert all(after.time_s > before.time_s for before, after in pairwise(beats))
    assert len(beats) <= len(made.numbers)


def test_the_checks_notice_when_a_promise_is_broken():
    made = stream(0)
    beats = clocked(made)
    joined = next(at for at, (one, other) in enumerate(pairwise(beats), 1) if one.segment == other.segment)
    made.numbers[joined:] = [number + 1 for number in made.numbers[joined:]]

    assert set(broken_promises(made, beats)) == {"a difference across a lost packet"}
    assert set(broken_promises(made, [*beats, beats[-1]])) == {"a beat twice"}
    assert set(broken_promises(made, beats[:-1])) == {"a beat left out"}


@pytest.mark.parametrize(
    ("link", "within_ms"),
    [
        (Link(lost=0.0), 50),
        (Link(), 100),
        (Link(drift_ppm=-200, truncates=True), 100),
        (Link(interval_s=0.31, period_s=1.02), 110),
    ],
)
def test_beats_stay_in_place_whatever_the_link_does(link, within_ms):
    found = accuracy(worn(resting_heart(7, 0.4), link, seed=7))

    assert found.p95_ms < within_ms
    assert found.joined_across_losses == 0
