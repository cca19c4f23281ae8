from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv import ArtifactKind, BeatFlag, BeatSeries, find_artifacts
from tests.hrv.hearts import resting, rmssd, with_extra_beat, with_missed_beat, with_premature_beat
from tests.properties import examples

HEARTS = {
    "at rest": {},
    "with large breathing waves": {"breath_ms": 140.0, "mean_ms": 1100.0, "noise_ms": 12.0},
    "breathing slowly": {"breath_hz": 0.1, "breath_ms": 110.0},
    "with hardly any variation": {"breath_ms": 3.0, "slow_ms": 3.0, "noise_ms": 2.0},
}


def masked_rmssd(rr):
    masked = find_artifacts(BeatSeries.from_rr(rr)).masked
    real = ~(masked[1:] | masked[:-1])
    return float(np.sqrt(np.mean(np.diff(rr)[real] ** 2)))


def sprinkled(rr, seed, spoil, share):
    rng = np.random.default_rng(seed)
    places = rng.choice(np.arange(4, rr.size - 4, 4), size=int(share * rr.size), replace=False)
    for at in sorted(places.tolist(), reverse=True):
        rr = spoil(rr, at)
    return rr


@pytest.mark.parametrize("kind", HEARTS)
def test_nothing_is_masked_in_a_clean_heart(kind):
    for seed in range(12):
        assert not find_artifacts(BeatSeries.from_rr(resting(seed, **HEARTS[kind]))).masked.any()


@pytest.mark.parametrize("spoil", [with_premature_beat, with_missed_beat, with_extra_beat])
def test_masking_brings_rmssd_back_to_the_truth(spoil):
    errors = []
    for seed in range(12):
        clean = resting(seed)
        errors.append(abs(masked_rmssd(sprinkled(clean, seed, spoil, 0.03)) / rmssd(clean) - 1))
    assert np.median(errors) < 0.02
    assert max(errors) < 0.06


@pytest.mark.parametrize(
    ("spoil", "kind", "beats"),
    [
        (with_premature_beat, ArtifactKind.ECTOPIC, [100, 101]),
        (with_missed_beat, ArtifactKind.MISSED, [100]),
        (with_extra_beat, ArtifactKind.EXTRA, [100, 101]),
    ],
)
def test_a_false_beat_is_called_by_its_name(spoil, kind, beats):
    found = find_artifacts(BeatSeries.from_rr(spoil(resting(3), 100)))
    assert np.flatnonzero(found.masked).tolist() == beats
    assert found.counts()[kind] == len(beats)


def test_a_single_long_beat_has_no_pattern():
    rr = resting(4)
    rr[100] *= 1.45
    assert find_artifacts(BeatSeries.from_rr(rr)).kind[100] == ArtifactKind.LONG_SHORT


@pytest.mark.parametrize("interval", [200.0, 2500.0])
def test_impossible_interval_is_out_of_range(interval):
    rr = resting(5)
    rr[50] = interval
    assert find_artifacts(BeatSeries.from_rr(rr)).kind[50] == ArtifactKind.OUT_OF_RANGE


@pytest.mark.parametrize("flag", [BeatFlag.IMPLAUSIBLE, BeatFlag.NO_CONTACT])
def test_beat_flagged_by_its_source_is_left_out(flag):
    beats = BeatSeries.from_rr(resting(6))
    flags = np.zeros(len(beats), np.uint8)
    flags[40] = flag
    marked = BeatSeries(time_s=beats.time_s, rr_ms=beats.rr_ms, segment=beats.segment, flags=flags)
    assert np.flatnonzero(find_artifacts(marked).masked).tolist() == [40]


def test_step_across_a_hole_is_not_an_artifact():
    fast, slow = BeatSeries.from_rr(resting(7, mean_ms=650.0)), resting(8, mean_ms=1000.0)
    after = BeatSeries.from_rr(slow, start=float(fast.time_s[-1]))
    second = BeatSeries(
        time_s=after.time_s, rr_ms=after.rr_ms, segment=np.ones(len(after), np.int32), flags=after.flags
    )
    assert not find_artifacts(BeatSeries.concatenate((fast, second))).masked.any()


def test_long_burst_of_premature_beats_is_still_found():
    rr = resting(9)
    for at in range(100, 140, 2):
        rr = with_premature_beat(rr, at)
    assert masked_rmssd(rr) == pytest.approx(rmssd(resting(9)), rel=0.05)


def test_a_series_without_beats_has_no_artifacts():
    assert find_artifacts(BeatSeries.from_rr(())).kind.size == 0


def test_a_constant_heart_is_clean():
    assert not find_artifacts(BeatSeries.from_rr([800.0] * 300)).masked.any()


@given(rr=st.lists(st.floats(100, 4000), min_size=1, max_size=40))
@examples(60)
def test_any_short_series_is_classified_without_error(rr):
    found = find_artifacts(BeatSeries.from_rr(rr))
    assert found.kind.size == len(rr)
    out_of_range = (np.array(rr) < 270) | (np.array(rr) > 2200)
    assert found.masked[out_of_range].all()


