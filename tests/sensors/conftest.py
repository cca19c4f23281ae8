from __future__ import annotations

import os
import shutil
from functools import partial

import pytest

from sensors.ble.connect_queue import Turns
from tests.conftest import missing_part

SLOW_GIVE_WAY_S = 30.0
"""When a strap gives way to others in the virtual machine, where to connect takes about three seconds.

Linux 6.1 connects nobody any more once a cancel and the end of the connection that it cancels have crossed.
"""


@pytest.fixture
def anyio_backend() -> str:
    """Bluetooth, the sender and the sources run on asyncio."""
    return "asyncio"


@pytest.fixture
def bus(tmp_path, monkeypatch):
    """A message bus of the test's own, taken by everybody for the system's."""
    if shutil.which("dbus-daemon") is None:
        missing_part("There is no dbus-daemon. Install the Debian package dbus.")
    from tests.sensors.fake_bluez.bus import private_bus

    with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def radio():
    """The air between straps and the computer."""
    from bumble.link import LocalLink

    return LocalLink()


@pytest.fixture
async def new_bluez(bus, radio, monkeypatch):
    """A BlueZ that appears when it is called: the fake, or the real one where PULSRO_REAL_BLUEZ is set."""
    services = []
    if os.environ.get("PULSRO_REAL_BLUEZ"):
        monkeypatch.setattr("sensors.ble.radio.Turns", partial(Turns, give_way_s=SLOW_GIVE_WAY_S))

    async def start(**hardware):
        if os.environ.get("PULSRO_REAL_BLUEZ"):
            from tests.sensors.real_bluez import RealBluez as Bluez
        else:
            from tests.sensors.fake_bluez.bluez import FakeBluez as Bluez
        services.append(await Bluez(radio, **hardware).start(bus))
        return services[-1]

    yield start
    for service in services:
        await service.stop()


@pytest.fixture
async def bluez(new_bluez):
    """BlueZ with one adapter that is switched on."""
    return await new_bluez()


@pytest.fixture
async def worn(radio):
    """Straps that are worn: call it with `Equipment` or nothing."""
    from tests.sensors.fake_bluez.virtual_strap import VirtualStrap

    straps = []

    async def wear(equipment=None):
        straps.append(await VirtualStrap(radio, equipment).start())
        return straps[-1]

    yield wear
    for strap in straps:
        await strap.fall_asleep()
