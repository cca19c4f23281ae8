from __future__ import annotations

import asyncio

import pytest
from bleak import BleakClient

from sensors import gatt, texts
from sensors.beat_clock.clock import BeatClock
from sensors.ble import connection
from sensors.ble.radio import ROUND_S
from sensors.ble.scan import find, scan
from sensors.ble.strap import BleakStrap, LinkState, Patience
from sensors.bluetooth_errors import StrapError
from tests.sensors.listening import LONG_S, QUICK, SCAN_S, STEADY, beat, first_trouble, listening, ready, until

pytestmark = [pytest.mark.bluetooth, pytest.mark.anyio]


async def test_a_scan_lists_worn_straps_by_name_and_nothing_else(bluez, worn):
    from tests.sensors.fake_bluez.virtual_strap import Equipment

    await worn()
    await worn(Equipment(name="TICKR 1234"))

    found, seconds = (), SCAN_S
    while len(found) < 2:  # how long it takes until both were heard is a matter of the machine
        found, seconds = await scan(seconds=seconds), 2 * seconds

    assert {strap.name for strap in found} == {"Polar H10 0A1B2C3D", "TICKR 1234"}
    assert all(-100 < strap.rssi_dbm < 0 for strap in found)


async def test_every_notification_arrives_once_and_in_order(bluez, worn):
    virtual = await worn()
    sent = [beat(number) for number in range(100)]

    async with listening(strap := BleakStrap(patience=STEADY)) as arrived:
        await ready(strap, virtual)
        for payload in sent:
            await virtual.notify(payload)
        received = [await asyncio.wait_for(arrived.get(), LONG_S) for _ in sent]

    assert [packet.payload for packet in received] == sent
    assert sorted(packet.arrival_s for packet in received) == [packet.arrival_s for packet in received]
    assert {packet.link for packet in received} == {1}


async def test_a_strap_is_found_by_its_address_or_a_part_of_its_name(bluez, worn):
    from tests.sensors.fake_bluez.virtual_strap import Equipment

    await worn()
    other = await worn(Equipment(name="TICKR 1234"))

    assert (await find("tickr", seconds=LONG_S)).address == other.address
    assert (await find(other.address.lower(), seconds=LONG_S)).name == "TICKR 1234"


async def test_strap_reports_its_model_and_battery(bluez, worn):
    virtual = await worn()
    strap = BleakStrap(patience=STEADY)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)

    assert strap.info.address == virtual.address
    assert (strap.info.battery_percent, strap.info.body_location) == (87, "chest")
    assert (strap.info.maker, strap.info.model, strap.info.serial) == ("Polar Electro Oy", "H10", "0A1B2C3D")
    assert strap.info.firmware == "3.1.1"


async def test_the_battery_is_followed_while_it_empties(bluez, worn):
    virtual = await worn()
    strap = BleakStrap(patience=STEADY)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await virtual.use_battery(86)
        await until(lambda: strap.info.battery_percent == 86)
        await virtual.use_battery(255)  # no percentage
        await virtual.use_battery(85)
        await until(lambda: strap.info.battery_percent == 85)


async def test_information_a_strap_lacks_stays_unknown(bluez, worn):
    from tests.sensors.fake_bluez.virtual_strap import Equipment

    await worn(Equipment(battery=None, location=b"\x63", texts={"2A29": b"\0"}))
    strap = BleakStrap(patience=STEADY)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)

    info = strap.info
    assert (info.battery_percent, info.body_location, info.maker, info.model) == (None, None, None, None)


async def test_strap_that_hangs_up_reconnects_without_repeats(bluez, worn):
    virtual = await worn()

    async with listening(strap := BleakStrap(patience=STEADY)) as arrived:
        for link in (1, 2, 3):
            await ready(strap, virtual, link=link)
            await virtual.notify(beat(link))
            packet = await asyncio.wait_for(arrived.get(), LONG_S)
            assert (packet.payload, packet.link) == (beat(link), link)
            await virtual.hang_up()
        assert arrived.empty()


async def test_bluez_doubles_packets_if_reconnected_too_early(bluez, worn):
    """Why the strap always disconnects first: the fake has this habit because the real one has it."""
    virtual = await worn()
    found = await find(seconds=LONG_S)
    heard = []
    clients = [BleakClient(found.device, timeout=LONG_S) for _ in range(2)]
    for number, client in enumerate(clients, start=1):
        await client.connect()
        await client.start_notify(gatt.HEART_RATE_MEASUREMENT, lambda _, payload: heard.append(bytes(payload)))
        await until(lambda number=number: virtual.subscriptions == number)
        if number == 1:
            await virtual.hang_up()
            await until(lambda: not virtual.connections)
    await virtual.notify(beat(1))
    await until(lambda: heard == [beat(1), beat(1)])
    for client in clients:
        await client.disconnect()


