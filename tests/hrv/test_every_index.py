"""Each index of Pulsro: who else says what it should be, and what it is at the edges of a window."""

from __future__ import annotations

import ast
from dataclasses import fields
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from statistics import fmean, stdev

import numpy as np
import pytest

import hrv
from hrv import BeatSeries, Quality
from hrv.engines.complexity import Complexity
from hrv.windows.absence import Absence
from hrv.windows.parasympathetic import ParasympatheticView
from hrv.windows.window import Numbers
from tests.hrv.hearts import resting, with_premature_beat

ROOT = Path(__file__).parents[2]
ENGINES = "tests/hrv/engines/test_analysis.py"
ERRORS = "tests/hrv/cleaning/test_standard_errors_arithmetic.py"
VIEWS = "tests/hrv/windows/test_parasympathetic.py"
NEUROKIT = f"{ENGINES}::test_clean_windows_match_neurokit"
BATCHES = f"{ERRORS}::test_errors_are_those_of_batch_means_taken_one_by_one"
PLAIN = "tests/hrv/test_every_index.py::test_time_domain_at_the_edges_is_that_of_plain_formulas"
SINES = "tests/hrv/spectral/test_spectrum.py::test_two_sines_keep_their_power_at_every_heart_rate"
TOOLBOX = "tests/real/test_hrv_agreement.py::test_windows_equal_published_ones_if_no_beat_was_left_out"
BREATH = f"{ENGINES}::test_breathing_and_its_swing_are_read_from_the_beats"

ORACLES = {
    "rmssd_ms": (NEUROKIT, TOOLBOX, PLAIN),
    "sdnn_ms": (NEUROKIT, TOOLBOX, PLAIN),
    "mean_rr_ms": (NEUROKIT, TOOLBOX, PLAIN),
    "pnn50": (NEUROKIT, PLAIN),
    "pnn20": (NEUROKIT, PLAIN),
    "hr_bpm": (PLAIN,),
    "ln_rmssd": (PLAIN,),
    "sd1_ms": (PLAIN, f"{ENGINES}::test_poincare_indices_match_neurokit"),
    "sd2_ms": (PLAIN, f"{ENGINES}::test_poincare_indices_match_neurokit"),
    "lf_ms2": (NEUROKIT, SINES),
    "hf_ms2": (NEUROKIT, SINES),
    "peak_hz": (f"{ENGINES}::test_slow_breathing_is_breathing_too",),
    "breathing_per_min": (BREATH,),
    "rsa_ms": (BREATH,),
    "ln_rmssd_se": (BATCHES,),
    **{f"{index}_{end}": (BATCHES,) for index in ("rmssd_ms", "sdnn_ms", "mean_rr_ms") for end in ("lo", "hi")},
    "dfa_alpha1": (f"{VIEWS}::test_structure_equals_what_neurokit_says",),
    "sample_entropy": (f"{VIEWS}::test_structure_equals_what_neurokit_says",),
    "mean_rr_z": (f"{VIEWS}::test_parasympathetic_view_has_three_separate_numbers",),
    "rmssd_z": (f"{VIEWS}::test_parasympathetic_view_has_three_separate_numbers",),
    "sd1_share_z": (f"{VIEWS}::test_parasympathetic_view_has_three_separate_numbers",),
}
"""For each index the tests that hold it against NeuroKit2, published windows, waves of known size or plain formulas."""

NOT_INDICES = {"n_beats", "why"}
TIME_DOMAIN = ("rmssd_ms", "ln_rmssd", "sdnn_ms", "mean_rr_ms", "hr_bpm", "pnn50", "pnn20", "sd1_ms", "sd2_ms")


def test_every_index_has_somebody_else_who_knows_it():
    views = {each.name for kind in (Complexity, ParasympatheticView) for each in fields(kind)} - NOT_INDICES
    assert set(ORACLES) == {*Numbers._fields, *views}


@pytest.mark.parametrize("test", sorted({test for tests in ORACLES.values() for test in tests}))
def test_test_of_an_index_is_there(test):
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def plain(rr, joined):
    """The time domain by the formulas of the guidelines (Task Force 1996), Poincare's plot by Brennan's (2001).

    The guidelines divide NN50 by the number of intervals, which is one more than that of their differences.
    """
    pairs = [pair for pair, real in zip(pairwise(rr), joined[1:], strict=True) if real]
    steps = [b - a for a, b in pairs]
    rmssd = sqrt(fmean(step**2 for step in steps))
    return {
        "rmssd_ms": rmssd,
        "ln_rmssd": log(rmssd),
        "sdnn_ms": stdev(rr),
        "mean_rr_ms": fmean(rr),
        "hr_bpm": 60_000 / fmean(rr),
        "pnn50": 100 * sum(abs(step) > 50 for step in steps) / (len(steps) + 1),
        "pnn20": 100 * sum(abs(step) > 20 for step in steps) / (len(steps) + 1),
        "sd1_ms": stdev(steps) / sqrt(2),
        "sd2_ms": stdev([(a + b) / sqrt(2) for a, b in pairs]),
    }


