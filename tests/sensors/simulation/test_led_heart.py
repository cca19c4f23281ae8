"""A heart that follows a pacer which comes and goes."""

from __future__ import annotations

import numpy as np
import pytest

from hrv.beats import BeatSeries
from hrv.breath import StepLevel, in_step
from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing, Pacer
from sensors.simulation.heart import HeartModel, Physiology
from sensors.simulation.led_heart import LedHeart
from sensors.simulation.strap import SimulatedStrap

START_S = 1_795_248_000.0
PACER = Pacer(per_min=5.4, begins_s=START_S + 3)  # at rest there is a plain wave of six a minute


def led_heart(seed=1):
    dice = np.random.default_rng(seed)
    person = Baroreflex(swing_ms=200.0, background_ms2_hz=1500.0)
    return LedHeart(np.random.default_rng(seed), Physiology(), BaroreflexLoop(dice, person, Breathing(dice)))


def beats(heart, length_s, start_s=START_S):
    """Piece by piece, as a strap asks."""
    parts, at_s = [], start_s
    while at_s < start_s + length_s:
        parts.append(heart.series(at_s, 4.0))
        at_s = float(parts[-1].time_s[-1])
    return BeatSeries.concatenate(parts)


def level(series):
    return in_step(series.time_s, series.rr_ms, 2 * np.pi * PACER.turns(series.time_s)).level


def test_heart_keeps_step_with_the_pacer_while_there_is_one():
    heart = led_heart()
    heart.follow(PACER)
    led = beats(heart, 100.0)
    heart.follow(None)
    free = beats(heart, 100.0, float(led.time_s[-1]))
    assert level(led.between(START_S + 30, np.inf)) is StepLevel.TOGETHER
    assert level(free.between(float(free.time_s[0]) + 30, np.inf)) is StepLevel.APART


def test_heart_at_rest_is_the_one_that_it_always_was():
    plain = HeartModel(np.random.default_rng(1), Physiology()).series(START_S, 60.0)
    np.testing.assert_array_equal(led_heart().series(START_S, 60.0).rr_ms, plain.rr_ms)


def test_strap_takes_up_a_pacer_while_it_runs():
    heart = led_heart(2)
    strap = SimulatedStrap(heart, np.random.default_rng(1), start_s=START_S, duration_s=60.0, ahead_s=4.0)
    packets = strap.packets()
    first = next(packets)
    heart.follow(PACER)
    assert first.arrival_s < START_S + 4
    assert sum(1 for _ in packets) > 40
    assert heart.breathing.pacer is PACER


@pytest.mark.parametrize(("breaths", "begins_s"), [(0.0, 100.0), (7.25, 97.5)])
def test_pacer_that_is_under_way_is_taken_up_there(breaths, begins_s):
    pacer = Pacer.at(100.0, breaths=breaths, per_min=6.0)
    assert pacer.begins_s == pytest.approx(begins_s)
