from __future__ import annotations

import numpy as np
import pytest

from hrv import BeatSeries, Quality, Rhythm, find_artifacts
from hrv.cleaning.nn_intervals import CleanBeats
from hrv.cleaning.placement import measure, place_windows
from hrv.cleaning.quality import grade
from hrv.cleaning.regularity import judge_rhythm
from tests.hrv.hearts import resting, with_extra_beat, with_missed_beat, with_premature_beat


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
