from __future__ import annotations

import asyncio
import contextlib
from types import SimpleNamespace

import pytest
from bleak import BleakScanner
from bleak.backends import BleakBackend
from bleak.exc import BleakDBusError

from sensors import texts
from sensors.ble.connect_queue import GaveWayError, Turns
from sensors.ble.radio import Radio, Search
from sensors.ble.scan import find, finding, scan
from sensors.ble.strap import BleakStrap, LinkState
from sensors.bluetooth_errors import StrapError
from sensors.gatt import HEART_RATE_SERVICE
from sensors.heart_rate.measurement import parse
from tests.sensors.listening import LONG_S, STEADY, beat, first_trouble, listening, ready, until

pytestmark = [pytest.mark.bluetooth, pytest.mark.anyio]


def named(name):
    from tests.sensors.fake_bluez.virtual_strap import Equipment

    return Equipment(name=name)


async def test_eight_straps_lose_nothing_and_keep_their_order(bluez, worn):
    virtual = [await worn(named(f"TICKR {number}")) for number in range(8)]
    straps = [BleakStrap(strap.address, patience=STEADY) for strap in virtual]

    async with contextlib.AsyncExitStack() as stack:
        queues = [await stack.enter_async_context(listening(strap)) for strap in straps]
        await until(lambda: all(strap.state is LinkState.LISTENING for strap in straps))
        for number in range(40):
            await asyncio.gather(*(strap.notify(beat(100 * at + number)) for at, strap in enumerate(virtual)))
        await until(lambda: all(queue.qsize() >= 40 for queue in queues))
        heard = [[parse(queue.get_nowait().payload).rr_1024[0] for _ in range(40)] for queue in queues]
        assert all(queue.empty() for queue in queues)

    assert heard == [[1000 + 100 * at + number for number in range(40)] for at in range(8)]
    assert bluez.links.busiest == 1


async def test_unnamed_straps_are_assigned_one_to_each(bluez, worn):
    for name in ("A", "B", "C"):
        await worn(named(name))
    straps = [BleakStrap(patience=STEADY) for _ in range(3)]

    async with contextlib.AsyncExitStack() as stack:
        for strap in straps:
            await stack.enter_async_context(listening(strap))
        await until(lambda: all(strap.state is LinkState.LISTENING for strap in straps))

    assert {strap.info.name for strap in straps} == {"A", "B", "C"}


async def test_a_strap_is_free_again_once_it_was_let_go(bluez, worn):
    await worn()

    async with finding(None, seconds=LONG_S, adapter=None) as found:
        with pytest.raises(StrapError, match="No strap answered"):
            await find(seconds=0.2)
    assert (await find(seconds=LONG_S)).address == found.address


async def test_searches_share_one_scan(bluez, worn):
    for name in ("A", "B"):
        await worn(named(name))

    everything = set()
    async with Radio.of(None).searching(lambda strap: everything.add(strap.name)):
        a, b = await asyncio.gather(find("A", seconds=LONG_S), find("B", seconds=LONG_S))

    assert (a.name, b.name) == ("A", "B")
    assert everything == {"A", "B"}
    with pytest.raises(Exception, match="InProgress"):
        async with (
            BleakScanner(service_uuids=[HEART_RATE_SERVICE]),
            BleakScanner(service_uuids=[HEART_RATE_SERVICE]),
        ):
            pytest.fail("two scans of one program")


async def test_late_search_hears_what_the_scan_already_found(bluez, worn):
    await worn()
    heard = []

    async with Radio.of(None).searching(heard.append):
        await until(lambda: heard)
        late = []
        async with Radio.of(None).searching(late.append):
            assert [strap.name for strap in late] == ["Polar H10 0A1B2C3D"]


async def test_change_without_a_new_signal_is_ignored():
    """BlueZ tells of a strap when its link is lost, too; it may be far away by then."""
    radio, heard = Radio(None), []
    radio._searches.add(Search(heard.append, asyncio.get_running_loop().create_future()))
    for rssi_dbm in (-50, -50, -127, -58):
        radio._heard(SimpleNamespace(address="C0:11", name="H10"), SimpleNamespace(local_name=None, rssi=rssi_dbm))

    assert [strap.rssi_dbm for strap in heard] == [-50, -58]


async def test_strap_waiting_for_others_is_searched_again_untroubled(bluez, worn, monkeypatch):
    monkeypatch.setattr("sensors.ble.radio.FRESH_S", 0.05)
    await worn()
    strap = BleakStrap(patience=STEADY)

    async with listening(strap):
        async with Radio.of(None).turn_to_connect("another", longest_s=LONG_S):
            await until(lambda: strap.trouble == texts.OTHERS_FIRST())
        await until(lambda: strap.state is LinkState.LISTENING)
        assert strap.trouble is None


async def test_strap_that_gave_way_keeps_its_next_turn(monkeypatch):
    radio = Radio(None)
    radio._turns = Turns(give_way_s=0.01)

    async def connect(address):
        async with radio.turn_to_connect(address, longest_s=30):
            await asyncio.sleep(0.1)

    first = await asyncio.gather(connect("slow"), connect("other"), return_exceptions=True)
    again = await asyncio.gather(connect("slow"), connect("other"), return_exceptions=True)

    assert isinstance(first[0], GaveWayError)
    assert again[0] is None


async def test_failed_scan_is_reported_to_every_search(bluez):
    await bluez.power(on=False)
    results = await asyncio.gather(scan(seconds=LONG_S), find(seconds=LONG_S), return_exceptions=True)

    assert [str(error) for error in results] == [texts.POWERED_OFF.one] * 2


async def test_silent_strap_linked_by_a_killed_program_is_found(bluez, worn, monkeypatch):
    """BlueZ keeps a link when the program that made it dies, and a connected strap does not advertise."""
    from bleak import BleakClient

    virtual = await worn()
    abandoned = BleakClient((await find(seconds=LONG_S)).device, timeout=LONG_S)
    await abandoned.connect()
    await virtual.stop_advertising()
    monkeypatch.setattr("sensors.ble.scan.UNHEARD_S", 0.05)

    async with listening(strap := BleakStrap(virtual.address, patience=STEADY)) as arrived:
        await ready(strap, virtual)
        await virtual.notify(beat(1))
        assert (await asyncio.wait_for(arrived.get(), LONG_S)).payload == beat(1)
    await abandoned.disconnect()


async def test_bluetooth_failure_while_listing_connected_is_reported(bluez, monkeypatch):
    async def fail(_):
        raise BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", [])

    monkeypatch.setattr("sensors.ble.scan.UNHEARD_S", 0.0)
    monkeypatch.setattr(Radio, "connected", fail)

    with pytest.raises(StrapError) as failed:
        await find(seconds=LONG_S)
    assert str(failed.value) == texts.NO_BLUEZ.one


async def test_only_bluez_keeps_links_of_dead_programs(bluez, monkeypatch):
    monkeypatch.setattr("sensors.ble.radio.get_default_backend", lambda: BleakBackend.CORE_BLUETOOTH)

    assert await Radio.of(None).connected() == ()


async def test_missing_adapter_is_reported(bluez):
    assert await first_trouble(BleakStrap(adapter="hci7", patience=STEADY)) == texts.NO_SUCH_ADAPTER.one


async def test_an_adapter_can_be_named(bluez, worn):
    await worn()

    assert (await find(seconds=LONG_S, adapter="hci0")).name == "Polar H10 0A1B2C3D"
