from __future__ import annotations

import asyncio

import pytest

from hrv.recording_kind import RecordingKind
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.heart_rate.packets import Packet
from sensors.upload import runs as running
from sensors.upload.recorder import Recorder
from sensors.upload.runs import Runs, closing
from sensors.upload.spool import Spool

pytestmark = pytest.mark.anyio


def packet(second):
    return Packet(float(second), build(HeartRateMeasurement(bpm=60, rr_1024=(1024,))))


class Worn:
    """A strap that hands out packets as the test puts them in, until None."""

    unix_offset_s = 1.8e9

    def __init__(self, *seconds):
        self.queue = asyncio.Queue()
        self.was_let_go = False
        self.is_waited_for = asyncio.Event()
        for second in seconds:
            self.queue.put_nowait(second)

    async def _next(self):
        if self.queue.empty():
            self.is_waited_for.set()
        return await self.queue.get()

    async def __aiter__(self):
        try:
            while (second := await self._next()) is not None:
                yield packet(second)
        finally:
            self.was_let_go = True


async def told(strap, **how):
    """The arrival seconds of each run, to the end."""
    async with closing(aiter(Runs(strap, **how))) as runs:
        return [[each.arrival_s async for each in run] async for run in runs]


async def test_continuous_strap_is_one_run():
    assert await told(Worn(1, 2, 3, None)) == [[1, 2, 3]]


async def test_silent_strap_makes_no_run():
    assert await told(Worn(None)) == []


async def test_run_is_cut_after_half_a_day():
    limit = int(running.LONGEST_RUN_S)
    assert await told(Worn(0, limit, limit + 1, limit + 2, None)) == [[0, limit], [limit + 1, limit + 2]]


async def test_silence_ends_a_run_and_the_next_packet_starts_another():
    strap = Worn(1, 2)
    found = []
    async for run in Runs(strap, silence_s=0.05):
        found.append([each.arrival_s async for each in run])
        strap.queue.put_nowait(9 if len(found) == 1 else None)

    assert found == [[1, 2], [9]]


async def test_setting_the_clock_ends_a_run_and_times_the_next(monkeypatch):
    clock_s = [1000.0]
    monkeypatch.setattr(running, "slept_or_set_s", lambda: clock_s[0])
    offsets, found = [], []
    async for run in Runs(Worn(1, 2, 3, None)):
        offsets.append(run.unix_offset_s)
        heard = []
        async for each in run:
            heard.append(each.arrival_s)
            clock_s[0] = 4600.0 if each.arrival_s == 2 else clock_s[0]
        found.append(heard)

    assert found == [[1, 2], [3]]
    assert offsets == [1.8e9, 1.8e9 + 3600.0]


async def test_cancelled_reading_releases_the_strap():
    strap = Worn(1)
    listening = asyncio.create_task(told(strap))
    await strap.is_waited_for.wait()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)

    assert strap.was_let_go


async def test_each_run_has_its_own_source(tmp_path):
    limit = running.LONGEST_RUN_S
    with Spool(tmp_path / "s") as spool:
        recorder = Recorder(spool, kind=RecordingKind.WORKDAY, block_s=2.0)
        await recorder.listen(Worn(*range(20), *(limit + 100 + n for n in range(20)), None))
        sources = []
        while batch := spool.next_batch(limit=100):
            sources.append(batch.source)
            spool.acknowledge(batch.source, [block.sequence for block in batch.blocks])

    assert recorder.beats == 40
    assert len(set(sources)) == len(sources) == 2
