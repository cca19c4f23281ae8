from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hrv
from hrv import BeatFlag, BeatSeries, LiveIndices
from hrv.windows.absence import Absence
from tests.hrv.hearts import resting, with_extra_beat, with_missed_beat
from tests.properties import examples


def pushed(series, indices=None):
    indices = indices or LiveIndices()
    columns = (series.time_s, series.rr_ms, series.segment, series.flags)
    return [indices.push(*beat) for beat in zip(*(column.tolist() for column in columns), strict=True)]


@pytest.mark.parametrize("length", [30, 60, 300])
@pytest.mark.parametrize("start", [0.0, 1_795_248_000.0])
def test_live_numbers_equal_the_window_of_the_same_beats(length, start):
    series = BeatSeries.from_rr(resting(1, seconds=420), start=start)
    reading = pushed(series)[-1]
    live = getattr(reading, f"last_{length}_s")
    part = series.between(reading.time_s - length, reading.time_s)
    (window,) = hrv.analyse(part, window_s=400.0)
    assert live.n_beats == window.n_beats == len(part)
    assert live.rmssd_ms == pytest.approx(window.rmssd_ms, abs=1e-9)
    assert live.sdnn_ms == pytest.approx(window.sdnn_ms, abs=1e-9)
    assert live.mean_rr_ms == pytest.approx(window.mean_rr_ms, abs=1e-9)
    assert live.hr_bpm == pytest.approx(window.hr_bpm, abs=1e-9)


@given(seed=st.integers(0, 500))
@examples(10)
def test_live_numbers_stay_exact_over_a_long_session(seed):
    series = BeatSeries.from_rr(resting(seed, seconds=2200))
    reading = pushed(series)[-1]
    part = series.between(reading.time_s - 60, reading.time_s).rr_ms
    assert reading.last_60_s.rmssd_ms == pytest.approx(np.sqrt(np.mean(np.diff(part) ** 2)), abs=1e-9)
    assert reading.last_60_s.sdnn_ms == pytest.approx(part.std(ddof=1), abs=1e-9)


def test_numbers_are_absent_until_there_are_enough_beats():
    readings = pushed(BeatSeries.from_rr([980.0, 1020.0] * 8))
    assert readings[5].last_30_s.rmssd_ms is None
    assert readings[5].last_30_s.why is Absence.SHORT_RUNS
    assert readings[5].hr_bpm == pytest.approx(60.0, rel=0.03)
    assert readings[14].last_30_s.rmssd_ms == 40.0
    assert readings[14].last_30_s.why is None
    assert readings[14].last_30_s.coverage == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("dither_ms", [0.0, 1.0, 4.0])
def test_paced_heart_has_a_live_rate_but_no_variability(dither_ms):
    rr = 800.0 + np.random.default_rng(1).uniform(-dither_ms / 2, dither_ms / 2, 400)
    for reading in pushed(BeatSeries.from_rr(rr))[100:]:
        for span in (reading.last_30_s, reading.last_60_s, reading.last_300_s):
            assert (span.rmssd_ms, span.sdnn_ms, span.why) == (None, None, Absence.NO_VARIATION)
            assert span.hr_bpm == pytest.approx(75, abs=0.2)
        assert reading.coherence is None
        assert reading.swing_ms is None


def test_few_narrow_beats_are_called_few_not_paced():
    readings = pushed(BeatSeries.from_rr([800.0] * 20))
    assert [reading.last_60_s.why for reading in readings[:19]] == [Absence.SHORT_RUNS] * 19
    assert readings[19].last_60_s.why is Absence.NO_VARIATION


@given(seed=st.integers(0, 500), swing_ms=st.floats(0.5, 6.0))
@examples(20)
def test_live_floor_is_that_of_the_window_of_the_same_beats(seed, swing_ms):
    wave = swing_ms * np.sin(np.arange(90) / 9)
    series = BeatSeries.from_rr(800.0 + wave + np.random.default_rng(seed).normal(0, 0.5, 90))
    reading = pushed(series)[-1]
    (window,) = hrv.analyse_in_bulk(series.between(reading.time_s - 60, reading.time_s), window_s=400.0)
    assert (reading.last_60_s.why is Absence.NO_VARIATION) == (window.rmssd_ms is None)


def test_a_reading_knows_how_old_it_is():
    assert pushed(BeatSeries.from_rr([1000.0] * 3))[-1].age_s(5.5) == 2.5