def whole(rr, *, gap_before=(), masked=()):
    """A recording with holes before some beats; the beats that will be masked are not among those that count."""
    rr = np.asarray(rr, float)
    time_s = np.cumsum(rr) / 1000
    for beat in gap_before:
        time_s[beat:] += 4.0
    segment = np.array([sum(beat >= gap for gap in gap_before) for beat in range(rr.size)], np.int32)
    series = BeatSeries(time_s=time_s, rr_ms=rr, segment=segment, flags=np.zeros(rr.size, np.uint8))
    kept = [beat for beat in range(rr.size) if beat not in masked]
    joined = [False, *(b == a + 1 and b not in gap_before for a, b in pairwise(kept))]
    return series, plain(rr[kept].tolist(), joined)


REST = resting(3, seconds=200.0)
LAST = REST.size - 1
EDGES = {
    "fewest beats": whole(resting(5, seconds=31.0, mean_ms=1430.0)[:22]),
    "nothing at the edges": whole(REST),
    "an early beat at the beginning": whole(with_premature_beat(REST, 0), masked=(0, 1)),
    "an early beat at the end": whole(with_premature_beat(REST, LAST - 1), masked=(LAST - 1, LAST)),
    "a gap after the first beat": whole(REST, gap_before=(1,)),
    "a gap before the last beat": whole(REST, gap_before=(LAST,)),
    "gaps at both edges": whole(REST, gap_before=(2, LAST - 1)),
}


@pytest.mark.parametrize("analyse", [hrv.analyse, hrv.analyse_in_bulk])
@pytest.mark.parametrize("edge", EDGES)
def test_time_domain_at_the_edges_is_that_of_plain_formulas(edge, analyse):
    series, expected = EDGES[edge]
    length_s = float(series.time_s[-1] - series.time_s[0] + series.rr_ms[0] / 1000)
    (window,) = analyse(series, window_s=length_s, hop_s=length_s)
    assert set(expected) == set(TIME_DOMAIN)
    for name, value in expected.items():
        assert getattr(window, name) == pytest.approx(value, rel=1e-9, abs=1e-9), name
    for name in ("rmssd_ms", "sdnn_ms", "mean_rr_ms"):
        assert getattr(window, f"{name}_lo") < getattr(window, name) < getattr(window, f"{name}_hi")
    assert window.ln_rmssd_se > 0


@pytest.mark.parametrize("analyse", [hrv.analyse, hrv.analyse_in_bulk])
def test_one_beat_fewer_than_the_fewest_has_no_index(analyse):
    rr = resting(5, seconds=31.0, mean_ms=1500.0)[:20]
    (window,) = analyse(BeatSeries.from_rr([*rr[:-1], rr[-1] + 400.0]), window_s=30.0)
    assert window.quality is Quality.REJECTED
    assert window.why == dict.fromkeys(Numbers._fields, Absence.REJECTED)


@pytest.mark.parametrize("analyse", [hrv.analyse, hrv.analyse_in_bulk])
def test_all_equal_beats_have_a_rate_and_nothing_else(analyse):
    (window,) = analyse(BeatSeries.from_rr(np.full(400, 800.0)), hop_s=300.0)
    present = {name for name in Numbers._fields if getattr(window, name) is not None}
    assert present == {"mean_rr_ms", "mean_rr_ms_lo", "mean_rr_ms_hi", "hr_bpm"}
    assert (window.mean_rr_ms, window.hr_bpm) == (800.0, 75.0)
    assert set(window.why.values()) == {Absence.NO_VARIATION}


@pytest.mark.parametrize("analyse", [hrv.analyse, hrv.analyse_in_bulk])
@pytest.mark.parametrize("gap_before", [1, LAST])
def test_spectrum_at_the_edges_is_that_of_the_beats_inside(analyse, gap_before):
    series, _ = whole(REST, gap_before=(gap_before,))
    inside = series.slice(1, len(series)) if gap_before == 1 else series.slice(0, LAST)
    (window,), (alone,) = (analyse(each, window_s=400.0) for each in (series, inside))
    for name in ("lf_ms2", "hf_ms2", "peak_hz", "breathing_per_min", "rsa_ms"):
        assert getattr(window, name) == pytest.approx(getattr(alone, name), rel=1e-6), name
