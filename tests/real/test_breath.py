"""Breath from the acceleration of real chests: what must hold, whatever the rates are."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from hrv.breath import StepLevel, from_acceleration, in_step
from tests.sampling import one_by_day

pytestmark = pytest.mark.real


def recording(real_data, name):
    return samples_in(real_data / "acceleration" / f"{name}_acc.csv.gz")


def samples_in(path):
    with gzip.open(path, "rt") as file:
        rows = np.loadtxt(file, delimiter=",", skiprows=1)
    return rows[:, 0], rows[:, 1:4]


def shown(track):
    return track.rate_per_min[np.isfinite(track.rate_per_min)]


@pytest.mark.parametrize(("name", "rate"), [("p02", 9.8), ("p11", 17.0)])
def test_calm_chest_breathes_as_its_heart_and_its_beats_say(real_data, name, rate):
    rates = shown(from_acceleration(*recording(real_data, f"mscardio/{name}")))
    assert rates.size > 60
    assert float(np.median(rates)) == pytest.approx(rate, abs=1.0)


@pytest.mark.parametrize("seconds", one_by_day(10, 6, 8, 12, 16, 20))
def test_told_pace_is_found(real_data, seconds):
    rates = shown(from_acceleration(*recording(real_data, f"paced_phone/pos1_{seconds:02d}s")))
    assert rates.size > 60
    assert float(np.median(rates)) == pytest.approx(60 / seconds, abs=0.7)


@pytest.mark.parametrize(
    "name", one_by_day("hexoskin_restless/s003", "hexoskin_restless/s008", "mscardio/hard1", "mscardio/hard2")
)
def test_restless_person_has_no_rate_nine_tenths_of_the_time(real_data, name):
    track = from_acceleration(*recording(real_data, name))
    assert np.isnan(track.rate_per_min).mean() >= 0.9


def test_real_h10_samples_are_read(real_data):
    track = from_acceleration(*samples_in(real_data / "acceleration" / "polar_h10_sample" / "acc.csv.gz"))
    assert track.time_s.size > 100
    assert float(np.median(shown(track))) == pytest.approx(19.2, abs=1.0)


def test_resting_hearts_stay_apart_from_an_unrelated_pacer(real_data):
    dice = np.random.default_rng(1)
    results = [
        in_step(time_s, rr_ms, 2 * np.pi * (pace * time_s / 60 + dice.random()))
        for time_s, rr_ms in resting_minutes(real_data / "polar-h10-rest")
        for pace in (5.0, 6.0, 7.0)
    ]
    assert len(results) > 300
    assert np.mean([result.level is StepLevel.APART for result in results]) >= 0.95


def resting_minutes(folder):
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt") as file:
            rr_ms = np.array([float(line.split(";")[1]) for line in file.read().splitlines()[1:]])
        time_s = np.cumsum(rr_ms) / 1000
        for start_s in np.arange(0, time_s[-1] - 60, 60):
            inside = (time_s > start_s) & (time_s <= start_s + 60)
            yield time_s[inside], rr_ms[inside]
