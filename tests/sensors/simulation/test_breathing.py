from __future__ import annotations

import numpy as np
import pytest

from sensors.simulation.breathing import IN_SHARE, Breathing, Manner, Pacer, breath_phase, fullness
from sensors.simulation.chest import Build, ChestModel

START_S = 1_000_000.0


def grid(length_s, step_s=0.1):
    return START_S + np.arange(0, length_s, step_s)


def breathing(seed=1, pacer=None, **manner):
    return Breathing(np.random.default_rng(seed), Manner(**manner), pacer)


def test_free_breath_has_its_own_rate_and_scatter():
    turns = breathing(per_min=12.0, scatter=0.1).turns(grid(3600))
    onsets_s = np.interp(np.arange(np.ceil(turns[0]), turns[-1]), turns, grid(3600))
    lengths_s = np.diff(onsets_s)
    assert 60 / lengths_s.mean() == pytest.approx(12.0, rel=0.03)
    assert lengths_s.std() / lengths_s.mean() == pytest.approx(0.1, rel=0.15)


def test_paced_breath_comes_after_the_pacer_and_never_runs_away():
    pacer = Pacer(per_min=6.0, begins_s=START_S)
    turns = breathing(pacer=pacer, lapses=0.0).turns(grid(1800))
    late_s = (pacer.turns(grid(1800)) - turns) * 10
    late_s -= 10 * np.round(np.median(late_s) / 10)
    assert np.median(late_s) == pytest.approx(0.35, abs=0.1)
    assert np.abs(late_s).max() < 1.5


def test_breath_turns_to_a_new_pacer_within_two_breaths():
    person = breathing(lapses=0.0)
    person.turns(grid(30))
    person.pacer = Pacer(per_min=6.0, begins_s=START_S)
    later = START_S + 30 + np.arange(15, 300, 10.0)
    assert np.diff(person.turns(later)) == pytest.approx(1.0, abs=0.15)


def test_breath_asked_twice_is_the_same():
    person = breathing()
    whole = person.turns(grid(300))
    np.testing.assert_array_equal(person.turns(grid(300)[500:900]), whole[500:900])


def test_breath_of_an_earlier_day_begins_anew():
    person = breathing()
    person.turns(grid(60))
    assert np.diff(person.turns(grid(60) - 86_400)).min() > 0


def test_chest_is_empty_at_whole_turns_full_after_the_breath_in():
    assert fullness(np.array([0.0, IN_SHARE, 1.0, 1 + IN_SHARE])) == pytest.approx([-1, 1, -1, 1])
    assert breath_phase(np.array([2 + IN_SHARE])) == pytest.approx(5 * np.pi)


def test_chest_moves_gravity_as_deep_as_it_breathes():
    dice = np.random.default_rng(3)
    still = {"knock_mg": 0.0, "sway_mg": 0.0, "noise_mg": 0.0}
    samples = ChestModel(dice, breathing(), Build(depth_mg=100.0, **still)).acceleration(grid(60))
    moved_mg = np.linalg.svd(samples - samples.mean(axis=0), compute_uv=False)[0] * np.sqrt(8 / len(samples))
    assert 95 < moved_mg < 115
    assert np.linalg.norm(samples.mean(axis=0)) == pytest.approx(1000, abs=20)


def test_heartbeat_knocks_and_movement_shows():
    dice = np.random.default_rng(4)
    calm = ChestModel(dice, breathing(), Build(noise_mg=0.0))
    time_s = grid(20, 0.005)
    samples = calm.acceleration(time_s, beats_s=[START_S + 5], moves=[(START_S + 10, START_S + 12)])
    jitter_mg = np.abs(np.diff(samples, axis=0)).max(axis=1)
    since_s = time_s[1:] - START_S
    assert jitter_mg[(since_s > 5) & (since_s < 5.1)].max() > 1.5
    assert jitter_mg[(since_s > 10) & (since_s < 12)].max() > 4
    assert jitter_mg[since_s < 4.9].max() <= 1.5
