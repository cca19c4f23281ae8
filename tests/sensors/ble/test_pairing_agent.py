from __future__ import annotations

import asyncio
import contextlib

import pytest
from bleak import BleakClient
from bleak.exc import BleakDBusError, BleakError
from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus

from sensors import gatt, texts
from sensors.ble.pairing_agent import letting_in
from sensors.ble.scan import find
from sensors.ble.strap import BleakStrap, LinkState, _BondOfTheSilent
from sensors.bluetooth_errors import wants_a_bond
from tests.sensors.listening import IS_REAL, LONG_S, QUICK, STEADY, beat, first_trouble, listening, ready, until

pytestmark = [pytest.mark.bluetooth, pytest.mark.anyio]


def strap_that(**insists):
    from tests.sensors.fake_bluez.virtual_strap import Equipment

    return Equipment(**insists)


async def test_strap_requiring_bonding_is_paired_and_heard(bluez, worn):
    virtual = await worn(strap_that(bonds_only=True))

    async with listening(strap := BleakStrap(patience=STEADY)) as arrived:
        for link in (1, 2):  # the second time the bond is there already
            await ready(strap, virtual, link=link)
            await virtual.notify(beat(link))
            assert (await asyncio.wait_for(arrived.get(), LONG_S)).payload == beat(link)
            assert all(connection.is_encrypted for connection in virtual.connections)
            await virtual.hang_up()


async def test_agent_is_removed_once_the_strap_is_heard(bluez, worn):
    await worn(strap_that(bonds_only=True))
    strap = BleakStrap(patience=STEADY)

    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await until(lambda: not bluez.agents.registered)


async def test_bluez_pairs_nothing_without_the_agent(bluez, worn):
    """Why there is an agent: the fake refuses because the real one does.

    Half a minute after a pairing failed, the real one gives up both the request, with a refusal, and a device that it
    does not know for good, and then nobody answers the request. Which of them comes first is chance.
    """
    virtual = await worn(strap_that(bonds_only=True))
    client = BleakClient((await find(seconds=LONG_S)).device, timeout=LONG_S)
    await client.connect()
    asked = asyncio.ensure_future(client.start_notify(gatt.HEART_RATE_MEASUREMENT, lambda *_: None))
    try:
        await until(lambda: asked.done() or not virtual.connections)
        if asked.done():
            assert wants_a_bond(asked.exception())
            with pytest.raises(BleakDBusError, match="AuthenticationFailed"):
                await client.pair()
        else:
            assert IS_REAL
        assert virtual.subscriptions == 0
        assert not any(connection.is_encrypted for connection in virtual.connections)
    finally:
        asked.cancel()
        with contextlib.suppress(BleakError, TimeoutError):  # of a device that is no longer known
            await client.disconnect()


async def test_a_strap_that_wants_a_number_typed_in_is_explained(bluez, worn):
    await worn(strap_that(bonds_only=True, needs_number=True))

    assert await first_trouble(BleakStrap(patience=STEADY)) == texts.NOT_PAIRED.one


async def test_subscribed_but_silent_strap_is_paired_once(bluez, worn):
    virtual = await worn(strap_that(needs_number=False))
    strap = BleakStrap(patience=QUICK)

    async with listening(strap):
        await until(lambda: virtual.subscriptions == 1)
        assert not any(connection.is_encrypted for connection in virtual.connections)
        await until(lambda: virtual.subscriptions >= 2)
        await until(lambda: any(connection.is_encrypted for connection in virtual.connections))


async def test_only_one_link_of_a_silent_strap_begins_with_pairing():
    due, bond = [], _BondOfTheSilent()
    for _ in range(4):
        due.append(bond.is_due)
        bond.ended(texts.NO_DATA())

    assert due == [False, True, False, False]


async def test_strap_heard_once_is_never_paired_for_silence():
    bond = _BondOfTheSilent()
    bond.ended(texts.LINK_LOST())
    bond.heard()
    bond.ended(texts.NO_DATA())

    assert not bond.is_due


async def test_silent_strap_that_cannot_pair_is_still_listened_to(bluez, worn):
    virtual = await worn(strap_that(needs_number=True))
    strap = BleakStrap(patience=QUICK)

    async with listening(strap):
        await until(lambda: virtual.subscriptions >= 2)
        await until(lambda: strap.state is LinkState.LISTENING)


@pytest.mark.parametrize(
    ("member", "signature", "arguments", "is_let_in"),
    [
        ("RequestAuthorization", "o", [], True),
        ("RequestConfirmation", "ou", [1234], True),
        ("RequestPasskey", "o", [], False),
        ("RequestPinCode", "o", [], False),
    ],
)
async def test_agent_admits_only_the_strap_being_paired_and_no_number(
    bluez, worn, member, signature, arguments, is_let_in
):
    await worn()
    found = await find(seconds=LONG_S)

    async with letting_in(found.device):
        mine = await ask_agent(bluez, member, signature, [found.device.details["path"], *arguments])
        other = await ask_agent(bluez, member, signature, ["/org/bluez/hci0/dev_other", *arguments])

    assert (mine is MessageType.METHOD_RETURN) == is_let_in
    assert other is MessageType.ERROR


async def test_agent_accepts_its_release_by_bluez(bluez, worn):
    await worn()

    async with letting_in((await find(seconds=LONG_S)).device):
        assert await ask_agent(bluez, "Release", "", []) is MessageType.METHOD_RETURN


async def test_strap_needing_no_agent_works_if_bluez_refuses_one(bluez, worn, monkeypatch):
    async def refuse(*_):
        raise BleakDBusError("org.bluez.Error.NotPermitted", [])

    monkeypatch.setattr("sensors.ble.pairing_agent._Agent._tell_bluez", refuse)
    virtual = await worn()

    async with listening(strap := BleakStrap(patience=STEADY)) as arrived:
        await ready(strap, virtual)
        await virtual.notify(beat(1))
        assert (await asyncio.wait_for(arrived.get(), LONG_S)).payload == beat(1)


async def ask_agent(bluez, member, signature, body) -> MessageType:
    """What the agent answers to BlueZ."""
    ((name, path),) = bluez.agents.registered.items()
    asking = await MessageBus(bus_type=BusType.SYSTEM).connect()
    reply = await asking.call(
        Message(
            destination=name, path=path, interface="org.bluez.Agent1", member=member, signature=signature, body=body
        )
    )
    asking.disconnect()
    return reply.message_type
