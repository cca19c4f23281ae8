from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Executor, Future
from datetime import date

import neurokit2 as nk
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import hrv
from hrv import BeatSeries, Quality, Rhythm, Window
from hrv.engines.vectorised import analyse_in_bulk
from hrv.json_values import Stored
from hrv.numeric import arrays
from hrv.windows.absence import Absence
from hrv.windows.window import Numbers
from tests.hrv.hearts import resting, with_missed_beat, with_premature_beat
from tests.properties import examples

DAY = date(2026, 11, 27)
EXACT = 1e-9
MIRRORS = 1e-7
"""The sum over mirrors is cut off; the program knows it in closed form."""


def neurokit(part):
    return {**nk.hrv_time({"RRI": part.rr_ms, "RRI_Time": part.time_s}).iloc[0], **neurokit_powers(part)}


def neurokit_powers(part):
    """NeuroKit2's own density, over what a quadratic spline keeps: its transform over those of all its mirrors."""
    curve, _, rate = nk.intervals_process(
        part.rr_ms, intervals_time=part.time_s, interpolate=True, interpolation_rate=100
    )
    density = nk.signal_psd(curve, sampling_rate=rate, method="welch", normalize=False, max_frequency=0.5)
    frequency, power = density["Frequency"].to_numpy(), density["Power"].to_numpy()
    per_beat = frequency * (part.time_s[-1] - part.time_s[0]) / (len(part) - 1)
    mirrors = np.sinc(np.subtract.outer(per_beat, np.arange(-400, 401))) ** 3
    kept = np.sinc(per_beat) ** 3 / mirrors.sum(axis=1)
    whole = np.where(per_beat < 0.5, power / kept**2, 0.0)
    bands = {"HRV_LF": (0.04, 0.15), "HRV_HF": (0.15, 0.40)}
    inside = {name: (frequency >= low) & (frequency < high) for name, (low, high) in bands.items()}
    return {name: np.trapezoid(whole[band], frequency[band]) for name, band in inside.items()}


@pytest.mark.parametrize("window_s", [120.0, 300.0])
@pytest.mark.parametrize("start", [0.0, 1_795_248_000.25])
def test_clean_windows_match_neurokit(window_s, start):
    series = BeatSeries.from_rr(resting(1, seconds=500), start=start)
    windows = hrv.analyse(series, window_s=window_s, hop_s=90.0)
    assert len(windows) > 2
    for window in windows:
        theirs = neurokit(series.between(window.start_s, window.end_s))
        assert window.rmssd_ms == pytest.approx(theirs["HRV_RMSSD"], abs=EXACT)
        assert window.sdnn_ms == pytest.approx(theirs["HRV_SDNN"], abs=EXACT)
        assert window.mean_rr_ms == pytest.approx(theirs["HRV_MeanNN"], abs=EXACT)
        assert window.pnn50 == pytest.approx(theirs["HRV_pNN50"], abs=EXACT)
        assert window.pnn20 == pytest.approx(theirs["HRV_pNN20"], abs=EXACT)
        assert window.lf_ms2 == pytest.approx(theirs["HRV_LF"], rel=MIRRORS)
        assert window.hf_ms2 == pytest.approx(theirs["HRV_HF"], rel=MIRRORS)


def test_poincare_indices_match_neurokit():
    series = BeatSeries.from_rr(resting(2, seconds=310))
    window = hrv.analyse(series)[0]
    part = series.between(window.start_s, window.end_s)
    rr = part.rr_ms
    assert window.sd1_ms == pytest.approx(np.std(np.diff(rr) / np.sqrt(2), ddof=1), abs=EXACT)
    assert window.sd2_ms == pytest.approx(np.std((rr[1:] + rr[:-1]) / np.sqrt(2), ddof=1), abs=EXACT)


