"""The same scenarios to which the simulated strap is held, played over the air: virtual strap, BlueZ, real Bleak, us.

With PULSRO_REAL_BLUEZ it is the real bluetoothd that they pass through, so that the fake is held to it as well.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from operator import itemgetter
from pathlib import Path

import pytest

from sensors.ble.strap import BleakStrap
from tests.sensors.listening import LONG_S, STEADY, listening, ready

pytestmark = [pytest.mark.bluetooth, pytest.mark.anyio]

FILE = json.loads(Path(__file__).with_name("scenarios.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("scenario", FILE["scenarios"], ids=itemgetter("name"))
async def test_reader_gets_exactly_what_the_strap_sends(bluez, worn, scenario):
    virtual = await worn()
    arrived = []

    async with listening(strap := BleakStrap(patience=STEADY)) as packets:
        for link, sent in itertools.groupby(scenario["packets"], key=itemgetter(1)):
            await ready(strap, virtual, link=link)
            for _, _, payload in sent:
                await virtual.notify(bytes.fromhex(payload))
                arrived.append(await asyncio.wait_for(packets.get(), LONG_S))
            await virtual.hang_up()
        assert packets.empty()

    assert [[packet.link, packet.payload.hex()] for packet in arrived] == [rest for _, *rest in scenario["packets"]]