async def test_strap_out_of_range_is_noticed_and_found_again(bluez, worn):
    virtual = await worn()
    strap = BleakStrap(patience=STEADY)

    async with listening(strap) as arrived:
        await until(lambda: strap.state is LinkState.LISTENING)
        virtual.walk_away(bluez.controller)
        await until(lambda: strap.trouble == texts.LINK_LOST())
        await ready(strap, virtual, link=2)
        await virtual.notify(beat(7))
        assert (await asyncio.wait_for(arrived.get(), LONG_S)).link == 2

    assert strap.trouble is None


async def test_link_without_data_is_reconnected(bluez, worn):
    virtual = await worn()
    strap = BleakStrap(patience=QUICK)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await until(lambda: strap.trouble == texts.NO_DATA())
        await until(lambda: virtual.subscriptions >= 2)


async def test_silently_dead_bluetooth_service_is_noticed(bluez, worn):
    await worn()
    strap = BleakStrap(patience=QUICK)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await bluez.crash()
        await until(lambda: strap.state is LinkState.WAITING)
        assert strap.trouble


async def test_a_bluetooth_service_that_comes_back_is_used_again(bluez, new_bluez, worn):
    virtual = await worn()
    strap = BleakStrap(patience=QUICK)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await bluez.crash()
        await until(lambda: strap.state is LinkState.WAITING)
        before = virtual.subscriptions
        await new_bluez()
        await until(lambda: virtual.subscriptions > before)


async def test_lost_link_is_reported_before_it_is_cleaned_up(bluez, worn, monkeypatch):
    cleared, hang_up = asyncio.Event(), connection._hang_up

    async def clear_away(*what):
        await cleared.wait()
        await hang_up(*what)

    monkeypatch.setattr(connection, "_hang_up", clear_away)
    virtual = await worn()
    strap = BleakStrap(patience=STEADY)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await virtual.hang_up()
        await until(lambda: strap.state is LinkState.WAITING)
        assert strap.trouble == texts.LINK_LOST()
        cleared.set()


async def test_default_patience_notices_in_10_s_and_retries_in_5():
    patience = Patience()

    assert patience.silence_s <= 10
    assert patience.longest_pause_s + ROUND_S <= 5


async def test_frozen_bluetooth_service_is_noticed_and_reused(bluez, worn, monkeypatch):
    assert not bluez.is_frozen
    virtual = await worn()
    strap = BleakStrap(patience=QUICK)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        bluez.is_frozen = True
        with monkeypatch.context() as impatient:
            impatient.setattr("sensors.ble.radio.ANSWER_S", 0.1)
            await until(lambda: strap.trouble == texts.NO_BLUEZ())
        before = virtual.subscriptions
        bluez.is_frozen = False
        await virtual.hang_up()
        await until(lambda: virtual.subscriptions > before)


async def test_bluetooth_switched_off_and_on_again_is_survived(bluez, worn):
    virtual = await worn()
    strap = BleakStrap(patience=STEADY)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await bluez.power(on=False)
        await until(lambda: strap.trouble == texts.POWERED_OFF())
        await bluez.power(on=True)
        await until(lambda: virtual.subscriptions == 2)


async def test_bluetooth_switched_off_is_reported_at_once(bluez):
    await bluez.power(on=False)

    assert await first_trouble(BleakStrap(patience=QUICK)) == texts.POWERED_OFF.one


@pytest.mark.parametrize("hardware", [{"has_adapter": False}, {"roles": ("peripheral",)}])
async def test_missing_usable_adapter_gets_advice(new_bluez, hardware):
    await new_bluez(**hardware)

    assert await first_trouble(BleakStrap(patience=QUICK)) == texts.NO_ADAPTER.one


async def test_bus_without_bluez_is_reported(bus):
    assert await first_trouble(BleakStrap(patience=QUICK)) == texts.NO_BLUEZ.one


async def test_missing_bus_is_reported(monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")

    assert await first_trouble(BleakStrap(patience=QUICK)) == texts.NO_BUS.one


async def test_sleeping_strap_gets_advice_to_wear_it(bluez):
    with pytest.raises(StrapError, match="Wet the electrodes"):
        await find(seconds=0.1)


async def test_strap_that_vanishes_before_connecting_is_reported(bluez, worn):
    from tests.sensors.fake_bluez.errors import BluezError

    await worn()
    bluez.links.refusals = [BluezError("Failed", "br-connection-page-timeout")]

    assert await first_trouble(BleakStrap(patience=QUICK)) == texts.NO_ANSWER.one


async def test_a_device_without_heartbeats_is_not_taken_for_a_strap(bluez, worn):
    from tests.sensors.fake_bluez.virtual_strap import Equipment

    await worn(Equipment(heart_rate=False))

    assert await first_trouble(BleakStrap(patience=QUICK)) == texts.NOT_A_STRAP.one


async def test_beats_across_a_lost_link_are_in_different_segments(bluez, worn):
    virtual = await worn()
    clock = BeatClock()

    async with listening(strap := BleakStrap(patience=STEADY)) as arrived:
        beats = []
        for link in (1, 2):
            await ready(strap, virtual, link=link)
            await virtual.notify(beat(link))
            beats += clock.push(await asyncio.wait_for(arrived.get(), LONG_S))
            await virtual.hang_up()
    beats += clock.flush()

    assert [each.segment for each in beats] == [0, 1]
