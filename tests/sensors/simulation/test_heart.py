from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.simulation.heart import HeartModel, Physiology
from tests.properties import examples

NOON_S = 1_795_262_400.0  # 2026-11-21 12:00 UTC
NIGHT_S = NOON_S - 8 * 3600
STEADY = {"day_rhythm": 0.0, "drift": 0.0}


def heart(seed=1, **person):
    return HeartModel(np.random.default_rng(seed), Physiology(**person))


def rmssd_ms(series):
    return float(np.sqrt(np.mean(np.diff(series.rr_ms) ** 2)))


def power(series, low_hz, high_hz):
    """Share of the variance between two frequencies, of the evenly sampled intervals."""
    grid_s = np.arange(series.time_s[0], series.time_s[-1], 0.25)
    wave = np.interp(grid_s, series.time_s, series.rr_ms)
    spectrum = np.abs(np.fft.rfft((wave - wave.mean()) * np.hanning(wave.size))) ** 2
    hz = np.fft.rfftfreq(wave.size, 0.25)
    return float(spectrum[(hz >= low_hz) & (hz < high_hz)].sum() / spectrum.sum())


@pytest.mark.parametrize("target_ms", [15.0, 40.0, 80.0])
@pytest.mark.parametrize("hr_bpm", [52.0, 75.0])
def test_rmssd_scatters_around_the_persons_own_level(target_ms, hr_bpm):
    readings = [
        rmssd_ms(heart(seed, rmssd_ms=target_ms, hr_bpm=hr_bpm, **STEADY).series(NOON_S, 180)) for seed in range(25)
    ]

    assert np.exp(np.mean(np.log(readings))) == pytest.approx(target_ms, rel=0.04)


def test_the_heart_rate_is_the_persons_own():
    series = heart(hr_bpm=57.0, day_rhythm=0.0).series(NOON_S, 3600)

    assert 60000 / series.rr_ms.mean() == pytest.approx(57.0, abs=1.0)


def test_breathing_and_the_baroreflex_each_have_their_peak():
    series = heart(breathing_per_min=15.0, **STEADY).series(NOON_S, 600)

    assert power(series, 0.20, 0.30) > 0.5
    assert power(series, 0.08, 0.12) > 0.05
    assert power(series, 0.13, 0.19) < 0.05


def test_slow_paced_breathing_swings_the_heart_more():
    free, paced = (heart(**STEADY).series(NOON_S, 300, paced_per_min=pace) for pace in (None, 6.0))

    assert paced.rr_ms.std() > 1.5 * free.rr_ms.std()
    assert power(paced, 0.08, 0.12) > 0.8


def test_at_night_the_heart_is_slower_and_more_variable():
    person = heart(drift=0.0)
    noon, night = person.series(NOON_S, 600), person.series(NIGHT_S, 600)

    assert night.rr_ms.mean() > 1.05 * noon.rr_ms.mean()
    assert rmssd_ms(night) > 1.1 * rmssd_ms(noon)


def test_simulated_day_follows_the_persons_time():
    tokyo = heart(drift=0.0, utc_offset_s=9 * 3600.0)
    assert tokyo.series(NIGHT_S, 600).rr_ms.mean() < heart(drift=0.0).series(NIGHT_S, 600).rr_ms.mean()


def test_slow_drift_has_more_power_the_slower_it_is():
    series = heart(day_rhythm=0.0, drift=2.0).series(NOON_S, 3 * 3600)

    assert power(series, 0.0002, 0.002) > 2 * power(series, 0.002, 0.02)


def test_an_irregular_heart_changes_from_beat_to_beat():
    assert rmssd_ms(heart(irregularity=0.15).series(NOON_S, 300)) > 150


def test_same_seed_gives_the_same_heart():
    assert heart(7).series(NOON_S, 60).rr_ms.tolist() == heart(7).series(NOON_S, 60).rr_ms.tolist()


def test_heart_generated_in_pieces_stays_continuous():
    person = heart(rmssd_ms=1e-9, **STEADY)
    whole = person.series(NOON_S, 60)
    first = person.series(NOON_S, 30)
    second = person.series(float(first.time_s[-1]), 20)

    assert [*first.time_s, *second.time_s] == pytest.approx(whole.time_s[: len(first) + len(second)], abs=1e-3)


@examples(20)
@given(
    hr_bpm=st.floats(35, 150),
    target_ms=st.floats(2, 200),
    duration_s=st.floats(3, 400),
    irregularity=st.floats(0, 0.3),
    paced=st.none() | st.floats(3, 30),
)
def test_every_simulated_heart_is_plausible_and_as_long_as_asked(hr_bpm, target_ms, duration_s, irregularity, paced):
    person = heart(hr_bpm=hr_bpm, rmssd_ms=target_ms, irregularity=irregularity)
    series = person.series(NOON_S, duration_s, paced_per_min=paced)

    assert series.rr_ms.min() >= 273
    assert series.rr_ms.max() <= 2000
    assert series.time_s[0] > NOON_S
    assert series.time_s[-1] <= NOON_S + duration_s < series.time_s[-1] + 4
    assert not series.flags.any()


@pytest.mark.parametrize("duration_s", [0.0, -5.0])
def test_a_recording_without_length_is_refused(duration_s):
    with pytest.raises(ValueError, match="longer than zero"):
        heart().series(NOON_S, duration_s)
