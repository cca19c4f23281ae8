from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv import BeatSeries, Quality, Rhythm, find_artifacts
from hrv.cleaning.nn_intervals import CleanBeats
from hrv.cleaning.placement import measure, place_windows
from hrv.cleaning.quality import grade
from hrv.cleaning.regularity import judge_rhythm
from tests.hrv.hearts import resting, with_extra_beat, with_missed_beat, with_premature_beat
from tests.properties import examples


def judged(rr, window_s=290.0):
    series = rr if isinstance(rr, BeatSeries) else BeatSeries.from_rr(rr)
    spans = place_windows(series, window_s=window_s, hop_s=window_s)
    artifacts = find_artifacts(series)
    clean = CleanBeats.of(series, artifacts.masked, spans)
    qualities = grade(measure(series, artifacts.masked, spans), spans, clean.n_differences(), window_s=window_s)
    return qualities[0], judge_rhythm(series, artifacts, spans)[0]


def every(step, spoil, rr):
    for at in reversed(range(4, rr.size - 4, step)):
        rr = spoil(rr, at)
    return rr


def fibrillating(seed, *, spread=0.2, mean_ms=700.0):
    rng = np.random.default_rng(seed)
    return np.maximum(mean_ms * rng.gamma(1 / spread**2, spread**2, int(310_000 / mean_ms)), 290.0)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("spread", [0.13, 0.2, 0.28])
def test_irregularly_irregular_rhythm_is_unclear(seed, spread):
    assert judged(fibrillating(seed, spread=spread))[1] is Rhythm.UNCLEAR


@pytest.mark.parametrize("breath_hz", [0.1, 0.17, 0.25, 0.3])
def test_large_breathing_waves_are_regular(breath_hz):
    for seed in range(5):
        rr = resting(seed, seconds=310, mean_ms=1100.0, breath_ms=150.0, breath_hz=breath_hz)
        assert judged(rr)[1] is Rhythm.REGULAR


def test_more_than_one_premature_beat_in_twenty_is_unclear():
    rr = resting(1, seconds=310)
    assert judged(every(12, with_premature_beat, rr))[1] is Rhythm.UNCLEAR
    assert judged(every(40, with_premature_beat, rr))[1] is Rhythm.REGULAR


@pytest.mark.parametrize("step", [2, 3])
def test_every_second_or_third_beat_premature_is_unclear(step):
    assert judged(every(step, with_premature_beat, resting(1, seconds=310)))[1] is Rhythm.UNCLEAR


@pytest.mark.parametrize("spoil", [with_missed_beat, with_extra_beat])
def test_lost_or_extra_sensor_beats_keep_a_rhythm_regular(spoil):
    assert judged(every(14, spoil, resting(2, seconds=320)))[1] is Rhythm.REGULAR


def test_a_clean_window_is_good():
    assert judged(resting(3, seconds=310))[0] is Quality.GOOD


@pytest.mark.parametrize(("step", "quality"), [(40, Quality.GOOD), (14, Quality.FAIR), (8, Quality.POOR)])
def test_the_more_is_masked_the_lower_the_grade(step, quality):
    assert judged(every(step, with_missed_beat, resting(4, seconds=330)))[0] is quality


def test_a_window_that_is_mostly_hole_is_rejected():
    before = BeatSeries.from_rr(resting(5, seconds=60))
    after = BeatSeries.from_rr(resting(6, seconds=70), start=float(before.time_s[-1]) + 170.0)
    assert judged(BeatSeries.concatenate((before, after)))[0] is Quality.REJECTED


def test_a_long_hole_costs_the_grade():
    before = BeatSeries.from_rr(resting(5, seconds=150))
    after = BeatSeries.from_rr(resting(6, seconds=200), start=float(before.time_s[-1]) + 12.0)
    assert judged(BeatSeries.concatenate((before, after)))[0] is Quality.FAIR


def repeated(seed, pattern, *, slips=0, **heart):
    """A pattern locked to the beat count on a heart at rest, with slips of its phase."""
    rng = np.random.default_rng(seed)
    rr = resting(seed, seconds=310, **{"breath_ms": 18.0, "slow_ms": 15.0, "breath_hz": 0.21} | heart)
    phase = np.arange(rr.size) + rng.integers(len(pattern))
    for at in rng.integers(40, rr.size - 40, slips).tolist():
        phase[at:] += 1
    return rr + np.array(pattern)[phase % len(pattern)]


PATTERNS = {
    "every second beat": (-30, 30),
    "every third beat": (-30, 30, 0),
    "every fourth beat": (-30, 30, 0, 0),
    "a wave of three beats": (30, -15, -15),
    "a wave of four beats": (30, 0, -30, 0),
}


@pytest.mark.parametrize("slips", [0, 2])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_locked_to_the_beat_count_is_unclear(pattern, slips):
    for seed in range(6):
        quality, rhythm = judged(repeated(seed, PATTERNS[pattern], slips=slips))
        assert rhythm is Rhythm.UNCLEAR
        assert quality is not Quality.REJECTED


@pytest.mark.parametrize("swing_ms", [40, 60, 80, 100])
def test_alternation_is_unclear_at_every_size(swing_ms):
    assert judged(repeated(7, (swing_ms, -swing_ms)))[1] is Rhythm.UNCLEAR


@pytest.mark.parametrize("step", [3, 4])
def test_every_third_or_fourth_beat_a_little_early_is_unclear(step):
    rr = every(step, lambda rr, at: with_premature_beat(rr, at, early=0.12), resting(1, seconds=310))
    assert judged(rr)[1] is Rhythm.UNCLEAR


def sawtooth(seed):
    """Strong breathing: up by a fifth or more at once, then down beat by beat, six to eight beats a breath."""
    rng = np.random.default_rng(seed)
    breaths = []
    for _ in range(46):
        down = np.linspace(1250, 1000, rng.integers(5, 8)) + rng.normal(0, 15)
        breaths.append(np.append(down, rng.uniform(960, 1000)))
    return np.concatenate(breaths) + rng.normal(0, 12, sum(each.size for each in breaths))


def test_strong_sawtooth_breathing_is_regular():
    for seed in range(20):
        assert judged(sawtooth(seed))[1] is Rhythm.REGULAR


@examples(25)
@given(seed=st.integers(0, 10_000), pattern=st.sampled_from(sorted(PATTERNS)), shift=st.integers(0, 11))
def test_rhythm_does_not_depend_on_where_the_recording_begins(seed, pattern, shift):
    rr = repeated(seed, PATTERNS[pattern])
    series = BeatSeries.from_rr(np.concatenate((resting(seed, seconds=60)[:shift], rr)))
    spans = place_windows(series, window_s=60.0, hop_s=3600.0)
    whole = type(spans)(spans.start_s, spans.end_s, np.array([shift]), np.array([shift + rr.size]))
    assert judge_rhythm(series, find_artifacts(series), whole)[0] is Rhythm.UNCLEAR