@pytest.mark.parametrize("spoil", [with_missed_beat, with_extra_beat])
def test_a_false_beat_is_not_counted_and_makes_no_difference(spoil):
    clean, spoiled = resting(2, seconds=100), spoil(resting(2, seconds=100), 80)
    truth, reading = (pushed(BeatSeries.from_rr(rr))[-1].last_60_s for rr in (clean, spoiled))
    assert reading.n_beats < truth.n_beats
    assert reading.rmssd_ms == pytest.approx(truth.rmssd_ms, rel=0.05)


def test_a_beat_without_contact_is_not_counted():
    indices = LiveIndices()
    assert indices.push(1.0, 1000.0).counted
    assert not indices.push(2.0, 1000.0, 0, BeatFlag.NO_CONTACT).counted
    assert not indices.push(4.5, 2500.0).counted


def test_old_beats_leave_even_when_no_clean_beat_comes():
    indices = LiveIndices()
    pushed(BeatSeries.from_rr([1000.0] * 20), indices)
    reading = indices.push(60.0, 1000.0, 1, BeatFlag.NO_CONTACT)
    assert reading.last_30_s.n_beats == 0
    assert reading.last_30_s.coverage == 0
    assert reading.last_60_s.n_beats == 20


def test_no_difference_crosses_a_change_of_segment():
    first = BeatSeries.from_rr([800.0] * 20)
    indices = LiveIndices()
    pushed(first, indices)
    for beat in range(1, 21):
        reading = indices.push(float(first.time_s[-1]) + beat * 0.9, 900.0, segment=1)
    assert reading.last_60_s.rmssd_ms == 0.0  # two levels vary, and nothing within either


@pytest.mark.parametrize(("time_s", "rr_ms"), [(1.0, 800.0), (0.5, 800.0), (3.0, 0.0), (3.0, -1.0)])
def test_beat_out_of_order_is_refused(time_s, rr_ms):
    indices = LiveIndices()
    indices.push(1.0, 800.0)
    with pytest.raises(ValueError, match="must come after"):
        indices.push(time_s, rr_ms)


def test_slow_steady_breathing_is_coherent_and_noise_is_not():
    steady = resting(3, seconds=150, breath_hz=0.1, breath_ms=60.0, slow_ms=0.0, noise_ms=3.0)
    noise = 900 + np.random.default_rng(3).normal(0, 40, 170)
    calm, restless = (pushed(BeatSeries.from_rr(rr))[-1].coherence for rr in (steady, noise))
    assert calm.peak_hz == pytest.approx(0.1, abs=1 / 64)
    assert calm.ratio > 5 * restless.ratio
    assert calm.score > restless.score + 2


def test_coherence_needs_64_s_and_is_renewed_every_5_s():
    readings = pushed(BeatSeries.from_rr(resting(4, seconds=120)))
    assert all(reading.coherence is None for reading in readings if reading.time_s < 64)
    moments = sorted({reading.coherence.time_s for reading in readings if reading.coherence})
    assert len(moments) > 8
    assert all(5.0 <= step < 7.0 for step in np.diff(moments))


def test_coherence_of_an_unmoving_heart_is_absent():
    assert pushed(BeatSeries.from_rr([1000.0] * 90))[-1].coherence is None


def test_hole_restarts_coherence_and_breath():
    first = BeatSeries.from_rr(resting(5, seconds=90))
    indices = LiveIndices()
    assert pushed(first, indices)[-1].coherence is not None
    later = BeatSeries.from_rr(resting(6, seconds=20), start=float(first.time_s[-1]) + 8.0)
    reading = pushed(later, indices)[0]
    assert reading.coherence is None
    assert reading.swing_ms is None


def test_long_run_of_false_beats_restarts_coherence():
    first = BeatSeries.from_rr(resting(5, seconds=90))
    indices = LiveIndices()
    pushed(first, indices)
    end = float(first.time_s[-1])
    for beat in range(1, 8):
        indices.push(end + beat, 1000.0, 0, BeatFlag.NO_CONTACT)
    assert indices.push(end + 7.9, 900.0).coherence is None


def test_the_swing_is_the_height_of_a_breath_from_peak_to_trough():
    rr = resting(7, seconds=120, breath_hz=0.1, breath_ms=50.0, slow_ms=0.0, noise_ms=2.0)
    swings = [reading.swing_ms for reading in pushed(BeatSeries.from_rr(rr))[-60:]]
    assert np.median(swings) == pytest.approx(100.0, rel=0.1)
