from __future__ import annotations

import numpy as np
import pytest

from hrv.breath import StepLevel, in_step
from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing, Manner, Pacer
from sensors.simulation.heart import HeartModel, Physiology

START_S = 1_000_000.0
EXACT = Manner(delay_s=0.0, miss_s=0.0, lapses=0.0)
QUIET = {"background_ms2_hz": 0.0, "depth_scatter": 0.0}


def loop(pace, seed=1, manner=EXACT, **person):
    dice = np.random.default_rng(seed)
    pacer = Pacer(per_min=pace, begins_s=START_S) if pace else None
    return BaroreflexLoop(dice, Baroreflex(**person), Breathing(dice, manner, pacer))


def settled(pace, **person):
    grid_s = START_S + np.arange(0, 600, 0.1)
    return loop(pace, **person).wave_ms(grid_s)[1200:]


def swing(wave_ms):
    return np.ptp(wave_ms)


@pytest.mark.parametrize("sharpness", [1.5, 4.0])
def test_heart_swings_furthest_at_its_own_pace(sharpness):
    swings = {pace: swing(settled(pace, sharpness=sharpness, **QUIET)) for pace in (4.5, 5.0, 5.7, 6.5, 7.5)}
    assert max(swings, key=swings.get) == 5.7
    assert swings[5.7] == pytest.approx(160, rel=0.08)


@pytest.mark.parametrize("pace", [4.5, 6.5, 8.0])
def test_swing_at_another_pace_is_what_it_says(pace):
    person = Baroreflex(**QUIET)
    assert swing(settled(pace, **QUIET)) == pytest.approx(person.swing_at(pace), rel=0.2)


def test_background_has_its_density_at_the_resonance():
    wave_ms = np.concatenate(
        [loop(None, seed, swing_ms=0.0).wave_ms(START_S + np.arange(0, 600, 0.1)) for seed in (1, 2)]
    )
    blocks = wave_ms[: 12 * 1000].reshape(12, 1000) * np.hanning(1000)
    density = (np.abs(np.fft.rfft(blocks, axis=1)) ** 2).mean(axis=0) * 2 * 0.1 / np.sum(np.hanning(1000) ** 2)
    hz = np.fft.rfftfreq(1000, 0.1)
    assert density[(hz > 0.07) & (hz < 0.12)].mean() == pytest.approx(2000, rel=0.3)


def test_stretches_asked_piece_by_piece_are_one_wave():
    grid_s = START_S + np.arange(0, 120, 0.1)
    whole = loop(6.0, depth_scatter=0.0, background_ms2_hz=0.0).wave_ms(grid_s)
    person = loop(6.0, depth_scatter=0.0, background_ms2_hz=0.0)
    pieces = np.concatenate([person.wave_ms(part) for part in np.split(grid_s, 6)])
    np.testing.assert_allclose(pieces, whole, atol=1e-6)


def test_what_was_said_once_is_said_again():
    person = loop(6.0)
    grid_s = START_S + np.arange(0, 120, 0.1)
    first = person.wave_ms(grid_s)
    np.testing.assert_allclose(person.wave_ms(grid_s[600:]), first[600:], atol=1e-9)


def test_another_day_begins_anew():
    person = loop(6.0, **QUIET)
    person.wave_ms(START_S + np.arange(0, 60, 0.1))
    assert swing(person.wave_ms(START_S + 86_400 + np.arange(0, 60, 0.1))) > 80


def test_drawn_people_lie_where_real_ones_do():
    people = [Baroreflex.drawn(np.random.default_rng(seed)) for seed in range(50)]
    assert all(1.5 <= each.sharpness <= 4 and 80 <= each.swing_ms <= 250 for each in people)
    assert all(1000 <= each.background_ms2_hz <= 4000 and abs(each.lag_rad) <= 0.7 for each in people)


@pytest.mark.parametrize(("pace", "step"), [(6.0, StepLevel.TOGETHER), (None, StepLevel.APART)])
def test_heart_with_a_loop_is_in_step_with_the_pacer_it_follows(pace, step):
    found = []
    for seed in range(20):
        heart = HeartModel(np.random.default_rng(seed), Physiology(), loop(None, seed, Manner(), swing_ms=200.0))
        beats = heart.series(START_S, 120, paced_per_min=pace)
        last = beats.time_s > START_S + 60
        time_s, rr_ms = beats.time_s[last], beats.rr_ms[last]
        found.append(in_step(time_s, rr_ms, 2 * np.pi * 0.1 * (time_s - START_S)).level)
    assert found.count(step) >= 16
