from __future__ import annotations

import neurokit2 as nk
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hrv
from hrv import BeatSeries
from hrv.engines.vectorised import analyse_in_bulk
from hrv.spectral.splines import quadratic_splines
from hrv.spectral.welch import Samples, densities
from hrv.windows.window import Numbers
from tests.hrv.hearts import resting, with_extra_beat, with_missed_beat, with_premature_beat
from tests.properties import examples

SPECTRAL = {"lf_ms2", "hf_ms2", "peak_hz", "breathing_per_min", "rsa_ms"}
SPOILS = (with_premature_beat, with_missed_beat, with_extra_beat)


def assert_same(record, bulk):
    assert len(record) == len(bulk) > 0
    for theirs, ours in zip(record, bulk, strict=True):
        assert (theirs.start_s, theirs.quality, theirs.rhythm, theirs.why) == (
            ours.start_s, ours.quality, ours.rhythm, ours.why,
        )  # fmt: skip
        for name in Numbers._fields:
            value = getattr(theirs, name)
            exact = {"rel": 1e-6} if name in SPECTRAL else {"rel": 1e-9, "abs": 1e-9}
            assert getattr(ours, name) == (None if value is None else pytest.approx(value, **exact)), name


@given(
    seed=st.integers(0, 10_000),
    start=st.sampled_from([0.0, 12345.678, 1_795_248_000.125]),
    window_s=st.sampled_from([60.0, 120.0, 300.0]),
    spoiled=st.lists(st.tuples(st.integers(1, 90), st.integers(0, 2)), max_size=8),
)
@examples(25)
def test_bulk_windows_equal_those_of_the_engine_of_record(seed, start, window_s, spoiled):
    rr = resting(seed, seconds=430, mean_ms=700 + seed % 400)
    for at, kind in sorted(spoiled, reverse=True):
        rr = SPOILS[kind](rr, 4 * at)
    series = BeatSeries.from_rr(rr, start=start)
    placement = {"window_s": window_s, "hop_s": 47.0}
    assert_same(hrv.analyse(series, **placement), analyse_in_bulk(series, **placement))


def test_bulk_windows_respect_holes_like_the_engine_of_record():
    parts, start = [], 0.0
    for part in range(12):
        piece = BeatSeries.from_rr(resting(part, seconds=37 + 20 * part), start=start)
        segment = np.full(len(piece), part)
        parts.append(BeatSeries(time_s=piece.time_s, rr_ms=piece.rr_ms, segment=segment, flags=piece.flags))
        start = float(piece.time_s[-1]) + 8.0
    series = BeatSeries.concatenate(parts)
    assert_same(hrv.analyse(series), analyse_in_bulk(series))


def test_a_constant_heart_is_the_same_in_bulk():
    series = BeatSeries.from_rr([800.0] * 800)
    for theirs, ours in zip(hrv.analyse(series), analyse_in_bulk(series), strict=True):
        assert ours.rmssd_ms is theirs.rmssd_ms is None
        assert ours.why == theirs.why


def test_an_hour_that_is_one_window_is_the_same_in_bulk():
    series = BeatSeries.from_rr(resting(3, seconds=3610))
    assert_same(hrv.analyse(series, window_s=3600.0), analyse_in_bulk(series, window_s=3600.0))


def test_no_beats_have_no_windows_in_bulk():
    assert analyse_in_bulk(BeatSeries.from_rr(())) == ()


@given(seed=st.integers(0, 10_000))
@examples(15)
def test_interpolated_curves_match_neurokit(seed):
    rng = np.random.default_rng(seed)
    counts = rng.integers(5, 60, 3)
    points = [(np.append(0.0, np.cumsum(rng.uniform(0.3, 2.0, n - 1))), rng.normal(0, 50, n)) for n in counts]
    curves = quadratic_splines(*(np.concatenate(column) for column in zip(*points, strict=True)), counts)
    for (x, y), first, last, area in zip(points, curves.first, curves.last, curves.integrals(), strict=True):
        pieces = np.arange(first + 1, last)
        at = np.linspace(0, x[-1], 200)
        piece = pieces[np.searchsorted(curves.begin[pieces], at, side="right") - 1]
        u = at - curves.begin[piece]
        ours = curves.value(piece) + u * (curves.slope[piece] + u * curves.bend[piece])
        assert np.allclose(ours, nk.signal_interpolate(x, y, x_new=at, method="quadratic"), atol=1e-8)
        fine = np.linspace(0, x[-1], 20_001)
        assert area == pytest.approx(
            np.trapezoid(nk.signal_interpolate(x, y, x_new=fine, method="quadratic"), fine), abs=1e-3
        )


@given(seed=st.integers(0, 10_000), start=st.sampled_from([0.0, 1_795_248_000.125]), seconds=st.floats(60, 320))
@examples(20)
def test_spectral_densities_match_neurokits_curve(seed, start, seconds):
    beats = BeatSeries.from_rr(resting(seed, seconds=seconds, mean_ms=600 + seed % 600), start=start)
    first_s, last_s = beats.time_s[:1], beats.time_s[-1:]
    samples = Samples.of(first_s, last_s)
    count = np.array([len(beats)])
    curves = quadratic_splines((beats.time_s - first_s) / samples.step_s, beats.rr_ms - beats.rr_ms[0], count)
    ours = densities(curves, samples)
    curve, _, rate = nk.intervals_process(
        beats.rr_ms, intervals_time=beats.time_s, interpolate=True, interpolation_rate=100
    )
    theirs = nk.signal_psd(curve, sampling_rate=rate, method="welch", normalize=False, max_frequency=0.5)
    known = theirs[(theirs.Frequency > 0.039) & (theirs.Frequency < 0.421)]
    same = np.interp(known.Frequency, ours.frequency_hz[0], ours.power[0])
    assert ours.frequency_hz[0, 0] <= known.Frequency.iloc[0] + 1e-9
    assert same == pytest.approx(known.Power.to_numpy(), rel=1e-6, abs=1e-6 * known.Power.max())


def test_day_of_beats_is_computed_completely():
    series = BeatSeries.from_rr(np.tile(resting(1, seconds=3600), 8))
    windows = analyse_in_bulk(series, hop_s=300.0)
    assert len(windows) == 96
    assert all(window.hf_ms2 is not None for window in windows)