def test_a_missed_beat_is_found_wherever_it_is():
    """In 2319 of 2319 hearts and places drawn by chance."""
    for seed, at in enumerate(range(20, 281, 10)):
        found = find_artifacts(BeatSeries.from_rr(with_missed_beat(resting(seed), at)))
        assert found.masked[at]


def sawtooth(seed, breaths=18):
    """Deep slow breathing of a trained heart: with each breath it slows down at once, then speeds up bit by bit."""
    rng = np.random.default_rng(seed)
    breath = np.array([1400, 1350, 1300, 1250, 1130, 900, 850, 845, 930])
    return np.concatenate([breath + rng.normal(0, 15, breath.size) for _ in range(breaths)])


def test_a_heart_that_slows_down_at_once_and_stays_slow_is_clean():
    for seed in range(10):
        assert not find_artifacts(BeatSeries.from_rr(sawtooth(seed))).masked.any()


def test_steps_around_missed_beats_are_masked():
    rr = resting(11)
    lost = np.concatenate((rr[:100], rr[100:110].reshape(5, 2).sum(axis=1), rr[110:]))
    assert find_artifacts(BeatSeries.from_rr(lost)).masked[[100, 104]].all()
    assert masked_rmssd(lost) == pytest.approx(rmssd(rr), rel=0.05)


def test_masking_bursts_comes_close_to_the_true_rmssd():
    errors = []
    for seed in range(10):
        rng, rr = np.random.default_rng(seed), resting(seed)
        spoiled, truth = rr.copy(), rmssd(rr)
        for start in rng.choice(np.arange(10, 300, 20), 5, replace=False).tolist():
            for at in range(start, start + 8, 2):
                spoiled = with_premature_beat(spoiled, at, early=rng.uniform(0.25, 0.45))
        errors.append(abs(masked_rmssd(spoiled) / truth - 1))
    assert np.median(errors) < 0.04


def test_short_pause_after_a_premature_beat_is_masked_too():
    rr = resting(12, breath_ms=8.0, slow_ms=4.0, noise_ms=4.0)
    rr[100] *= 0.75
    rr[101] *= 1.05
    assert np.flatnonzero(find_artifacts(BeatSeries.from_rr(rr)).masked).tolist() == [100, 101]


@given(seed=st.integers(0, 200), count=st.integers(1, 8))
@examples(20)
def test_a_few_beats_are_classified_without_error(seed, count):
    rr = np.random.default_rng(seed).uniform(300, 2000, count)
    assert find_artifacts(BeatSeries.from_rr(rr)).masked.shape == (count,)


def humps(seed, *, share, every=40):
    """A heart whose rate rises and falls over ten beats now and then, in steps no larger than `share`."""
    rr = resting(seed, breath_ms=6.0, slow_ms=5.0, noise_ms=3.0, mean_ms=650.0)
    slope = (1.0 + share) ** np.array([0.2, 1, 2, 2.8, 3.1, 3.1, 2.8, 2, 1, 0.2])
    for at in range(20, rr.size - 20, every):
        rr[at : at + slope.size] *= slope
    return rr


@given(seed=st.integers(0, 10_000), share=st.floats(0.03, 0.085))
@examples(40)
def test_change_of_rate_in_small_steps_is_never_masked(seed, share):
    rr = humps(seed, share=share)
    steps = np.abs(np.diff(rr)) / np.minimum(rr[1:], rr[:-1])
    found = find_artifacts(BeatSeries.from_rr(rr)).masked
    small = np.maximum(np.append(0.0, steps), np.append(steps, 0.0)) < 0.05
    assert not found[small].any()
    assert found.mean() < 0.002


def test_hump_of_ten_beats_keeps_its_beats():
    rr = resting(1, breath_ms=4.0, slow_ms=4.0, noise_ms=3.0, mean_ms=550.0)
    rr[100:110] = [545, 560, 598, 655, 712, 735, 720, 668, 615, 572]
    assert not find_artifacts(BeatSeries.from_rr(rr)).masked[98:112].any()


@given(seed=st.integers(0, 10_000), at=st.integers(30, 280), early=st.floats(0.07, 0.10))
@examples(40)
def test_small_early_beat_of_a_quiet_heart_is_masked(seed, at, early):
    rr = with_premature_beat(resting(seed, breath_ms=6.0, slow_ms=5.0, noise_ms=4.0), at, early=early)
    assert find_artifacts(BeatSeries.from_rr(rr)).masked[at]


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(sorted(HEARTS)), faster=st.floats(0.8, 1.25))
@examples(30)
def test_masking_does_not_depend_on_the_level_of_the_rate(seed, kind, faster):
    rr = with_missed_beat(resting(seed, **HEARTS[kind]), 150)
    rr = rr * 0.8
    same = find_artifacts(BeatSeries.from_rr(rr)).masked == find_artifacts(BeatSeries.from_rr(rr * faster)).masked
    assert same.all()