def test_masked_beats_are_left_out_and_not_replaced():
    rr = with_missed_beat(resting(3, seconds=310), 100)
    series = BeatSeries.from_rr(rr)
    window = hrv.analyse(series)[0]
    part = series.between(window.start_s, window.end_s)
    kept = np.delete(part.rr_ms, 100)
    steps = np.delete(np.diff(part.rr_ms), [99, 100])
    assert window.n_masked == 1
    assert window.sdnn_ms == pytest.approx(kept.std(ddof=1), abs=EXACT)
    assert window.rmssd_ms == pytest.approx(np.sqrt(np.mean(steps**2)), abs=EXACT)


def test_no_difference_crosses_segments_whose_times_fit():
    rr = resting(4, seconds=310)
    whole = BeatSeries.from_rr(rr)
    segment = np.zeros(len(whole), np.int32)
    segment[150:] = 1
    split = BeatSeries(time_s=whole.time_s, rr_ms=whole.rr_ms, segment=segment, flags=whole.flags)
    window = hrv.analyse(split)[0]
    count = len(split.between(window.start_s, window.end_s))
    steps = np.delete(np.diff(rr[:count]), 149)
    assert window.rmssd_ms == pytest.approx(np.sqrt(np.mean(steps**2)), abs=EXACT)


def test_evenly_spaced_stamps_join_only_consecutive_beats():
    rr = resting(4, seconds=200, mean_ms=1000.0)
    stamps = BeatSeries(
        time_s=np.arange(1.0, rr.size + 1.0), rr_ms=rr, segment=np.zeros(rr.size), flags=np.zeros(rr.size)
    )
    joined = stamps.joined()
    window = hrv.analyse(stamps, window_s=150.0)[0]
    count = len(stamps.between(window.start_s, window.end_s))
    steps = np.diff(rr)[joined[1:]][: np.count_nonzero(joined[:count])]
    if window.rmssd_ms is not None:
        assert window.rmssd_ms == pytest.approx(np.sqrt(np.mean(steps**2)), abs=EXACT)


def test_spectrum_never_spans_a_hole():
    before = BeatSeries.from_rr(resting(5, seconds=140))
    after = BeatSeries.from_rr(resting(6, seconds=160), start=float(before.time_s[-1]) + 9.0)
    window = hrv.analyse(BeatSeries.concatenate((before, after)))[0]
    assert window.rmssd_ms is not None
    assert window.lf_ms2 is None
    assert window.why["lf_ms2"] is Absence.NO_LF_STRETCH


def test_a_spectrum_is_taken_from_the_part_before_a_late_hole():
    before = BeatSeries.from_rr(resting(5, seconds=260))
    after = BeatSeries.from_rr(resting(6, seconds=60), start=float(before.time_s[-1]) + 9.0)
    window = hrv.analyse(BeatSeries.concatenate((before, after)))[0]
    assert window.hf_ms2 == pytest.approx(neurokit(before)["HRV_HF"], rel=MIRRORS)


def test_a_minute_has_hf_and_no_lf():
    window = hrv.analyse(BeatSeries.from_rr(resting(7, seconds=75)), window_s=70.0)[0]
    assert window.hf_ms2 is not None
    assert window.lf_ms2 is None


def test_breathing_and_its_swing_are_read_from_the_beats():
    window = hrv.analyse(BeatSeries.from_rr(resting(8, seconds=310, breath_hz=0.25, breath_ms=60.0, noise_ms=3.0)))[0]
    assert window.breathing_per_min == pytest.approx(15.0, abs=0.3)
    assert window.rsa_ms == pytest.approx(120.0, rel=0.2)


def test_slow_breathing_is_breathing_too():
    rr = resting(8, seconds=310, breath_hz=0.1, breath_ms=80.0, slow_ms=0.0)
    window = hrv.analyse(BeatSeries.from_rr(rr))[0]
    assert window.breathing_per_min == pytest.approx(6.0, abs=0.2)
    assert window.peak_hz == pytest.approx(0.1, abs=0.004)


def test_without_a_clear_wave_there_is_no_breathing_rate():
    rr = 900 + np.random.default_rng(1).normal(0, 30, 340)
    window = hrv.analyse(BeatSeries.from_rr(rr))[0]
    assert window.breathing_per_min is None
    assert window.rsa_ms is None
    assert window.why["rsa_ms"] == window.why["breathing_per_min"]


