from __future__ import annotations

import numpy as np
import pytest

from hrv.beats import BeatSeries
from sensors.simulation.artifacts import Artefacts, spoil


@pytest.fixture
def clean():
    return BeatSeries.from_rr(np.full(1000, 800.0), start=100.0)


def spoiled(series, seed=1, **artefacts):
    return spoil(series, Artefacts(**artefacts), np.random.default_rng(seed))


@pytest.mark.parametrize("artefacts", [{"ectopic": 0.1}, {"missed": 0.1}, {"extra": 0.1}])
def test_artifacts_keep_the_length_of_a_recording(clean, artefacts):
    result = spoiled(clean, **artefacts)

    assert result.time_s[-1] == pytest.approx(clean.time_s[-1])
    assert result.rr_ms.tolist() != clean.rr_ms.tolist()


def test_ectopic_beat_comes_early_with_a_compensating_pause(clean):
    rr_ms = spoiled(clean, ectopic=0.02).rr_ms
    early = np.flatnonzero(rr_ms < 700)

    assert early.size == pytest.approx(20, abs=12)
    assert (rr_ms[early] + rr_ms[early + 1] >= 1600 - 1e-6).all()


def test_a_missed_beat_makes_one_interval_of_two(clean):
    result = spoiled(clean, missed=0.02)

    assert len(result) < 1000
    assert (result.rr_ms > 1500).sum() == pytest.approx(1000 - len(result), abs=3)


def test_an_extra_beat_makes_two_intervals_of_one(clean):
    result = spoiled(clean, extra=0.02)

    assert (result.rr_ms < 700).sum() == 2 * (len(result) - 1000)


def test_no_artifacts_and_no_beats_change_nothing(clean):
    assert spoiled(clean) is clean
    assert len(spoiled(BeatSeries.from_rr([]), extra=0.5)) == 0
