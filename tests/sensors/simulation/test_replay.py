from __future__ import annotations

import asyncio

import numpy as np
import pytest

from hrv.beats import BeatSeries
from sensors.beat_clock.beat import to_series
from sensors.beat_clock.clock import BeatClock
from sensors.simulation.replay import ReplayedStrap

pytestmark = pytest.mark.anyio
NOW_S = 1_795_262_400.0


async def replayed(series, **options):
    strap = ReplayedStrap(series, ends_at_s=NOW_S, **{"speed": 0, **options})
    clock = BeatClock(unix_offset_s=strap.unix_offset_s)
    beats = [beat async for packet in strap for beat in clock.push(packet)]
    return to_series([*beats, *clock.flush()])


@pytest.fixture
def recording():
    return BeatSeries.from_rr(np.random.default_rng(1).normal(900, 40, 600), start=12.5)


async def test_replay_ends_now_with_no_beat_in_the_future(recording):
    series = await replayed(recording)

    assert series.time_s[-1] == pytest.approx(NOW_S, abs=0.2)
    assert series.time_s.max() < NOW_S + 0.2
    assert np.ptp(series.time_s - recording.time_s) < 0.2


async def test_replayed_beats_match_within_a_millisecond(recording):
    series = await replayed(recording)

    assert np.abs(series.rr_ms - recording.rr_ms).max() <= 1000 / 1024
    assert set(series.segment[:-8].tolist()) == {0}  # what the very last packets mean, none came after to say


async def test_a_hole_in_the_recording_is_a_hole_in_the_replay(recording):
    later = BeatSeries(recording.time_s + 700, recording.rr_ms, np.ones(600, np.int32), recording.flags)
    series = await replayed(BeatSeries.concatenate([recording, later]))

    assert 599 in np.flatnonzero(np.diff(series.segment))


async def test_speed_sets_the_pace(recording):
    loop = asyncio.get_running_loop()
    started_s = loop.time()
    await replayed(recording.slice(0, 60), speed=200)

    assert loop.time() - started_s >= 52 / 200


async def test_a_negative_speed_is_refused(recording):
    with pytest.raises(ValueError, match="0 \\(as fast as possible\\) or above"):
        await replayed(recording, speed=-1)


async def test_an_empty_recording_is_refused():
    with pytest.raises(ValueError, match="no beats"):
        ReplayedStrap(BeatSeries.from_rr([]), ends_at_s=NOW_S)
