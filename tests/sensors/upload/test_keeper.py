from __future__ import annotations

import asyncio

import numpy as np
import pytest

from hrv.beats import BeatSeries
from hrv.recording_kind import RecordingKind
from sensors.simulation.replay import ReplayedStrap
from sensors.upload.keeper import Keeper, block_s_at
from sensors.upload.spool import Spool
from tests.patience import until

pytestmark = pytest.mark.anyio


@pytest.fixture
def spool(tmp_path):
    with Spool(tmp_path / "beats.spool") as opened:
        yield opened


@pytest.fixture
def recording():
    return BeatSeries.from_rr(np.random.default_rng(1).normal(900, 40, 100))


def keeper(spool):
    return Keeper(spool, source="a", kind=RecordingKind.CHECK)


async def test_all_beats_of_a_source_end_up_in_the_spool(spool, recording):
    kept = keeper(spool)
    await kept.listen(ReplayedStrap(recording, ends_at_s=1.8e9, speed=0))
    batch = spool.next_batch(limit=100)

    assert kept.beats == spool.count().waiting_beats == 100
    assert batch.kind is RecordingKind.CHECK
    assert [block.sequence for block in batch.blocks] == list(range(len(batch.blocks)))
    assert kept.tally.packets > 80


async def test_beats_before_an_interruption_are_kept(spool, recording):
    kept = keeper(spool)
    listening = asyncio.create_task(kept.listen(ReplayedStrap(recording, ends_at_s=1.8e9, speed=20)))
    await until(lambda: kept.tally and kept.tally.packets >= 15)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)

    assert 10 <= spool.count().waiting_beats == kept.beats < 100


@pytest.mark.parametrize(("speed", "block_s"), [(1, 2), (0.5, 2), (5, 10), (60, 30), (0, 30)])
async def test_blocks_are_short_live_and_longer_where_time_runs_faster(speed, block_s):
    assert block_s_at(speed) == block_s
