"""Breath from acceleration, on simulated chests whose breath is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.breath import AccelerationBreath, from_acceleration
from hrv.breath.acceleration import DELAY_S, LONGEST_HOLE_S
from sensors.simulation.breathing import Breathing, Manner, Pacer, breath_phase
from sensors.simulation.chest import Build, ChestModel
from tests.properties import examples
from tests.sampling import one_by_day

START_S = 1_000.0
CALM_S = 60.0  # by then there has been time for a first look


def chest(seed=1, *, per_min=14.0, pacer=None, depth_mg=10.0, rate_hz=50.0, length_s=120.0, moves=()):
    dice = np.random.default_rng(seed)
    breathing = Breathing(dice, Manner(per_min=per_min), pacer)
    time_s = START_S + np.arange(0, length_s, 1 / rate_hz)
    beats_s = np.arange(START_S, START_S + length_s, 0.9)
    model = ChestModel(dice, breathing, Build(depth_mg=depth_mg))
    return time_s, model.acceleration(time_s, beats_s=beats_s.tolist(), moves=moves), breathing


def phase_error_deg(track, breathing, chosen):
    """Root mean square, with whichever sign of the breath fits: which end is full is unknown."""
    turn = np.exp(1j * (track.phase_rad[chosen] - breath_phase(breathing.turns(track.time_s[chosen]))))
    return min(float(np.degrees(np.sqrt(np.mean(np.angle(sign * turn) ** 2)))) for sign in (1, -1))


def last_minute(track):
    return (track.time_s > track.time_s[-1] - CALM_S) & np.isfinite(track.rate_per_min)


def assert_followed(time_s, samples, breathing):
    track = from_acceleration(time_s, samples)
    shown = last_minute(track)
    breaths = np.diff(breathing.turns(np.array([time_s[-1] - CALM_S, time_s[-1]])))[0]
    assert shown.sum() > 100
    assert float(np.median(track.rate_per_min[shown])) == pytest.approx(breaths, abs=0.3)
    assert phase_error_deg(track, breathing, shown) < 30


@pytest.mark.parametrize("rate_hz", one_by_day(25.0, 50.0, 100.0, 200.0))
def test_breath_is_followed_at_every_rate_of_samples(rate_hz):
    assert_followed(*chest(rate_hz=rate_hz))


@pytest.mark.parametrize("per_min", one_by_day(4.5, 6.0, 7.0))
def test_paced_breath_is_followed(per_min):
    assert_followed(*chest(2, pacer=Pacer(per_min=per_min, begins_s=START_S), depth_mg=30.0))


@pytest.mark.parametrize("per_min", one_by_day(9.0, 20.0))
def test_free_breath_is_followed(per_min):
    assert_followed(*chest(3, per_min=per_min))


def test_readings_do_not_know_what_comes_after_them():
    time_s, samples, _ = chest()
    whole, part = from_acceleration(time_s, samples), from_acceleration(time_s[:4000], samples[:4000])
    count = part.time_s.size
    assert count > 300
    for name in ("time_s", "rate_per_min", "phase_rad", "quality"):
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[:count])


def test_reading_is_there_within_the_stated_delay():
    time_s, samples, _ = chest(length_s=40.0, rate_hz=100.0)
    live = AccelerationBreath()
    late_s = [
        moment_s - reading.time_s
        for moment_s, row in zip(time_s, samples, strict=True)
        for reading in live.push(np.array([moment_s]), row[np.newaxis])
    ]
    assert late_s
    assert max(late_s) <= DELAY_S


@examples(4)
@given(sizes=st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_how_samples_are_parcelled_changes_nothing(sizes):
    time_s, samples, _ = chest(length_s=45.0, rate_hz=25.0)
    live, readings, at = AccelerationBreath(), [], 0
    for size in [*sizes, time_s.size]:
        readings += live.push(time_s[at : at + size], samples[at : at + size])
        at += size
    whole = from_acceleration(time_s, samples)
    assert [reading.time_s for reading in readings] == whole.time_s.tolist()
    np.testing.assert_allclose([reading.quality for reading in readings], whole.quality, atol=1e-9)


@examples(3)
@given(seed=st.integers(0, 99))
def test_turning_the_strap_changes_nothing(seed):
    time_s, samples, _ = chest(length_s=60.0, rate_hz=25.0)
    turned = samples @ np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    here, there = from_acceleration(time_s, samples), from_acceleration(time_s, turned)
    np.testing.assert_allclose(there.quality, here.quality, atol=1e-6)
    np.testing.assert_allclose(there.rate_per_min, here.rate_per_min, atol=1e-3)


def test_breath_is_hidden_from_a_movement_until_seen_again():
    time_s, samples, _ = chest(moves=((START_S + 60, START_S + 66),))
    track = from_acceleration(time_s, samples)
    since_s = track.time_s - START_S
    assert np.isfinite(track.rate_per_min[(since_s > 40) & (since_s < 60)]).all()
    assert np.isnan(track.rate_per_min[(since_s > 62) & (since_s < 88)]).all()
    assert np.isfinite(track.rate_per_min[since_s > 110]).mean() > 0.8


def test_breath_begins_anew_after_a_hole():
    time_s, samples, _ = chest()
    kept = (time_s < START_S + 60) | (time_s > START_S + 60 + 2 * LONGEST_HOLE_S)
    track = from_acceleration(time_s[kept], samples[kept])
    since_s = track.time_s - START_S
    assert np.isnan(track.rate_per_min[(since_s > 61) & (since_s < 84)]).all()
    assert np.isfinite(track.rate_per_min[since_s > 110]).mean() > 0.8


def test_lost_packet_does_not_hide_the_breath():
    time_s, samples, _ = chest()
    kept = (time_s < START_S + 60) | (time_s > START_S + 60.3)
    track = from_acceleration(time_s[kept], samples[kept])
    assert np.isfinite(track.rate_per_min[track.time_s - START_S > 40]).all()


def test_chest_that_does_not_breathe_has_no_rate():
    tracks = [from_acceleration(*chest(seed, depth_mg=0.0)[:2]) for seed in range(2)]
    hidden = np.concatenate([np.isnan(track.rate_per_min) for track in tracks])
    assert hidden.mean() > 0.9


def test_clock_that_jumps_back_begins_the_breath_anew():
    time_s, samples, _ = chest(length_s=60.0)
    live = AccelerationBreath()
    live.push(time_s, samples)
    again = live.push(time_s[:1500], samples[:1500])
    assert again
    assert all(reading.rate_per_min is None for reading in again if reading.time_s < START_S + 24)


def test_nothing_gives_nothing():
    assert AccelerationBreath().push(np.empty(0), np.empty((0, 3))) == []
    assert from_acceleration(np.empty(0), np.empty((0, 3))).time_s.size == 0
