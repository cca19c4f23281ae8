"""Real recordings that somebody else has measured too."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.hrv_recordings import conditions, device_beats, ecg_beats, run_windows, toolbox_pairs, whole
from hrv import Quality, Rhythm
from tests.sampling import one_by_day

pytestmark = pytest.mark.real


@pytest.mark.parametrize("person", one_by_day("nsr001", "nsr004"))
def test_windows_equal_published_ones_if_no_beat_was_left_out(real_data, person):
    pairs = [
        pair
        for pair in toolbox_pairs(real_data, person)
        if not pair.ours.n_masked and abs(pair.theirs["btsdet"] - pair.ours.n_beats) <= 1
    ]
    assert len(pairs) > 10
    for ours, theirs in (("rmssd_ms", "RMSSD"), ("sdnn_ms", "SDNN"), ("mean_rr_ms", "NNmean")):
        off = [abs(getattr(pair.ours, ours) / pair.theirs[theirs] - 1) for pair in pairs]
        assert np.percentile(off, 90) < 0.001  # where the toolbox left out one beat and took in another they differ


@pytest.mark.parametrize("person", one_by_day("nsr001", "nsr004"))
def test_windows_are_near_published_ones_if_beats_were_left_out(real_data, person):
    pairs = [pair for pair in toolbox_pairs(real_data, person) if pair.ours.quality is Quality.GOOD]
    off = [abs(pair.ours.rmssd_ms / pair.theirs["RMSSD"] - 1) for pair in pairs if pair.theirs["RMSSD"] > 0]
    assert np.median(off) < 0.04


def test_armband_agrees_with_ecg_within_intervals_at_rest(real_data):
    folder = real_data / "five-devices"
    ecg, armband = ecg_beats(folder / "test_vu.txt"), device_beats(folder / "test_rhythm.csv")
    spans = conditions(folder / "test_events.csv")
    for still in ("sitting", "arithmetic", "recovery", "standing"):
        criterion, other = whole(ecg, *spans[still]), whole(armband, *spans[still])
        assert criterion.rmssd_ms_lo < other.rmssd_ms_hi
        assert other.rmssd_ms_lo < criterion.rmssd_ms_hi
        assert other.rmssd_ms == pytest.approx(criterion.rmssd_ms, rel=0.1)


def test_deep_slow_breathing_on_an_ecg_is_clean(real_data):
    folder = real_data / "five-devices"
    window = whole(ecg_beats(folder / "test_vu.txt"), *conditions(folder / "test_events.csv")["breathing"])
    assert window.n_masked == 0
    assert window.rhythm is Rhythm.REGULAR
    assert window.breathing_per_min == pytest.approx(6.0, abs=1.0)


def test_the_worst_device_in_motion_is_never_trusted(real_data):
    folder = real_data / "five-devices"
    span = conditions(folder / "test_events.csv")["walking"]
    wrist = whole(device_beats(folder / "test_empatica.csv"), *span)
    assert wrist.rhythm is Rhythm.UNCLEAR or wrist.quality in {Quality.POOR, Quality.REJECTED}


def test_a_run_is_close_to_what_the_app_showed(real_data):
    off = [
        abs(np.log(window.rmssd_ms / shown)) for window, shown in run_windows(real_data) if window.rmssd_ms and shown
    ]
    assert len(off) > 30
    assert np.median(off) < 0.2
