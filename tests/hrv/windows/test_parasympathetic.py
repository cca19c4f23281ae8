from __future__ import annotations

import warnings

import neurokit2 as nk
import numpy as np
import pytest

import hrv
from hrv import BeatSeries
from hrv.engines.complexity import Complexity, NoComplexity, complexity
from hrv.windows.parasympathetic import ParasympatheticView, parasympathetic_view
from tests.hrv.hearts import resting, with_missed_beat


def test_structure_equals_what_neurokit_says():
    rr = resting(1, seconds=300)
    found = complexity(BeatSeries.from_rr(rr))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = nk.hrv_nonlinear({"RRI": rr, "RRI_Time": np.cumsum(rr) / 1000}).iloc[0]
    assert found.dfa_alpha1 == pytest.approx(theirs["HRV_DFA_alpha1"], abs=1e-9)
    assert found.sample_entropy == pytest.approx(theirs["HRV_SampEn"], abs=1e-9)
    assert found.n_beats == rr.size


def test_structure_uses_the_longest_run_without_a_false_beat():
    rr = with_missed_beat(resting(1, seconds=300), 100)
    found = complexity(BeatSeries.from_rr(rr))
    assert found.n_beats == rr.size - 101
    assert found.dfa_alpha1 == complexity(BeatSeries.from_rr(rr[101:])).dfa_alpha1


@pytest.mark.parametrize(
    ("rr", "cause"), [([], "few_beats"), ([800.0] * 60, "few_beats"), ([800.0] * 200, "no_variation")]
)
def test_too_few_beats_have_no_structure_and_say_why(rr, cause):
    found = complexity(BeatSeries.from_rr(rr))
    assert found.dfa_alpha1 is found.sample_entropy is None
    assert found.why["dfa_alpha1"] is NoComplexity(cause)
    assert Complexity.from_json(found.to_json()) == found


def test_parasympathetic_view_has_three_separate_numbers():
    (window,) = hrv.analyse(BeatSeries.from_rr(resting(1, seconds=100, mean_ms=926.0)))
    view = parasympathetic_view(window)
    assert view.mean_rr_z == pytest.approx(0.0, abs=0.05)
    assert view.rmssd_z == pytest.approx((window.rmssd_ms - 42) / 15)
    assert view.sd1_share_z is not None
    assert ParasympatheticView.from_json(view.to_json()) == view


def test_a_window_without_numbers_has_an_empty_view():
    rejected = hrv.analyse(BeatSeries.from_rr(900 * np.random.default_rng(2).uniform(0.1, 4.0, 300)))[0]
    assert parasympathetic_view(rejected) == ParasympatheticView(None, None, None)


def test_a_heart_that_does_not_vary_has_no_share():
    assert parasympathetic_view(hrv.analyse(BeatSeries.from_rr([800.0] * 100))[0]).sd1_share_z is None
