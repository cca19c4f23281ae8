"""What is said of a session, on simulated hearts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.beats import BeatSeries
from hrv.breath.session import SessionSummary, session_summary
from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing
from sensors.simulation.heart import HeartModel
from tests.properties import examples

START_S, END_S = 1_000_000.0, 1_000_300.0
PACE = 6.0


def heart(seed=1, *, pace=PACE, swing_ms=200.0):
    """Two minutes at rest, five that follow a pacer, two at rest."""
    dice = np.random.default_rng(seed)
    person = Baroreflex(resonance_per_min=PACE, swing_ms=swing_ms, background_ms2_hz=1500.0)
    model = HeartModel(dice, None, BaroreflexLoop(dice, person, Breathing(dice)))
    parts = [model.series(START_S - 120, 120.0)]
    for until_s, paced in ((END_S, pace), (END_S + 120, None)):
        begin_s = float(parts[-1].time_s[-1])
        parts.append(model.series(begin_s, until_s - begin_s, paced_per_min=paced))
    return BeatSeries.concatenate(parts)


def summary(beats, **changes):
    return session_summary(beats, **{"start_s": START_S, "end_s": END_S, "paces": [(0.0, PACE)]} | changes)


def test_heart_that_follows_swings_further_and_keeps_step():
    found = summary(heart())
    assert found.during.swing_ms.low > found.before.swing_ms.high
    assert found.during.swing_ms.low > found.after.swing_ms.high
    assert found.together.value > 0.8
    assert found.together.low < found.together.value <= found.together.high


def test_heart_that_follows_nothing_hardly_keeps_step():
    shares = [summary(heart(seed, pace=None)).together.value for seed in range(5)]
    assert np.mean(shares) < 0.1


def test_curve_holds_every_beat_of_the_session():
    beats = heart()
    found = summary(beats)
    inside = beats.between(START_S, END_S)
    assert found.point_s == pytest.approx(2.5)
    assert len(found.curve) == pytest.approx(120, abs=2)
    assert max(point.high_bpm for point in found.curve) == pytest.approx(60_000 / inside.rr_ms.min(), abs=0.1)
    assert min(point.low_bpm for point in found.curve) == pytest.approx(60_000 / inside.rr_ms.max(), abs=0.1)


def test_breaks_leave_a_hole_that_nothing_fills():
    found = summary(heart(), breaks=[(100.0, 160.0)])
    assert not [point for point in found.curve if 102.5 <= point.at_s < 157.5]
    assert found.together is not None


def test_mean_rate_has_an_interval_that_holds_it():
    beats = heart().between(START_S, END_S)
    rate = summary(beats).during.heart_rate_bpm
    assert rate.low < 60_000 / beats.rr_ms.mean() < rate.high
    assert rate.high - rate.low < 5


def test_without_a_pacer_step_is_not_claimed():
    assert summary(heart(), paces=[(0.0, None)]).together is None
    assert summary(heart(), paces=[]).together is None


def test_change_of_pace_keeps_the_phase():
    assert summary(heart(), paces=[(0.0, PACE), (150.0, PACE)]).together == summary(heart()).together
    assert summary(heart(), paces=[(0.0, PACE), (150.0, PACE + 1.5)]).together.value < 0.7


def test_session_without_a_strap_says_nothing_of_the_heart():
    found = summary(BeatSeries.from_rr(()))
    assert (found.curve, found.before, found.during, found.after, found.together) == ((), None, None, None, None)


@examples(20)
@given(count=st.integers(0, 60), breaks=st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=3))
def test_summary_is_kept_and_read_back_unchanged(count, breaks):
    beats = heart().between(START_S - 30, START_S + count)
    found = summary(beats, breaks=breaks)
    assert SessionSummary.from_json(found.to_json()) == found
