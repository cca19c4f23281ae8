"""Straps over the virtual radio: how soon a loss is noticed and mended, and whether eight at once lose anything.

    python -m benchmarks.strap_contract

Everything runs with the patience that the program has by itself, in real time, but for the ten minutes of eight straps:
those send ten times as fast as a strap does, so that they take one minute; each of them sends its 600 notifications.
BlueZ and the radio are those of the tests; tests/nightly holds them against the real bluetoothd.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.strap_crowd import Crowd, seconds_until

if TYPE_CHECKING:
    from benchmarks.strap_crowd import Worn

SIZE: Final = 8
ROUNDS: Final = 4
LONGEST_AWAY_S: Final = 12.0
SPEED: Final = 10
MINUTES: Final = 10
OUT_OF_RANGE, CLOSED, SILENCE = WAYS = ("out of range", "closed", "silence")
Times = tuple[list[float], list[float]]


async def lost_and_found(worn: Worn, crowd: Crowd, dice: random.Random, times: Times) -> None:
    """One strap that goes out of range, or closes its link, or falls silent, and comes back after a while."""
    for number in range(ROUNDS):
        await asyncio.sleep(dice.uniform(1.0, 2.0))
        since_s = time.monotonic()
        await vanish(worn, crowd, WAYS[number % len(WAYS)])
        times[0].append(await seconds_until(lambda: worn.is_lost, since_s))
        await asyncio.sleep(dice.uniform(0.5, LONGEST_AWAY_S))
        times[1].append(await heard_again(worn, await come_back(worn)))


async def vanish(worn: Worn, crowd: Crowd, way: str) -> None:
    if way == SILENCE:
        worn.is_silent = True
        return
    if way == OUT_OF_RANGE:
        worn.virtual.walk_away(crowd.bluez.controller)
    await worn.virtual.fall_asleep()


async def come_back(worn: Worn) -> float:
    since_s = time.monotonic()
    if worn.is_silent:
        worn.is_silent = False
    else:
        await worn.virtual.wake_up()
    return since_s


async def heard_again(worn: Worn, since_s: float) -> float:
    return await seconds_until(lambda: worn.last_heard_s > since_s, since_s)


async def vanishing() -> Times:
    times: Times = ([], [])
    async with Crowd(SIZE) as crowd:
        crowd.everybody_beats(every_s=1.0)
        dice = random.Random(1)
        await asyncio.gather(*(lost_and_found(worn, crowd, dice, times) for worn in crowd.people))
    return times


async def killing() -> Times:
    times: Times = ([], [])
    dice = random.Random(2)
    async with Crowd(SIZE) as crowd:
        crowd.everybody_beats(every_s=1.0)
        for _ in range(ROUNDS):
            since_s = time.monotonic()
            await crowd.bluez.crash()
            times[0].extend(await asyncio.gather(*(lost(worn, since_s) for worn in crowd.people)))
            await asyncio.sleep(dice.uniform(0.5, LONGEST_AWAY_S))
            await crowd.bluez_comes()
            back_s = time.monotonic()
            times[1].extend(await asyncio.gather(*(heard_again(worn, back_s) for worn in crowd.people)))
    return times


async def lost(worn: Worn, since_s: float) -> float:
    return await seconds_until(lambda: worn.is_lost, since_s)


async def eight_at_once() -> tuple[int, int, int, float]:
    """Sent, heard, out of order, and the share of one core that all of it took, the virtual straps included."""
    count = MINUTES * 60
    async with Crowd(SIZE) as crowd:
        started_s, cpu_s = time.monotonic(), time.process_time()
        await asyncio.gather(*(worn.beat(every_s=1 / SPEED, times=count) for worn in crowd.people))
        await asyncio.gather(*(seconds_until(lambda w=worn: len(w.heard) >= count) for worn in crowd.people))
        share = (time.process_time() - cpu_s) / (time.monotonic() - started_s)
        disorder = sum(worn.heard != list(range(1, count + 1)) for worn in crowd.people)
        return SIZE * count, sum(len(worn.heard) for worn in crowd.people), disorder, share


def line(name: str, times: list[float], goal: str) -> None:
    print(
        f"{name:44s} {len(times):4d} {np.median(times):8.2f} {np.percentile(times, 95):8.2f} {max(times):8.2f}   {goal}"
    )


def main() -> None:
    logging.disable(logging.WARNING)  # Bleak and bumble tell of every link that is lost
    print("seconds; 8 straps in one process", " " * 15, "n   median      p95      max   goal")
    for name, measured in (("a strap vanishes", vanishing()), ("bluetoothd is killed", killing())):
        noticed, mended = asyncio.run(measured)
        line(f"{name}: noticed after", noticed, "<= 10 (all)")
        line(f"{name}: heard again after its return", mended, "<= 5 (p95)")
    sent, heard, disorder, share = asyncio.run(eight_at_once())
    print(
        f"{SIZE} straps, {MINUTES} min of notifications at {SPEED} times their speed: {sent} sent, {heard} heard, "
        f"{disorder} straps out of order; {share:.0%} of a core with the virtual straps and BlueZ\n"
    )


if __name__ == "__main__":
    main()
