"""What is left of a recording, held against the plain way of looking at one beat after the other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from hrv import BeatSeries
from hrv.cleaning.nn_intervals import CleanBeats, longest_stretches
from hrv.cleaning.placement import Spans, place_windows


def recording(seed, beats=400):
    """Beats with holes and a change of segment, and a mask with single beats and long runs."""
    dice = np.random.default_rng(seed)
    rr = np.round(dice.uniform(600, 1200, beats))
    time_s = np.cumsum(rr) / 1000
    time_s[150:] += 3.0
    time_s[300:] += 40.0
    segment = np.zeros(beats, np.int32)
    segment[220:] = 1
    masked = dice.random(beats) < 0.08
    masked[100:104] = True
    masked[330:338] = True
    return BeatSeries(time_s=time_s, rr_ms=rr, segment=segment, flags=np.zeros(beats, np.uint8)), masked


def cleaned(series, masked, **placement):
    return CleanBeats.of(series, masked, place_windows(series, **{"window_s": 60.0, "hop_s": 25.0, **placement}))


@pytest.mark.parametrize("seed", range(4))
def test_joins_and_bridges_are_those_of_looking_beat_by_beat(seed):
    series, masked = recording(seed)
    spans = place_windows(series, window_s=60.0, hop_s=25.0)
    clean, whole = CleanBeats.of(series, masked, spans), series.joined()
    kept = [at for at in range(len(series)) if not masked[at]]
    assert clean.time_s.tolist() == series.time_s[kept].tolist()
    assert clean.rr_ms.tolist() == series.rr_ms[kept].tolist()
    joined, bridged = [False], [False]
    for before, at in pairwise(kept):
        unbroken = all(whole[before + 1 : at + 1])
        joined.append(unbroken and at == before + 1)
        bridged.append(unbroken and series.time_s[at] - series.time_s[before] <= 5.0)
    assert clean.joined.tolist() == joined
    assert clean.bridged.tolist() == bridged
    assert sum(bridged) - sum(joined) > 5
    assert clean.first.tolist() == [sum(each < first for each in kept) for first in spans.first]
    assert clean.last.tolist() == [sum(each < last for each in kept) for last in spans.last]


@pytest.mark.parametrize("seed", range(4))
def test_differences_are_real_ones_within_their_window(seed):
    clean = cleaned(*recording(seed))
    step = clean.differences()
    for at in range(step.size):
        assert step[at] == (clean.rr_ms[at] - clean.rr_ms[at - 1] if clean.joined[at] else 0.0)
    expected = [clean.joined[a + 1 : b].sum() for a, b in zip(clean.first, clean.last, strict=True)]
    assert clean.n_differences().tolist() == expected
    assert clean.n_differences().dtype == np.int64


@pytest.mark.parametrize(("hole_s", "bridged"), [(5.0, True), (5.001, False)])
def test_curve_bridges_five_seconds_and_no_more(hole_s, bridged):
    rr = np.full(40, 1000.0)
    rr[20] = 1000 * (hole_s - 1)
    masked = np.zeros(40, bool)
    masked[20] = True
    clean = cleaned(BeatSeries.from_rr(rr), masked, window_s=30.0)
    assert clean.bridged[20] == bridged
    assert not clean.joined[20]


@pytest.mark.parametrize("kept", [0, 1])
def test_hardly_any_clean_beat_has_no_difference(kept):
    series = BeatSeries.from_rr(np.full(40, 1000.0))
    clean = cleaned(series, np.arange(40) >= kept, window_s=30.0)
    assert clean.joined.tolist() == clean.bridged.tolist() == [False] * kept
    assert clean.differences().tolist() == [0.0] * kept
    assert (clean.n_differences() == 0).all()


def longest_by_hand(clean, first, last):
    parts, begin = [], first
    for at in range(first + 1, last + 1):
        if at == last or not clean.bridged[at]:
            parts.append((begin, at, clean.time_s[at - 1] - clean.time_s[begin]))
            begin = at
    return max(parts, key=lambda part: part[2])


@pytest.mark.parametrize("seed", range(4))
def test_longest_stretch_is_the_longest_between_holes(seed):
    clean = cleaned(*recording(seed), window_s=70.0, hop_s=9.0)
    windows = [at for at in range(len(clean.first)) if clean.last[at] > clean.first[at]]
    found = longest_stretches(clean, windows[::-1])
    expected = [longest_by_hand(clean, clean.first[at], clean.last[at]) for at in windows[::-1]]
    assert [(each.first, each.last) for each in found] == [each[:2] for each in expected]
    assert [each.length_s for each in found] == pytest.approx([each[2] for each in expected])
    assert len({each[:2] for each in expected}) > 3
    assert all(isinstance(number, int) for each in found for number in each[:2])


def test_first_of_two_equal_stretches_is_taken():
    series = BeatSeries.from_rr(np.full(41, 1000.0))
    masked = np.zeros(41, bool)
    masked[18:23] = True
    spans = Spans(np.array([0.0]), np.array([41.0]), np.array([0]), np.array([41]))
    (found,) = longest_stretches(CleanBeats.of(series, masked, spans), [0])
    assert found == (0, 18, 17.0)


def test_stretch_of_a_single_beat_has_no_length():
    series = BeatSeries.from_rr(np.full(40, 1000.0))
    masked = np.ones(40, bool)
    masked[7] = False
    (found,) = longest_stretches(cleaned(series, masked, window_s=30.0, hop_s=30.0), [0])
    assert found == (0, 1, 0.0)


def test_two_beats_far_apart_are_two_stretches():
    series = BeatSeries.from_rr(np.full(40, 1000.0))
    clean = cleaned(series, ~np.isin(np.arange(40), (5, 15)), window_s=30.0, hop_s=30.0)
    assert longest_stretches(clean, [0]) == [(0, 1, 0.0)]
    assert longest_stretches(clean, []) == []
