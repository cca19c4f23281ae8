from __future__ import annotations

import asyncio

import pytest

from sensors.ble.strap import BleakStrap, LinkState
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from tests.patience import until
from tests.sensors.fake_bluez.process import FakeBluezProcess
from tests.sensors.listening import STEADY

pytestmark = [pytest.mark.bluetooth, pytest.mark.anyio]

BEAT = build(HeartRateMeasurement(bpm=61, rr_1024=(1000,)))


@pytest.fixture
def process(monkeypatch):
    with FakeBluezProcess("TICKR 1234", "HRM-Dual") as running:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", running.bus)
        yield running


async def test_fake_bluez_runs_as_its_own_process(process):
    strap = BleakStrap("hrm-dual", patience=STEADY)
    listening = asyncio.create_task(anext(aiter(strap)))
    await until(lambda: strap.state is LinkState.LISTENING)
    assert process.subscriptions(strap=1) == 1
    process.notify(BEAT, strap=1)

    assert (await listening).payload == BEAT
    assert process.subscriptions(strap=0) == 0


async def test_fake_straps_sleep_and_wake_on_demand(process):
    for each in (process.fall_asleep, process.wake_up, process.hang_up, process.walk_away):
        each(strap=1)
    process.power(on=False)

    assert process.links(strap=1) == 0


async def test_unknown_order_is_refused_and_the_next_one_works(process):
    with pytest.raises(ValueError, match="Nobody knows how to dance"):
        process._do("dance")

    assert process.links() == 0
