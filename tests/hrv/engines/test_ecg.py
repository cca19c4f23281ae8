from __future__ import annotations

import numpy as np
import pytest

from hrv.beats import BeatSeries
from hrv.engines.ecg import compare, r_peaks_s

RATE_HZ = 130


def peaks_of_a_heart(seconds: float, seed: int = 1) -> np.ndarray:
    """A heart of 66 beats a minute that breathes."""
    dice = np.random.default_rng(seed)
    count = int(seconds / 0.9)
    rr_s = 0.9 + 0.05 * np.sin(2 * np.pi * 0.25 * 0.9 * np.arange(count)) + dice.normal(0, 0.012, count)
    return 0.7 + np.cumsum(rr_s)


def ecg_of(peaks_s: np.ndarray, seconds: float, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """What 14 bits at 130 Hz show of it: P, QRS and T as bells, a baseline that breathes, and some noise."""
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    after_s = time_s[:, None] - peaks_s[None, :]
    waves = ((-0.17, 0.025, 120), (-0.03, 0.009, -110), (0.0, 0.011, 1100), (0.03, 0.01, -220), (0.25, 0.04, 260))
    beats = sum(height * np.exp(-0.5 * ((after_s - at) / width) ** 2) for at, width, height in waves)
    noise = np.random.default_rng(seed).normal(0, 12, time_s.size)
    return time_s, np.round(beats.sum(axis=1) + 80 * np.sin(2 * np.pi * 0.25 * time_s) + noise)


def reported(peaks_s: np.ndarray, lag_s: float = 0.0) -> BeatSeries:
    """What a strap says of these peaks, in steps of 1/1024 s."""
    rr_ms = np.round(np.diff(peaks_s) * 1024) / 1.024
    return BeatSeries.from_rr(rr_ms, start=float(peaks_s[0]) + lag_s)


@pytest.fixture(scope="module")
def truth():
    return peaks_of_a_heart(90)


@pytest.fixture(scope="module")
def found(truth):
    return r_peaks_s(*ecg_of(truth, 88))


def test_r_peaks_at_130_hz_are_found_within_4_ms(truth, found):
    inside = truth[truth < 87.5]
    nearest = np.array([found[np.abs(found - peak).argmin()] for peak in inside])

    assert len(found) == pytest.approx(len(inside), abs=1)
    assert np.abs(nearest - inside).max() < 0.004


def test_ecg_hole_is_not_bridged_and_short_pieces_give_no_peaks(truth):
    time_s, ecg_uv = ecg_of(truth, 40)
    kept = (time_s < 20) | (time_s > 23.05)
    found = r_peaks_s(time_s[kept], ecg_uv[kept])

    assert not ((found > 20.1) & (found < 23)).any()
    assert len(found) > 35
    assert r_peaks_s(time_s[:300], ecg_uv[:300]).size == r_peaks_s(time_s[:1], ecg_uv[:1]).size == 0


@pytest.mark.parametrize("lag_s", [0.0, 1.37, 4.2, -2.5])
def test_accurate_strap_agrees_despite_any_lag(truth, found, lag_s):
    agreement = compare(reported(truth, lag_s), found)

    assert agreement.agrees is True
    assert agreement.lag_s == pytest.approx(lag_s, abs=0.005)
    assert (agreement.missed, agreement.extra) == (0, 0)
    assert agreement.median_ms < 2
    assert agreement.p95_ms < 5


def test_straps_that_miss_or_invent_beats_are_detected(truth):
    missing = compare(reported(np.delete(truth, slice(5, None, 9))), truth)
    extra = np.sort(np.append(truth, truth[10:-1:9] + 0.45))
    invented = compare(reported(extra), truth)

    assert missing.agrees is False
    assert missing.missed == 11
    assert invented.agrees is False
    assert invented.extra == 10


def test_strap_that_smooths_its_intervals_is_detected(truth):
    smooth = np.convolve(np.diff(truth), np.ones(5) / 5, mode="same")
    agreement = compare(BeatSeries.from_rr(smooth[2:-2] * 1000, start=float(truth[2])), truth)

    assert agreement.agrees is False
    assert agreement.median_ms > 5


def test_no_interval_is_compared_across_a_segment(truth):
    series = reported(truth)
    half = len(series) // 2
    wrong = series.rr_ms.copy()
    wrong[half] = 1500.0  # the first of a new segment: its own interval is not vouched for
    cut = BeatSeries(series.time_s, wrong, (np.arange(len(series)) >= half).astype(np.int32), series.flags)

    assert compare(cut, truth).p95_ms < 2


@pytest.mark.parametrize(("beats", "peaks"), [(0, 5), (5, 0), (1, 1), (10, 12)])
def test_too_few_beats_give_no_verdict(truth, beats, peaks):
    series = reported(truth).between(-1, float(truth[beats]) + 0.01 if beats else -0.5)

    assert compare(series, truth[:peaks]).agrees is None


def test_strap_of_another_person_does_not_agree(truth):
    assert compare(reported(peaks_of_a_heart(90, seed=7) * 0.83), truth).agrees is False
