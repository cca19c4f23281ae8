"""The contract of the way from a strap to beats: nothing joined across a loss, moments near the truth, no crash.

    python -m benchmarks.beats_contract [SEED] [STREAMS]       (1000000 streams take two cores about ten minutes)

Every number is measured here and now; another seed gives other streams and other hearts. The moments are errors against
the truth after one constant for the whole wear (its median error): how late a strap notices a beat, nobody can see.
"""

from __future__ import annotations

import gzip
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.beats_link import Accuracy, Link, accuracy, resting_heart, worn
from benchmarks.beats_streams import broken_promises, clocked, stream
from sensors.beat_clock.clock import BeatClock
from sensors.heart_rate.measurement import parse
from sensors.heart_rate.packets import Packet

if TYPE_CHECKING:
    from numpy.typing import NDArray

STREAMS: Final = 200_000
BATCH: Final = 2_000
PROCESSES: Final = 2
PAYLOADS: Final = 300_000
HOURS: Final = 8.0
HEARTS: Final = 5
LINKS: Final = {
    "nothing lost": Link(lost=0.0),
    "5 % lost, 120 ppm (the goal)": Link(),
    "the same, -200 ppm": Link(drift_ppm=-200.0),
    "the same, intervals cut off": Link(truncates=True),
    "the same, slow link, wobble": Link(interval_s=0.1, wobble_s=0.03),
    "the same, slower link": Link(interval_s=0.31),
    "the same, second of 1.02 s": Link(period_s=1.02),
    "5 % lost, three in a row": Link(in_a_row=3.0),
    "10 % lost, 10 % tried again": Link(lost=0.1, again=0.1),
}


def streams(seed: int, count: int) -> None:
    """What a great many random streams do to the clock's promises."""
    began = time.perf_counter()
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(PROCESSES) as pool:
        for batch in pool.map(_batch, range(seed * count, (seed + 1) * count, BATCH)):
            total += batch
    packets, beats = total.pop("packets"), total.pop("beats")
    print(f"\n{count:,} random streams, {packets:,} packets, {beats:,} beats, {time.perf_counter() - began:.0f} s")
    print("(goal: no difference across a lost packet, no beat twice, no time that runs backwards inside a segment)")
    for promise in ("a difference across a lost packet", "a beat twice", "a beat left out", "time runs backwards"):
        print(f"{promise:40s}{total.pop(promise, 0):>8d}")
    for promise, often in total.items():
        print(f"{promise:40s}{often:>8d}")


def _batch(first: int) -> Counter[str]:
    total: Counter[str] = Counter()
    for number in range(first, first + BATCH):
        given = stream(number)
        beats = clocked(given)
        total += broken_promises(given, beats)
        total["packets"] += len(given.packets)
        total["beats"] += len(beats)
    return total


def moments(seed: int) -> None:
    """How near beats are to the truth over eight hours."""
    print(f"\nError of beat moments over {HOURS:.0f} h, ms: typical / worst of {HEARTS} simulated hearts (goal: 50)")
    columns = f"{'median':>12s}{'95 %':>12s}{'99 %':>12s}{'95 %, last h':>14s}{'joined':>8s}{'cuts a loss':>13s}"
    print(f"{'link':32s}{columns}")
    for name, link in LINKS.items():
        found = [accuracy(worn(resting_heart(seed + n, HOURS), link, seed + n)) for n in range(HEARTS)]
        _print_found(name, found)
    for recording in sorted(_recordings().glob("nsr*.gz"))[:HEARTS]:
        rr_s = _real_heart(recording)
        _print_found(f"a real heart, 5 %, {recording.name[:6]}", [accuracy(worn(rr_s, Link(), seed))])


def _print_found(name: str, found: list[Accuracy]) -> None:
    def both(field: str) -> str:
        values = [getattr(each, field) for each in found]
        return f"{np.median(values):.0f} / {max(values):.0f}"

    figures = (both("median_ms"), both("p95_ms"), both("p99_ms"))
    joined, cuts = sum(each.joined_across_losses for each in found), np.mean([each.cuts_per_loss for each in found])
    print(
        f"{name:32s}"
        + "".join(f"{each:>12s}" for each in figures)
        + f"{both('last_hour_ms'):>14s}{joined:8d}{cuts:13.1f}",
        flush=True,
    )


def _recordings() -> Path:
    return Path(os.environ.get("PULSRO_REAL_DATA", Path(__file__).parents[2] / "shared" / "data")) / "nsr-24h"


def _real_heart(recording: Path) -> NDArray[np.float64]:
    rr_s = np.array(gzip.decompress(recording.read_bytes()).split(), dtype=float)[1:]
    rr_s = rr_s[(rr_s > 0.3) & (rr_s < 2.0)]
    return rr_s[np.cumsum(rr_s) < HOURS * 3600]


def parser(seed: int) -> None:
    """Any bytes at all: read, or refused in a sentence."""
    dice = random.Random(seed)
    clock, refused, began = BeatClock(), 0, time.perf_counter()
    for number in range(PAYLOADS):
        payload = dice.randbytes(dice.randrange(32))
        try:
            parse(payload)
        except ValueError:
            refused += 1
        clock.push(Packet(number * dice.random(), payload))
    clock.flush()
    took = time.perf_counter() - began
    print(f"\n{PAYLOADS:,} random payloads through parser and clock: {refused:,} refused, no crash, {took:.0f} s")


def pace(seed: int) -> None:
    """What a packet costs."""
    wear = worn(resting_heart(seed, 1.0), Link(), seed)
    clock, began = BeatClock(), time.process_time()
    for packet in wear.packets:
        clock.push(packet)
    print(f"\nOne packet to beats: {(time.process_time() - began) / len(wear.packets) * 1e6:.0f} us of one core")


def main(seed: int = 1, count: int = STREAMS) -> None:
    """All tables."""
    began = time.perf_counter()
    moments(seed)
    parser(seed)
    pace(seed)
    streams(seed, count)
    print(f"\nAll of it in {time.perf_counter() - began:.0f} s, seed {seed}")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
