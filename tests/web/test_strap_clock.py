"""The browser's beat clock against the one of Python: on the same packets they say the same beats."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sensors.beat_clock import BeatClock
from tests.conftest import ROOT
from tests.sensors.air import Air

if TYPE_CHECKING:
    from sensors.packets import Packet

SAYS = ROOT / "tests" / "web" / "strap_clock_says.ts"
OFFSET_S = 1_795_248_000.5
RUNS = 120
TROUBLE = 0.1


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


def beats_in_python(packets: list[Packet]) -> list[tuple[float, float, int, int]]:
    clock = BeatClock(unix_offset_s=OFFSET_S)
    beats = [beat for packet in packets for beat in clock.push(packet)]
    return [(beat.time_s, beat.rr_ms, beat.segment, int(beat.flags)) for beat in (*beats, *clock.flush())]


def beats_in_the_browser(node, runs: list[list[Packet]]) -> list[list[list[float]]]:
    told = [
        {"unix_offset_s": OFFSET_S, "packets": [(p.arrival_s, p.payload.hex(), p.link) for p in packets]}
        for packets in runs
    ]
    done = subprocess.run([node, SAYS], input=json.dumps(told), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_on_the_same_packets_both_clocks_say_the_same_beats(node):
    runs = [packets_of(seed) for seed in range(RUNS)]
    said = beats_in_the_browser(node, runs)
    for seed, (packets, beats) in enumerate(zip(runs, said, strict=True)):
        expected = beats_in_python(packets)
        assert [beat[1:] for beat in beats] == [list(beat[1:]) for beat in expected], f"seed {seed}"
        times = [beat[0] for beat in beats]
        assert times == pytest.approx([beat[0] for beat in expected], rel=0, abs=1e-6), f"seed {seed}"


def test_the_runs_meet_everything_the_clock_decides_about():
    flags = {flag for seed in range(RUNS) for *_, flag in beats_in_python(packets_of(seed))}
    assert all(any(flag & bit for flag in flags) for bit in (1, 2, 4, 8))