def paced(seed, dither_ms):
    return 800.0 + np.random.default_rng(seed).uniform(-dither_ms / 2, dither_ms / 2, 400)


@pytest.mark.parametrize("analyse", [hrv.analyse, hrv.analyse_in_bulk])
@pytest.mark.parametrize("dither_ms", [0.0, 1.0, 4.0])
def test_paced_heart_has_a_rate_but_no_variability(analyse, dither_ms):
    window = analyse(BeatSeries.from_rr(paced(1, dither_ms)))[0]
    assert window.mean_rr_ms == pytest.approx(800, abs=1)
    assert window.hr_bpm == pytest.approx(75, abs=0.1)
    assert set(window.why.values()) == {Absence.NO_VARIATION}
    assert {"rmssd_ms", "ln_rmssd", "sdnn_ms", "pnn50", "lf_ms2", "peak_hz"} <= window.why.keys()
    assert Window.from_json(window.to_json()) == window
    assert hrv.daily_value([window], day=DAY, kind="check").ln_rmssd is None


def test_paced_heart_with_extra_beats_has_no_variability():
    rr = paced(2, 1.0)
    rr[20::40] += 250.0
    assert hrv.analyse(BeatSeries.from_rr(rr))[0].rmssd_ms is None


@pytest.mark.parametrize("noise_ms", [0.8, 0.2])
def test_low_rmssd_alone_is_no_reason(noise_ms):
    rr = 800.0 + 3.5 * np.sin(np.arange(400) / 40) + np.random.default_rng(3).normal(0, noise_ms, 400)
    window = hrv.analyse(BeatSeries.from_rr(rr))[0]
    assert window.rmssd_ms < 1.8 * noise_ms
    assert hrv.daily_value([window], day=DAY, kind="check").ln_rmssd == pytest.approx(window.ln_rmssd)


def test_a_short_recording_is_fair_at_best():
    window = hrv.analyse(BeatSeries.from_rr(resting(9, seconds=100)))[0]
    assert window.quality is Quality.FAIR
    assert window.end_s - window.start_s == pytest.approx(100, abs=1)


def test_a_rejected_window_has_no_number_and_a_reason_for_each():
    rr = 900 * np.random.default_rng(2).uniform(0.1, 4.0, 300)
    window = hrv.analyse(BeatSeries.from_rr(rr))[0]
    assert window.quality is Quality.REJECTED
    assert all(getattr(window, name) is None for name in Numbers._fields)
    assert set(window.why) == set(Numbers._fields)
    assert set(window.why.values()) == {Absence.REJECTED}


def test_no_beats_have_no_windows():
    assert hrv.analyse(BeatSeries.from_rr(())) == ()
    assert hrv.analyse(BeatSeries.from_rr([800.0])) == ()


@given(seed=st.integers(0, 99), seconds=st.floats(35, 330), spoiled=st.integers(0, 8))
@examples(12)
def test_every_window_goes_to_json_and_back_unchanged(seed, seconds, spoiled):
    rr = resting(seed, seconds=seconds)
    for at in range(4, 4 + 4 * spoiled, 4):
        rr = with_premature_beat(rr, at)
    for window in hrv.analyse(BeatSeries.from_rr(rr), window_s=60.0):
        assert Window.from_json(window.to_json()) == window


def test_a_strange_or_missing_field_is_refused():
    stored = hrv.analyse(BeatSeries.from_rr(resting(1)), window_s=120.0)[0].to_json()
    with pytest.raises(ValueError, match="not a stored Window: check extra"):
        Window.from_json({**stored, "extra": 1})
    with pytest.raises(ValueError, match="check rmssd_ms"):
        Window.from_json({name: value for name, value in stored.items() if name != "rmssd_ms"})


