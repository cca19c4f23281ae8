"""The breath of a wearer on this computer's clock."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sensors.ble.polar.control import Measurement
from sensors.ble.polar.streams import StrapSamples
from sensors.ble.strap import BleakStrap
from sensors.simulation.breathing import Breathing
from sensors.simulation.chest import ChestModel
from sensors.simulation.strap import HeartModel, SimulatedStrap
from sensors.upload.onlooker import Onlooker
from sensors.upload.shown_breath import BEGINS_ANEW_S, ShownBreath, StrapBreath, show_breath

ON_S = 5_000.0
UNIX_S = 1_795_000_000.0
FASTEST_S = 0.05


def notifications(length_s=40.0, rate_hz=25.0):
    """What a strap sends that was switched on at `ON_S`, each on its way for another while."""
    dice = np.random.default_rng(4)
    strap_s = 100.0 + np.arange(0, length_s, 1 / rate_hz)
    samples = ChestModel(dice, Breathing(dice)).acceleration(strap_s)
    for place, part in enumerate(np.array_split(np.arange(strap_s.size), int(length_s))):
        travelled_s = FASTEST_S + 0.1 * (place % 3)
        arrival_s = ON_S + strap_s[part[-1]] + travelled_s
        yield StrapSamples(Measurement.ACCELERATION, rate_hz, arrival_s, strap_s[part], samples[part])


def test_readings_come_at_moments_since_1970():
    breath = StrapBreath(unix_offset_s=UNIX_S)
    readings = [reading for each in notifications() for reading in breath.push(each)]
    assert readings[-1].rate_per_min is not None
    spaced_s = np.diff([reading.time_s for reading in readings])
    assert spaced_s == pytest.approx(0.25, abs=1e-3)
    newest_s = UNIX_S + ON_S + 100 + 40 + FASTEST_S
    assert newest_s - 0.5 < readings[-1].time_s < newest_s


def test_strap_switched_off_and_on_keeps_the_moments_right():
    breath = StrapBreath(unix_offset_s=UNIX_S)
    for each in notifications():
        breath.push(each)
    later_s = 5000.0  # and its own clock begins anew
    readings = [
        reading
        for each in notifications()
        for reading in breath.push(replace(each, arrival_s=each.arrival_s + later_s, time_s=each.time_s - 100))
    ]
    newest_s = UNIX_S + ON_S + later_s + 100 + 40 + FASTEST_S
    assert newest_s - 0.5 < readings[-1].time_s < newest_s


def shown(onlooker):
    """The readings that the page gets with the next packet."""
    onlooker.hear("a run", ())
    return onlooker.pop_news().breath


def test_page_that_watches_sees_readings_at_moments_since_1970(monkeypatch):
    monkeypatch.setattr("time.time", lambda: UNIX_S)
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    onlooker = Onlooker()
    onlooker.told(is_watching=True)
    breath = ShownBreath(onlooker)
    for each in notifications():
        breath.push(each)
    newest_s = UNIX_S + ON_S + 100 + 40 + FASTEST_S
    seen = shown(onlooker)
    assert newest_s - 0.5 < seen[-1].time_s < newest_s
    assert seen[-1].rate_per_min is not None

    drifted_s = BEGINS_ANEW_S + 45  # the strap's clock lost five seconds meanwhile
    for each in notifications():
        breath.push(replace(each, arrival_s=each.arrival_s + drifted_s, time_s=each.time_s + 45))
    assert newest_s + drifted_s - 0.5 < shown(onlooker)[-1].time_s < newest_s + drifted_s


def test_real_strap_is_asked_for_its_acceleration_and_no_other():
    onlooker = Onlooker()
    strap = BleakStrap()
    show_breath(strap, onlooker)
    assert (strap._wish.measurements, strap._wish.demand) == ({Measurement.ACCELERATION}, onlooker)
    dice = np.random.default_rng(1)
    show_breath(SimulatedStrap(HeartModel(dice), dice, start_s=UNIX_S), onlooker)


def test_notification_without_samples_changes_nothing():
    breath = StrapBreath()
    empty = StrapSamples(Measurement.ACCELERATION, 25.0, 0.0, np.empty(0), np.empty((0, 3)))
    assert breath.push(empty) == []
