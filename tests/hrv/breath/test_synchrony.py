"""In step: hearts that follow, and hearts that do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.breath import StepLevel, in_step
from tests.properties import examples

PACE_PER_MIN = 6.0


def phase_of(time_s, per_min=PACE_PER_MIN):
    return 2 * np.pi * per_min / 60 * time_s


def beats(seed, *, swing_ms, background_ms2_hz=2000.0, span_s=60.0, lag_rad=0.6):
    """Beats of a heart with noise that is as strong at all slow frequencies, and a wave that follows the pacer."""
    dice = np.random.default_rng(seed)
    grid_s = np.arange(0.0, span_s + 2, 0.5)
    noise_ms = dice.normal(0, np.sqrt(background_ms2_hz), grid_s.size)  # a one-sided density over 0-1 Hz
    rr_ms = 950 + noise_ms + swing_ms / 2 * np.cos(phase_of(grid_s) - lag_rad)
    time_s, at_s = [], 0.0
    while at_s < span_s:
        at_s += np.interp(at_s, grid_s, rr_ms) / 1000
        time_s.append(at_s)
    time = np.array(time_s)
    return time, np.diff(time, prepend=0.0) * 1000


def share(step, results):
    return np.mean([result.level is step for result in results])


@pytest.mark.parametrize(("swing_ms", "span_s"), [(200.0, 60.0), (120.0, 90.0)])
def test_heart_that_follows_is_together(swing_ms, span_s):
    hearts = [beats(seed, swing_ms=swing_ms, span_s=span_s) for seed in range(100)]
    assert share(StepLevel.TOGETHER, [in_step(*heart, phase_of(heart[0])) for heart in hearts]) >= 0.95


def test_heart_that_follows_nothing_is_hardly_ever_together():
    hearts = [beats(seed, swing_ms=0.0) for seed in range(300)]
    results = [in_step(*heart, phase_of(heart[0])) for heart in hearts]
    assert share(StepLevel.TOGETHER, results) <= 0.02
    assert share(StepLevel.APART, results) >= 0.96


def test_chance_of_hearts_that_follow_nothing_is_even():
    hearts = [beats(seed, swing_ms=0.0) for seed in range(400)]
    chances = np.sort([in_step(*heart, phase_of(heart[0])).chance for heart in hearts])
    assert np.abs(chances - np.linspace(0, 1, chances.size)).max() < 0.1  # Kolmogorov and Smirnov: 0.1 is p = 0.0007


def test_wave_of_another_pace_is_not_in_step():
    hearts = [beats(seed, swing_ms=200.0) for seed in range(50)]
    results = [in_step(*heart, phase_of(heart[0], per_min=8.0)) for heart in hearts]
    assert share(StepLevel.TOGETHER, results) == 0


def test_interval_of_the_swing_covers_the_truth():
    results = [in_step(*heart, phase_of(heart[0])) for heart in (beats(seed, swing_ms=150.0) for seed in range(200))]
    true_ms = 150 * np.sinc(0.95 * PACE_PER_MIN / 60)  # an interval is the mean over its beat
    assert 0.84 <= np.mean([each.swing_lo_ms <= true_ms <= each.swing_hi_ms for each in results]) <= 0.96


@pytest.mark.parametrize("lag_rad", [-2.0, 0.0, 1.0, 2.5])
def test_lag_is_how_far_the_longest_interval_comes_later(lag_rad):
    time_s, rr_ms = beats(1, swing_ms=200.0, background_ms2_hz=10.0, lag_rad=lag_rad)
    begins_s = time_s - rr_ms / 1000  # an interval is as long as the wave is high when it begins
    assert in_step(begins_s, rr_ms, phase_of(begins_s)).lag_rad == pytest.approx(lag_rad, abs=0.15)


@examples(30)
@given(turn=st.floats(-3, 3), scale=st.floats(0.1, 10))
def test_neither_size_nor_beginning_changes_the_chance(turn, scale):
    time_s, rr_ms = beats(5, swing_ms=80.0)
    here = in_step(time_s, rr_ms, phase_of(time_s))
    there = in_step(time_s, 900 + scale * rr_ms, phase_of(time_s) + turn)
    assert there.chance == pytest.approx(here.chance, rel=1e-6)
    assert there.swing_ms == pytest.approx(scale * here.swing_ms, rel=1e-6)


def test_three_breaths_say_nothing():
    time_s, rr_ms = beats(1, swing_ms=200.0, span_s=35.0)
    assert in_step(time_s, rr_ms, phase_of(time_s)) is None
    assert in_step(np.empty(0), np.empty(0), np.empty(0)) is None


def test_perfect_line_is_in_step_for_certain():
    time_s = np.arange(0.0, 60.0, 0.5)
    result = in_step(time_s, 900 + 50 * np.cos(phase_of(time_s)), phase_of(time_s))
    assert result.level is StepLevel.TOGETHER
    assert result.locked == pytest.approx(1.0)
    assert (result.swing_lo_ms, result.swing_hi_ms) == pytest.approx((100, 100), abs=1e-6)
