from __future__ import annotations

import numpy as np
import pytest

from hrv.beats import BeatSeries
from sensors import heart_rate
from sensors.beat_clock.clock import BeatClock
from sensors.beat_clock.quirks import Quirk
from sensors.heart_rate.packets import Packet, TimedInterval, packetise_stream
from sensors.heart_rate.rr_unit import MOST, RRUnit, UnitTest
from sensors.heart_rate.strap_models import Make


def sent(unit, *, seed=1, count=200, mean_ms=850.0):
    """What a strap that counts in this unit sends of a heart."""
    beats = BeatSeries.from_rr(np.random.default_rng(seed).normal(mean_ms, 40, count), start=100.0)
    intervals = [
        TimedInterval(time, rr, 0) for time, rr in zip(beats.time_s.tolist(), beats.rr_ms.tolist(), strict=True)
    ]
    return list(packetise_stream(intervals, make=Make(rr_unit=unit)))


def without_heart_rate(packets, bpm=60):
    return [Packet(each.arrival_s, bytes([each.payload[0], bpm]) + each.payload[2:], each.link) for each in packets]


def judged(packets):
    test = UnitTest()
    for number, packet in enumerate(packets):
        measurement = heart_rate.parse(packet.payload)
        test.push(packet.arrival_s, measurement, measurement.rr_1024)
        if test.is_final:
            return test, number + 1
    return test, None


@pytest.mark.parametrize("unit", RRUnit)
@pytest.mark.parametrize("seed", range(5))
def test_timing_alone_finds_the_unit_in_two_minutes(unit, seed):
    test, took = judged(without_heart_rate(sent(unit, seed=seed)))

    assert test.verdict is unit
    assert took < MOST


def test_matching_heart_rate_gives_a_first_unit():
    test, took = judged(sent(RRUnit.TICK)[:10])

    assert test.verdict is RRUnit.TICK
    assert took is None


def test_no_heart_rate_gives_no_early_unit():
    test, _ = judged(without_heart_rate(sent(RRUnit.TICK))[:10])

    assert test.verdict is None


def test_short_recording_defaults_to_ticks():
    test, _ = judged(without_heart_rate(sent(RRUnit.MILLISECOND))[:10])
    test.conclude()

    assert test.verdict is RRUnit.TICK


def test_half_minute_recording_decides_by_its_evidence():
    test, _ = judged(without_heart_rate(sent(RRUnit.MILLISECOND)[:22]))
    assert test.verdict is None
    test.conclude()

    assert test.verdict is RRUnit.MILLISECOND


def test_strap_without_evidence_defaults_to_ticks():
    test = UnitTest()
    for second in range(MOST):
        test.push(float(second), heart_rate.HeartRateMeasurement(bpm=0), ())

    assert (test.verdict, test.is_final) == (RRUnit.TICK, False)


@pytest.mark.parametrize("unit", RRUnit)
def test_recording_never_mixes_two_units(unit):
    packets = without_heart_rate(sent(unit))
    clock = BeatClock()
    beats = [beat for packet in packets for beat in clock.push(packet)] + list(clock.flush())
    words = [word for packet in packets for word in heart_rate.parse(packet.payload).rr_1024]

    assert [beat.rr_ms for beat in beats] == [word * unit.value for word in words]
    assert (Quirk.MILLISECONDS in clock.tally.habits.found.quirks) is (unit is RRUnit.MILLISECOND)


def test_beats_wait_and_are_counted_while_unit_is_undecided():
    clock = BeatClock()
    given_out = [clock.push(packet) for packet in without_heart_rate(sent(RRUnit.MILLISECOND))[:20]]

    assert not any(given_out)
    assert clock.held >= 20
    assert clock.tally.habits.found.rr_unit is None


def test_wrong_first_unit_is_corrected_and_cut():
    agreeing = sent(RRUnit.MILLISECOND, count=120)
    packets = []
    for each in agreeing:
        words = heart_rate.parse(each.payload).rr_1024
        bpm = round(60 * 1024 * len(words) / sum(words)) if words else 60
        packets.append(Packet(each.arrival_s, bytes([each.payload[0], bpm]) + each.payload[2:], 0))
    clock = BeatClock()
    beats = [beat for packet in packets for beat in clock.push(packet)] + list(clock.flush())
    units = [beat.rr_ms == round(beat.rr_ms) for beat in beats]

    assert clock.tally.habits.found.rr_unit is RRUnit.MILLISECOND
    assert beats[0].segment != beats[-1].segment
    assert all(units[len(beats) // 2 :])
