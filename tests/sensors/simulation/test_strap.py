from __future__ import annotations

import asyncio

import numpy as np
import pytest

from sensors.beat_clock.beat import to_series
from sensors.beat_clock.clock import BeatClock
from sensors.simulation.heart import HeartModel, Physiology
from sensors.simulation.strap import Artefacts, Dropouts, SimulatedStrap

pytestmark = pytest.mark.anyio
START_S = 1_795_262_400.0


def worn(seed=1, *, minutes=10, **options):
    dice = np.random.default_rng(seed)
    heart = HeartModel(dice, Physiology(day_rhythm=0.0))
    return SimulatedStrap(heart, dice, start_s=START_S, duration_s=60 * minutes, speed=0, **options)


async def heard(strap):
    clock = BeatClock(unix_offset_s=strap.unix_offset_s)
    beats = [beat async for packet in strap for beat in clock.push(packet)]
    return to_series([*beats, *clock.flush()]), clock.tally


async def test_simulated_strap_sends_once_a_second_while_worn():
    arrivals = [packet.arrival_s async for packet in worn()]

    assert np.diff(arrivals) == pytest.approx(1.0)
    assert arrivals[-1] == pytest.approx(START_S + 600, abs=2)


async def test_beats_equal_the_heart_without_artifacts():
    series, tally = await heard(worn())

    assert series.time_s[0] > START_S
    assert series.rr_ms.sum() / 1000 == pytest.approx(600, abs=3)
    assert tally.implausible == tally.duplicates == 0


async def test_artifacts_appear_in_the_intervals():
    clean, _ = await heard(worn())
    spoiled, _ = await heard(worn(artefacts=Artefacts(ectopic=0.05, missed=0.02, extra=0.02)))

    assert np.diff(spoiled.rr_ms).std() > 2 * np.diff(clean.rr_ms).std()


async def test_lost_packets_are_missing_and_cut_the_beats():
    series, tally = await heard(worn(dropouts=Dropouts(lost_packets=0.02)))

    assert tally.packets < 600
    assert tally.cuts >= 600 - tally.packets - 5
    assert series.segment[-1] == tally.cuts


async def test_a_broken_connection_comes_back_as_another_link():
    packets = list(worn(minutes=60, dropouts=Dropouts(breaks_per_hour=6, break_s=30)).packets())
    links = [packet.link for packet in packets]
    first_of_second = links.index(1)

    assert 2 <= links[-1] <= 15
    assert packets[first_of_second].arrival_s - packets[first_of_second - 1].arrival_s >= 30


async def test_a_pacer_can_be_followed_from_any_moment_on():
    strap = worn(minutes=10)
    packets = strap.packets()
    clock = BeatClock()
    free = [beat for _ in range(300) for beat in clock.push(next(packets))]
    strap.paced_per_min = 6.0
    paced = [beat for packet in packets for beat in clock.push(packet)]

    assert np.std([beat.rr_ms for beat in paced[60:]]) > 1.3 * np.std([beat.rr_ms for beat in free])


async def test_strap_without_an_end_keeps_sending():
    dice = np.random.default_rng(1)
    packets = SimulatedStrap(HeartModel(dice), dice, start_s=START_S).packets()

    assert [next(packets) for _ in range(500)][-1].arrival_s > START_S + 490


async def test_in_real_time_it_waits_between_its_packets():
    dice = np.random.default_rng(1)
    strap = SimulatedStrap(HeartModel(dice), dice, start_s=START_S, duration_s=60, speed=50)
    started_s = asyncio.get_running_loop().time()
    count = len([packet async for packet in strap])

    assert asyncio.get_running_loop().time() - started_s >= (count - 1) / 50 - 0.01
