from __future__ import annotations

import pytest

from sensors.beat_clock.clock import BeatClock
from sensors.beat_clock.quirks import HabitCounter, Quirk, StrapHabits
from sensors.beat_clock.rr_balance import CoverageAlarm
from sensors.beat_clock.texts import COVERAGE, QUIRKS
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.heart_rate.packets import Packet


def heard(measurements, *, is_wide=False, step_s=1.0, copies=0, count=60):
    clock = BeatClock()
    for number in range(count):
        payload = build(measurements[number % len(measurements)], is_wide=is_wide)
        for copy in range(1 + copies):
            clock.push(Packet(100.0 + number * step_s + copy / 1000, payload))
    clock.flush()
    return clock.tally


def beat(*words, contact=None, energy_kj=None, bpm=60):
    return HeartRateMeasurement(bpm=bpm, contact=contact, energy_kj=energy_kj, rr_1024=words)


@pytest.mark.parametrize(
    ("quirk", "measurements", "options"),
    [
        (Quirk.EXTRA_WORDS, [beat(1020, 53), beat(1028, 53)], {}),
        (Quirk.ZERO_INTERVALS, [beat(1020), beat(0), beat(2040)], {}),
        (Quirk.ECHOES, [beat(1020), beat(1028)], {"copies": 1}),
        (Quirk.NO_INTERVALS, [beat(), beat(bpm=61)], {}),
        (Quirk.WIDE_HEART_RATE, [beat(1020), beat(1028)], {"is_wide": True}),
        (Quirk.UNSURE_OF_CONTACT, [beat(1020), beat(1028, contact=True)], {}),
        (Quirk.NO_SCHEDULE, [beat(500), beat(540)], {"step_s": 0.51}),
    ],
)
def test_each_quirk_is_found_alone_in_its_bytes(quirk, measurements, options):
    found = heard(measurements, **options).habits.found

    assert found.quirks == {quirk}
    assert found.in_order == (quirk,)


def test_standard_strap_has_no_quirks():
    found = heard([beat(1020, contact=True, energy_kj=1), beat(1028, contact=True, energy_kj=1)]).habits.found

    assert found.quirks == frozenset()
    assert (found.tells_contact, found.tells_energy) == (True, True)


def test_habits_are_unknown_before_the_first_message():
    assert HabitCounter().found == StrapHabits()


def test_every_quirk_and_alarm_has_a_text():
    assert (set(QUIRKS), set(COVERAGE)) == (set(Quirk), set(CoverageAlarm))


def test_measured_lag_sets_the_late_intervals_quirk():
    assert StrapHabits().with_lag(3.2).quirks == {Quirk.LATE_INTERVALS}
    assert StrapHabits().with_lag(3.2).with_lag(0.6) == StrapHabits(lag_s=0.6)


def test_intervals_that_add_up_raise_no_alarm():
    coverage = heard([beat(1020), beat(1028)], count=300).coverage

    assert coverage.share == pytest.approx(1.0, abs=0.02)
    assert coverage.alarm is None


def test_beats_counted_twice_raise_an_alarm():
    assert heard([beat(1020, 1028), beat(1028, 1020)], count=120).coverage.alarm is CoverageAlarm.TOO_MUCH


def test_missing_beats_raise_an_alarm():
    assert heard([beat(1020), beat(1028), beat()], count=120).coverage.alarm is CoverageAlarm.TOO_LITTLE


def test_coverage_is_unknown_in_the_first_minute():
    assert heard([beat(1020)], count=50).coverage.share is None


def test_coverage_alarm_ends_with_its_cause():
    clock = BeatClock()
    for number in range(900):
        words = (1020 + number % 9,) if number > 300 or number % 3 else ()
        clock.push(Packet(100.0 + number, build(beat(*words))))
        if number == 300:
            assert clock.tally.coverage.alarm is CoverageAlarm.TOO_LITTLE

    assert clock.tally.coverage.alarm is None
