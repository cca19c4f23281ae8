from __future__ import annotations

import asyncio
import uuid
from contextlib import asynccontextmanager
from itertools import pairwise

import numpy as np
import pytest

from hrv.beats import BeatSeries
from hrv.breath import BreathReading
from hrv.recording_kind import RecordingKind
from sensors.simulation.heart import HeartModel, Physiology
from sensors.simulation.strap import SimulatedStrap
from sensors.upload.blocks import BeatBlock
from sensors.upload.keeper import Keeper
from sensors.upload.onlooker import SHOWN_FOR_S, FollowedPacer, Onlooker
from sensors.upload.sender import Sender, client_for
from sensors.upload.spool import Spool, SpoolCount
from tests.patience import until
from tests.sensors.door import TOKEN, open_door

pytestmark = pytest.mark.anyio
START_S = 1.8e9
BREATH = BreathReading(START_S, 6.0, 1.0, 0.9)


class _Packets:
    """A strap of which the test says when the next packet comes."""

    unix_offset_s = 0.0

    def __init__(self) -> None:
        dice = np.random.default_rng(1)
        strap = SimulatedStrap(HeartModel(dice, Physiology()), dice, start_s=START_S, speed=0)
        self._all = strap.packets()
        self._given = asyncio.Queue()

    def give(self, number):
        for _ in range(number):
            self._given.put_nowait(next(self._all))

    async def __aiter__(self):
        while True:
            yield await self._given.get()


@asynccontextmanager
async def worn(tmp_path, door, onlooker):
    """A strap that is kept and sent; the last packet was taken in when the queue is empty."""
    packets, stop = _Packets(), asyncio.Event()
    with Spool(tmp_path / "beats.spool") as spool:
        keeper = Keeper(spool, source=str(uuid.uuid4()), kind=RecordingKind.WORKDAY, block_s=5.0, onlooker=onlooker)
        async with client_for(door.url) as client:
            sender = Sender(spool, client, TOKEN, onlooker=onlooker)
            tasks = [asyncio.create_task(keeper.listen(packets)), asyncio.create_task(sender.run(stop))]
            yield packets
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def door():
    with open_door() as opened:
        yield opened


async def test_each_packet_is_a_block_while_a_page_watches(tmp_path, door):
    door.watched = {"watched": True}
    onlooker = Onlooker()
    async with worn(tmp_path, door, onlooker) as packets:
        packets.give(30)
        await until(lambda: onlooker.is_watching)
        before = len(door.requests)
        for number in range(1, 6):
            onlooker.breathe([BREATH])
            packets.give(1)
            await until(lambda so_far=before + number: len(door.requests) >= so_far)
    shown = [request["for_now"] for request in door.requests[before:] if "for_now" in request]
    beats = sorted(time_s for block in door.taken.values() for time_s in block["time_s"])
    assert len(shown) >= 5
    assert sum(len(each["breath"]) for each in shown) == 5
    assert all(later - earlier < 2 for earlier, later in pairwise(beats))


async def test_beats_that_are_not_settled_are_shown_and_not_kept(tmp_path):
    onlooker, packets = Onlooker(), _Packets()
    onlooker.told(is_watching=True)
    packets.give(4)  # too few to place the segment
    with Spool(tmp_path / "beats.spool") as spool:
        keeper = Keeper(spool, source="a", kind=RecordingKind.WORKDAY, onlooker=onlooker)
        listening = asyncio.create_task(keeper.listen(packets))
        await until(lambda: keeper.tally and keeper.tally.packets == 4)
        seen, kept = onlooker.pop_news(), spool.count().waiting_beats
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    assert kept == 0
    assert seen.source == "a"
    assert len(seen.open_beats) >= 2
    assert all(START_S < beat.time_s < START_S + 10 for beat in seen.open_beats)


async def test_blocks_are_long_again_when_nobody_watches(tmp_path, door):
    onlooker = Onlooker()
    async with worn(tmp_path, door, onlooker) as packets:
        packets.give(60)
        await until(lambda: door.beats > 20)
    assert all("for_now" not in request for request in door.requests)
    assert max(len(block["time_s"]) for block in door.taken.values()) >= 4


async def test_server_that_refuses_what_is_for_now_gets_the_beats(tmp_path, door):
    onlooker, refusal = Onlooker(), (422, {}, '{"detail": "This is not as agreed."}')
    with Spool(tmp_path / "beats.spool") as spool:
        spool.open_run(source="a", kind=RecordingKind.WORKDAY)
        async with client_for(door.url) as client:
            sender = Sender(spool, client, TOKEN, onlooker=onlooker)
            for number in range(2):
                spool.put(BeatBlock("a", number, BeatSeries.from_rr([812.5] * 4, start=START_S + 10 * number)))
                onlooker.told(is_watching=True)
                onlooker.hear("a", ())
                door.answers = [refusal]
                await sender.drain()
            onlooker.told(is_watching=True)
            onlooker.hear("a", ())  # alone, without a block
            door.answers = [refusal]
            await sender.drain()
        assert spool.count() == SpoolCount(0, 0, 0)
    assert sorted(door.taken) == [("a", 0), ("a", 1)]


async def test_pacer_of_a_newer_server_is_followed(tmp_path, door):
    door.watched = {"watched": True, "pacer": {"breaths": 2, "per_minute": 6, "in_share": 0.4, "hold_s": 1}}
    onlooker = Onlooker(now_s=lambda: 0.0)
    async with worn(tmp_path, door, onlooker) as packets:
        packets.give(30)
        await until(lambda: onlooker.pacer)
    assert onlooker.pacer == FollowedPacer(2.0, 6.0, 0.4)


async def test_wait_that_is_cancelled_as_it_ends_is_cancelled():
    onlooker, stop = Onlooker(), asyncio.Event()
    waiting = asyncio.create_task(onlooker.wait(stop, 60))
    await asyncio.sleep(0)
    stop.set()
    while not waiting.done():
        waiting.cancel()
        await asyncio.sleep(0)
    assert waiting.cancelled()


async def test_nothing_is_shown_twice_or_to_nobody():
    onlooker = Onlooker()
    onlooker.told(is_watching=True)
    onlooker.hear("a", ())
    onlooker.breathe([BREATH])
    assert onlooker.pop_news().breath == (BREATH,)
    assert onlooker.pop_news() is None
    onlooker.hear("a", ())
    onlooker.told(is_watching=False)
    assert onlooker.pop_news() is None


async def test_pacer_goes_on_between_answers_and_ends_without_them():
    clock = [0.0]
    onlooker = Onlooker(now_s=lambda: clock[0])
    assert onlooker.pacer is None
    onlooker.told(is_watching=True, pacer=FollowedPacer(2.0, 6.0, 0.4))
    clock[0] = 5.0
    assert onlooker.pacer == FollowedPacer(2.5, 6.0, 0.4)
    clock[0] = SHOWN_FOR_S + 0.1
    assert onlooker.pacer is None