def test_index_with_a_wrong_value_is_refused():
    stored = hrv.analyse(BeatSeries.from_rr(resting(1)), window_s=120.0)[0].to_json()
    with pytest.raises(ValueError, match="ln_rmssd does not follow"):
        Window.from_json({**stored, "rmssd_ms": stored["sdnn_ms"]})
    with pytest.raises(ValueError, match="ln_rmssd does not follow"):
        Window.from_json({**stored, "rmssd_ms": 0.0})
    with pytest.raises(ValueError, match="sdnn_ms does not lie within"):
        Window.from_json({**stored, "sdnn_ms": 3 * stored["sdnn_ms"]})
    with pytest.raises(ValueError, match="pnn50 is above pnn20"):
        Window.from_json({**stored, "pnn20": stored["pnn50"], "pnn50": stored["pnn20"]})
    with pytest.raises(ValueError, match="hr_bpm does not follow"):
        Window.from_json({**stored, "hr_bpm": 200.0})
    with pytest.raises(ValueError, match="Each absent index needs its cause"):
        Window.from_json({**stored, "lf_ms2": None})
    with pytest.raises(ValueError, match="Each absent index needs its cause"):
        Window.from_json({**stored, "why": {"lf_ms2": "no_lf_stretch"}})


def test_rejected_window_still_has_a_rhythm():
    rr = 800 * np.random.default_rng(3).gamma(25, 1 / 25, 400)
    assert all(window.rhythm is Rhythm.UNCLEAR for window in hrv.analyse(BeatSeries.from_rr(rr)))


def test_importing_hrv_loads_nothing_heavy():
    check = (
        "import sys, hrv; "
        "heavy = {'neurokit2', 'scipy', 'pandas', 'matplotlib', 'sklearn'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_only_dataclasses_can_be_stored():
    class Loose(Stored):
        pass

    with pytest.raises(TypeError, match="must be a dataclass"):
        Loose().to_json()


def test_arrays_have_names_for_their_kinds():
    assert arrays.Floats == NDArray[np.float64]
    assert arrays.Waves == NDArray[np.complex128]


@given(rr=st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=120), times=st.booleans())
@examples(60)
def test_any_input_gives_windows_or_a_plain_error(rr, times):
    try:
        if times:
            blank = np.zeros(len(rr))
            series = BeatSeries(time_s=rr, rr_ms=np.full(len(rr), 800.0), segment=blank, flags=blank)
        else:
            series = BeatSeries.from_rr(rr)
        windows = analyse_in_bulk(series)
    except ValueError as error:
        assert str(error).endswith((".", ")."))  # noqa: PT017 - either answer is right, a wordless one is not
    else:
        assert all(window.quality in Quality for window in windows)


@given(rr=st.lists(st.floats(150, 3000), min_size=60, max_size=200), window_s=st.sampled_from([30.0, 60.0, 120.0]))
@examples(40)
def test_every_index_is_finite_or_has_a_reason(rr, window_s):
    for window in analyse_in_bulk(BeatSeries.from_rr(rr), window_s=window_s):
        for name in Numbers._fields:
            value = getattr(window, name)
            assert (value is None) == (name in window.why)
            assert value is None or np.isfinite(value)


def test_a_million_beats_give_windows():
    series = BeatSeries.from_rr(np.tile(resting(1, seconds=900), 1000)[:1_000_000])
    windows = analyse_in_bulk(series, hop_s=7200.0)
    assert len(windows) == 125


class OneAfterAnother(Executor):
    """Runs what it is handed at once, and counts the parts."""

    parts = 0

    def submit(self, work, /, *arguments, **named):
        self.parts += 1
        done = Future()
        done.set_result(work(*arguments, **named))
        return done


def test_shared_out_windows_are_the_same_to_the_last_bit():
    series = BeatSeries.from_rr(resting(11, seconds=1000))
    processes = OneAfterAnother()
    shared = hrv.analyse(series, hop_s=15.0, processes=processes)
    assert len(shared) == 47
    assert processes.parts == 4  # two for the time domain, two for the spectra
    assert shared == hrv.analyse(series, hop_s=15.0)
