from __future__ import annotations

import json
from operator import itemgetter
from pathlib import Path

import pytest

from sensors.beat_clock.duplicates import EchoFilter
from sensors.heart_rate.packets import Packet

VECTORS = json.loads(Path(__file__).parents[1].joinpath("heart_rate_vectors.json").read_text(encoding="utf-8"))[
    "echoes"
]
PAYLOAD = bytes.fromhex("103c0004")


def judged(arrivals_s):
    echoes = EchoFilter()
    return [echoes.is_echo(Packet(arrival_s, PAYLOAD)) for arrival_s in arrivals_s]


@pytest.mark.parametrize("vector", VECTORS, ids=itemgetter("name"))
def test_echo_vectors_are_recognised(vector):
    echoes = EchoFilter()
    packets = [Packet(second, bytes.fromhex(payload), link) for second, payload, link in vector["packets"]]

    assert [echoes.is_echo(packet) for packet in packets] == vector["is_echo"]


def test_after_a_silence_only_as_many_are_echoes_as_usual():
    usual = [second + copy / 1000 for second in range(5) for copy in range(2)]
    in_one_go = [8.0, 8.001, 8.002, 8.003]

    assert judged([*usual, *in_one_go])[-4:] == [False, True, False, True]


def test_echo_is_found_for_a_strap_sending_every_other_second():
    seconds = [2.0 * n for n in range(60)]

    assert judged([*seconds, seconds[-1] + 0.01])[-1]


def test_rapid_equal_packets_are_not_all_echoes():
    assert not all(judged([n * 0.03 for n in range(10)])[1:])


def test_step_back_in_time_is_not_an_echo():
    assert judged([10.0, 9.99]) == [False, False]
