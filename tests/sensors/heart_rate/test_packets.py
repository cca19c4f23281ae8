from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.beats import BeatSeries
from sensors.heart_rate import measurement
from sensors.heart_rate.packets import packetise
from tests.properties import examples


def words(packets):
    return [word for packet in packets for word in measurement.parse(packet.payload).rr_1024]


def test_a_packet_comes_about_once_a_second():
    packets = list(packetise(BeatSeries.from_rr([800.0] * 100)))

    assert np.diff([packet.arrival_s for packet in packets]) == pytest.approx(1.0)


def test_no_beat_is_in_a_packet_that_came_before_it():
    series = BeatSeries.from_rr(np.random.default_rng(1).uniform(400, 1500, 200))
    sent = 0
    for packet in packetise(series):
        sent += len(measurement.parse(packet.payload).rr_1024)
        assert series.time_s[sent - 1] <= packet.arrival_s


def test_a_second_without_a_beat_has_a_packet_without_intervals():
    payloads = [packet.payload for packet in packetise(BeatSeries.from_rr([1000.0, 3000.0, 1000.0]))]

    assert [len(measurement.parse(payload).rr_1024) for payload in payloads] == [1, 0, 0, 1, 1]


def test_more_beats_than_a_packet_holds_are_split_over_several():
    packets = list(packetise(BeatSeries.from_rr([1000.0, *([90.0] * 11)])))

    assert [len(measurement.parse(packet.payload).rr_1024) for packet in packets] == [1, 9, 2]


def test_a_new_segment_is_a_new_link():
    series = BeatSeries(np.array([1.0, 2.0, 13.0, 14.0]), np.full(4, 1000.0), np.array([4, 4, 7, 7]), np.zeros(4))

    assert [(packet.arrival_s, packet.link) for packet in packetise(series)] == [(1, 0), (2, 0), (13, 1), (14, 1)]


def test_the_heart_rate_is_that_of_the_last_beat():
    *_, last = packetise(BeatSeries.from_rr([1000.0, 500.0]))

    assert measurement.parse(last.payload).bpm == 120


def test_without_beats_there_are_no_packets():
    assert list(packetise(BeatSeries.from_rr([]))) == []


@examples(50)
@given(st.lists(st.floats(273, 2000), min_size=1, max_size=200))
def test_rounding_never_adds_up(rr_ms):
    sent_ms = np.cumsum(words(packetise(BeatSeries.from_rr(rr_ms)))) * 1000 / 1024

    assert np.abs(sent_ms - np.cumsum(rr_ms)).max() <= 1000 / 1024
