from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv import BeatFlag, BeatSeries, find_artifacts
from hrv.cleaning.nn_intervals import CleanBeats
from hrv.cleaning.placement import place_windows
from hrv.cleaning.standard_errors import errors, student_90
from hrv.engines.vectorised import analyse_in_bulk
from tests.hrv.hearts import resting, rmssd
from tests.properties import examples


@given(freedom=st.floats(3, 500))
@examples(30)
def test_students_quantile_stays_above_normal_and_falls_to_it(freedom):
    assert 1.644 < student_90(np.array(freedom)) < 2.4
    assert student_90(np.array(freedom)) > student_90(np.array(freedom * 2))


@pytest.mark.parametrize(("freedom", "quantile"), [(5, 2.015), (10, 1.812), (30, 1.697)])
def test_students_quantile_is_that_of_the_tables(freedom, quantile):
    assert student_90(np.array(float(freedom))) == pytest.approx(quantile, abs=0.01)


def hits(window, truths):
    return [getattr(window, f"{name}_lo") <= truth <= getattr(window, f"{name}_hi") for name, truth in truths.items()]


@pytest.mark.parametrize(("window_s", "least"), [(60.0, 0.82), (300.0, 0.78)])
def test_intervals_cover_the_steady_state_nine_times_in_ten(window_s, least):
    covered = []
    for seed in range(12):
        rr = resting(seed, seconds=1500)
        truths = {"rmssd_ms": rmssd(rr), "sdnn_ms": rr.std(ddof=1), "mean_rr_ms": rr.mean()}
        for window in analyse_in_bulk(BeatSeries.from_rr(rr), window_s=window_s, hop_s=window_s):
            covered.append(hits(window, truths))  # noqa: PERF401 - one row for each window
    assert (np.mean(covered, axis=0) > least).all()


def test_more_beats_give_narrower_intervals():
    rr = resting(1, seconds=1500)
    short, long = (analyse_in_bulk(BeatSeries.from_rr(rr), window_s=window_s)[0] for window_s in (60.0, 900.0))
    assert long.ln_rmssd_se < short.ln_rmssd_se / 2
    assert long.rmssd_ms_hi - long.rmssd_ms_lo < short.rmssd_ms_hi - short.rmssd_ms_lo


@given(seed=st.integers(0, 300), window_s=st.sampled_from([30.0, 60.0, 300.0]))
@examples(15)
def test_an_interval_holds_its_value_and_is_as_wide_as_its_error(seed, window_s):
    for window in analyse_in_bulk(BeatSeries.from_rr(resting(seed, seconds=400)), window_s=window_s):
        assert window.rmssd_ms_lo < window.rmssd_ms < window.rmssd_ms_hi
        assert window.sdnn_ms_lo < window.sdnn_ms < window.sdnn_ms_hi
        assert window.mean_rr_ms_lo < window.mean_rr_ms < window.mean_rr_ms_hi
        assert np.log(window.rmssd_ms_hi / window.rmssd_ms) == pytest.approx(1.6449 * window.ln_rmssd_se, rel=1e-3)


def test_change_half_way_widens_the_interval():
    calm, restless = resting(1, seconds=150, breath_ms=10.0), resting(2, seconds=160, breath_ms=90.0)
    steady = analyse_in_bulk(BeatSeries.from_rr(resting(1, seconds=310)))[0]
    changing = analyse_in_bulk(BeatSeries.from_rr(np.concatenate((calm, restless))))[0]
    assert changing.ln_rmssd_se > 3 * steady.ln_rmssd_se


def test_a_slow_drift_leaves_more_room_above_sdnn_than_below():
    rr = resting(3, seconds=310) + np.linspace(-60, 60, resting(3, seconds=310).size)
    window = analyse_in_bulk(BeatSeries.from_rr(rr))[0]
    assert window.sdnn_ms_hi / window.sdnn_ms > window.sdnn_ms / window.sdnn_ms_lo


def test_beats_missed_in_bursts_do_not_count_as_slow_drift():
    rng = np.random.default_rng(4)
    rr = 900 + 120 * np.sin(2 * np.pi * 0.1 * 0.9 * np.arange(4000)) + rng.normal(0, 8, 4000)
    lost = np.zeros(rr.size, bool)
    while lost.mean() < 0.2:
        start = rng.integers(0, rr.size)
        lost[start : start + 6] = True
    series = BeatSeries.from_rr(rr)
    flags = np.where(lost, BeatFlag.NO_CONTACT, BeatFlag.NONE)
    holed = BeatSeries(time_s=series.time_s, rr_ms=rr, segment=series.segment, flags=flags)
    spans = place_windows(series, window_s=300.0, hop_s=300.0)
    whole, some = (errors(CleanBeats.of(each, find_artifacts(each).masked, spans), spans) for each in (series, holed))
    unseen = [(each.sdnn_above**2 - each.sdnn_below**2).mean() for each in (whole, some)]
    assert unseen[1] < 0.007
    assert (some.mean_rr_half_ms > whole.mean_rr_half_ms).all()
