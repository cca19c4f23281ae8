"""The breath that a heart shows by itself."""

from __future__ import annotations

import numpy as np
import pytest

from hrv.breath.from_heart import HeartBreath
from sensors.simulation.heart import HeartModel, Physiology

START_S = 1_000_000.0


def readings(beats):
    live = HeartBreath()
    return [live.push(*beat) for beat in zip(beats.time_s.tolist(), beats.rr_ms.tolist(), strict=True)]


def rates(found):
    return [reading.rate_per_min for reading in found if reading.rate_per_min is not None]


def resting(per_min, length_s=150.0):
    return HeartModel(np.random.default_rng(3), Physiology(breathing_per_min=per_min)).series(START_S, length_s)


@pytest.mark.parametrize("per_min", [12.0, 15.0, 18.0])
def test_heart_at_rest_shows_its_breath(per_min):
    found = readings(resting(per_min))[60:]
    assert len(rates(found)) > 0.8 * len(found)
    assert float(np.median(rates(found))) == pytest.approx(per_min, abs=1.0)


def test_slow_wave_is_not_taken_for_a_breath():
    beats = HeartModel(np.random.default_rng(4), Physiology(rmssd_ms=15.0)).series(START_S, 150.0, paced_per_min=6.0)
    assert rates(readings(beats)) == []


def test_hole_hides_the_breath_until_it_was_seen_again():
    beats = resting(15.0, 180.0)
    live = HeartBreath()
    kept = (beats.time_s < START_S + 90) | (beats.time_s > START_S + 95)
    found = [live.push(*beat) for beat in zip(beats.time_s[kept].tolist(), beats.rr_ms[kept].tolist(), strict=True)]
    assert rates(reading for reading in found if START_S + 95 < reading.time_s < START_S + 118) == []
    assert rates(reading for reading in found if reading.time_s > START_S + 150)
