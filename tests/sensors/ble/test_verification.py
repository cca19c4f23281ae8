from __future__ import annotations

import asyncio

import numpy as np
import pytest

from sensors.ble.polar import Measurement, StrapSamples
from sensors.ble.polar.ecg_strip import Strip
from sensors.ble.verification import Verification
from sensors.bluetooth_errors import StrapError
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.heart_rate.packets import Packet
from sensors.texts import NO_DATA, NO_ECG
from tests.patience import SimulatedTime

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    """So many seconds of listening take no time, and always hold the same packets."""
    return "asyncio", {"loop_factory": SimulatedTime}


class Worn:
    """A strap that says the same on both ways, a second after another, and then nothing more."""

    def __init__(self, wish, streams=frozenset(Measurement), packets=20):
        self.streams = streams
        self._wish, self._packets = wish, packets

    async def __aiter__(self):
        for second in range(self._packets):
            await asyncio.sleep(0)
            time_s = 1000.0 + second + np.arange(1, 131) / 130
            self._wish.push(StrapSamples(Measurement.ECG, 130, 50.0 + second, time_s, np.zeros((130, 1))))
            still = np.tile([0.0, 0.0, 1000.0], (50, 1))
            self._wish.push(StrapSamples(Measurement.ACCELERATION, 50, 50.0 + second, time_s[:50], still))
            yield Packet(50.0 + second, build(HeartRateMeasurement(bpm=60, rr_1024=(1024,))))
        await asyncio.Event().wait()


async def test_beats_ecg_and_movement_are_collected_on_one_clock():
    collected, heard = Verification(), []
    await collected.listen(Worn(collected.wish), seconds=60, heard=lambda: heard.append(True))

    assert len(collected.beats()) == len(heard) == 20
    assert collected.ecg.time_s()[-1] == pytest.approx(69.0)
    assert collected.ecg.values().shape == (2600, 1)
    assert collected.movement.spans_mg == []  # half a second a second is full of holes


async def test_listening_ends_after_the_time_that_was_asked_for():
    collected = Verification()
    began_s = asyncio.get_running_loop().time()
    await collected.listen(Worn(collected.wish, packets=1), seconds=60)

    assert asyncio.get_running_loop().time() - began_s == pytest.approx(60)
    assert len(collected.beats()) == 1


async def test_a_strap_without_an_ecg_is_refused():
    collected = Verification()
    with pytest.raises(StrapError, match="does not send an ECG") as refused:
        await collected.listen(Worn(collected.wish, streams=frozenset()), seconds=60)

    assert refused.value.message == NO_ECG()


async def test_silent_strap_ends_the_verification():
    collected = Verification()
    with pytest.raises(StrapError) as refused:
        await collected.listen(Worn(collected.wish, packets=0), seconds=60)

    assert refused.value.message == NO_DATA()


def test_ecg_is_timed_by_the_fastest_arrival():
    strip = Strip()
    assert (strip.time_s().size, strip.values().size) == (0, 0)
    for arrival_s, stamp_s in ((10.30, 1000.0), (11.02, 1001.0), (12.50, 1002.0)):
        strip.push(StrapSamples(Measurement.ECG, 1, arrival_s, np.array([stamp_s]), np.zeros((1, 1))))

    assert strip.time_s().tolist() == pytest.approx([10.02, 11.02, 12.02])
