"""The simulated strap and the beat clock, held to the scenarios that the real way over Bluetooth is held to."""

from __future__ import annotations

import itertools
import json
from operator import attrgetter, itemgetter
from pathlib import Path

import numpy as np
import pytest

from hrv.beats import BeatFlag, BeatSeries
from sensors.beat_clock.clock import BeatClock
from sensors.heart_rate.packets import Packet
from sensors.heart_rate.rr_unit import RRUnit
from sensors.simulation.strap import Events, Make, SimulatedStrap

FILE = json.loads(Path(__file__).with_name("scenarios.json").read_text(encoding="utf-8"))
UNITS = {"1/1024 s": RRUnit.TICK, "1 ms": RRUnit.MILLISECOND}
scenarios = pytest.mark.parametrize("scenario", FILE["scenarios"], ids=itemgetter("name"))


class LiteralHeart:
    """A heart whose beats are written down."""

    def __init__(self, rr_ms):
        self._beats = BeatSeries.from_rr(np.array(rr_ms, dtype=float))

    def series(self, start_s, duration_s, *, paced_per_min=None):
        return self._beats.between(start_s, start_s + duration_s)


def make_of(scenario):
    given = dict(scenario["make"])
    return Make(**{**given, "rr_unit": UNITS[given.get("rr_unit", "1/1024 s")]})


def events_of(scenario):
    given = {name: as_tuples(value) for name, value in scenario["events"].items()}
    return Events(**given)


def as_tuples(value):
    return tuple(map(as_tuples, value)) if isinstance(value, list) else value


def clocked(scenario):
    clock = BeatClock()
    packets = [Packet(second, bytes.fromhex(payload), link) for second, link, payload in scenario["packets"]]
    beats = [beat for packet in packets for beat in clock.push(packet)]
    return [*beats, *clock.flush()], clock.tally


@scenarios
def test_simulated_strap_sends_the_scenarios_packets(scenario):
    heart = LiteralHeart(FILE["hearts"][scenario["heart"]])
    strap = SimulatedStrap(
        heart, np.random.default_rng(1), start_s=0.0, make=make_of(scenario), events=events_of(scenario)
    )
    packets = [[round(each.arrival_s, 4), each.link + 1, each.payload.hex()] for each in strap.packets()]

    assert packets == scenario["packets"]


@scenarios
def test_beat_clock_gives_the_scenarios_beats(scenario):
    expected = scenario["expected"]
    beats, tally = clocked(scenario)
    parts = [len(list(part)) for _, part in itertools.groupby(beats, key=attrgetter("segment"))]

    assert len(beats) == expected["beats"]
    assert parts == expected["segments"]
    assert sum(bool(beat.flags & BeatFlag.NO_CONTACT) for beat in beats) == expected["no_contact"]
    assert (tally.duplicates, tally.not_beats) == (expected["echoes"], expected["left_out_words"])
    assert tally.habits.found.rr_unit is UNITS[expected["rr_unit"]]
    assert sorted(tally.habits.found.quirks) == expected["quirks"]


@scenarios
def test_clocked_beats_are_the_hearts_own_in_order(scenario):
    beats, _ = clocked(scenario)
    wanted = iter(FILE["hearts"][scenario["heart"]])

    assert all(any(abs(beat.rr_ms - rr_ms) <= 1 for rr_ms in wanted) for beat in beats)
