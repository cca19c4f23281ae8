"""The browser's beat clock, held to the same promises as Python's on the same links, and to Python's itself."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sensors.beat_clock.clock import BeatClock
from tests.conftest import ROOT
from tests.sensors.air import Air

if TYPE_CHECKING:
    from sensors.heart_rate.packets import Packet

SAYS = ROOT / "tests" / "web" / "beats_of_packets.ts"
OFFSET_S = 1_795_248_000.5
CLEAN = 24
RUNS = 80
TROUBLE = 0.1
RIGHT_S = 0.5  # of three minutes, most of them lossy; counting matters for what is computed, and is exact


def packets_of(seed: int) -> list[Packet]:
    """A strap on a link that loses, delays, repeats and garbles packets, breaks, and falls silent."""
    dice = np.random.default_rng(seed)
    air = Air(
        seed=seed,
        minutes=float(dice.uniform(0.3, 3.0)),
        mean_rr_s=float(dice.uniform(0.4, 1.4)),
        loss=float(dice.choice([0.0, 0.02, 0.2])),
        stalls=float(dice.choice([0.0, 0.03])),
        drift_ppm=float(dice.uniform(-120, 120)),
    )
    return [troubled for packet in with_silences(air.packets, dice) for troubled in with_trouble(packet, dice)]


def with_silences(packets: list[Packet], dice: np.random.Generator) -> list[Packet]:
    later_s, link, changed = 0.0, 0, []
    for packet in packets:
        if dice.random() < 0.01:
            later_s += float(dice.uniform(1, 15))
            link += int(dice.random() < 0.5)
        changed.append(replace(packet, arrival_s=packet.arrival_s + later_s, link=link))
    return changed


def with_trouble(packet: Packet, dice: np.random.Generator) -> list[Packet]:
    garbage = bytes(dice.integers(0, 256, int(dice.integers(0, 6)), dtype=np.uint8))
    overlong = int(dice.integers(1900, 4500)).to_bytes(2, "little")
    troubles = [
        [packet, replace(packet, arrival_s=packet.arrival_s + 0.01)],
        [replace(packet, payload=packet.payload + garbage)],
        [replace(packet, payload=garbage)],
        [replace(packet, payload=b"\x14" + packet.payload[1:])],
        [replace(packet, payload=b"\x10\x3c")],
        [replace(packet, arrival_s=packet.arrival_s - float(dice.uniform(0, 3)))],
        [replace(packet, payload=packet.payload + overlong)],
    ]
    return troubles[int(dice.integers(len(troubles)))] if dice.random() < TROUBLE else [packet]


def intervals_in_python(packets: list[Packet]) -> list[float]:
    clock = BeatClock(unix_offset_s=OFFSET_S)
    beats = [beat for packet in packets for beat in clock.push(packet)]
    return [beat.rr_ms for beat in (*beats, *clock.flush())]


def beats_in_the_browser(node, runs: list[list[Packet]]) -> list[list[list[float]]]:
    told = [
        {"unix_offset_s": OFFSET_S, "packets": [(p.arrival_s, p.payload.hex(), p.link) for p in packets]}
        for packets in runs
    ]
    done = subprocess.run([node, SAYS], input=json.dumps(told), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def links_without_quirks() -> list[Air]:
    return [
        Air(seed=seed, minutes=3.0, mean_rr_s=0.6 + 0.05 * (seed % 12), loss=0.04 * (seed % 3), drift_ppm=40.0)
        for seed in range(CLEAN)
    ]


def test_browser_loses_no_beat_and_cuts_at_lost_packets(node):
    airs = links_without_quirks()
    for air, beats in zip(airs, beats_in_the_browser(node, [air.packets for air in airs]), strict=True):
        assert len(beats) == len(air.arrived)
        for (beat, following), (number, next_number) in zip(pairwise(beats), pairwise(air.arrived), strict=True):
            assert following[0] > beat[0]
            assert next_number == number + 1 or following[2] > beat[2], f"seed {air.seed}, after beat {number}"


def test_browser_places_beats_at_heart_time(node):
    airs = links_without_quirks()
    for air, beats in zip(airs, beats_in_the_browser(node, [air.packets for air in airs]), strict=True):
        truth = np.array([air.beats_s[number] for number in air.arrived])
        errors = np.array([beat[0] for beat in beats]) - OFFSET_S - truth
        assert np.percentile(np.abs(errors - np.median(errors)), 95) < RIGHT_S, f"seed {air.seed}"


def test_browser_and_python_clocks_accept_the_same_beats(node):
    runs = [packets_of(seed) for seed in range(RUNS)]
    for seed, (packets, beats) in enumerate(zip(runs, beats_in_the_browser(node, runs), strict=True)):
        assert [beat[1] for beat in beats] == intervals_in_python(packets), f"seed {seed}"
        assert all(following[0] > beat[0] for beat, following in pairwise(beats)), f"seed {seed}"
