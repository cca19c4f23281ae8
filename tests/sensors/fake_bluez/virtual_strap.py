"""A chest strap on a virtual radio: a bumble peripheral with heart rate, battery, device information and more."""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bumble import hci
from bumble.att import Attribute
from bumble.controller import Controller
from bumble.core import AdvertisingData
from bumble.device import Device, DeviceConfiguration
from bumble.gatt import (
    GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR,
    Characteristic,
    CharacteristicValue,
    Service,
)
from bumble.keys import MemoryKeyStore
from bumble.pairing import PairingConfig, PairingDelegate

if TYPE_CHECKING:
    from bumble.device import Connection
    from bumble.link import LocalLink

    from tests.sensors.fake_bluez.virtual_pmd import PolarData

HEART_RATE = 0x180D
ADVERTISING_INTERVAL_MS = 20.0
REMOTE_LINK_LOSS = 0x08
_numbers = itertools.count(1)


@dataclass
class Equipment:
    """What a strap has; None leaves the characteristic out.

    Attributes:
        bonds_only: nobody may listen who is not paired.
        needs_number: pairing wants a number typed in, which a chest strap cannot show.
    """

    name: str = "Polar H10 0A1B2C3D"
    heart_rate: bool = True
    battery: bytes | None = b"\x57"
    location: bytes | None = b"\x01"
    texts: dict[str, bytes] = field(
        default_factory=lambda: {"2A29": b"Polar Electro Oy\0", "2A24": b"H10", "2A25": b"0A1B2C3D", "2A26": b"3.1.1"}
    )
    polar: PolarData | None = None
    bonds_only: bool = False
    needs_number: bool = False


class NumbersOnly(PairingDelegate):
    """Refuses whoever has no keys to type a number with."""

    async def accept(self) -> bool:
        return False


class VirtualStrap:
    """A strap that advertises, answers and notifies, and that can go wrong on purpose."""

    def __init__(self, link: LocalLink, equipment: Equipment | None = None) -> None:
        self.equipment = equipment or Equipment()
        number = next(_numbers)
        self.address = f"C0:11:22:33:{number // 256 % 256:02X}:{number % 256:02X}"
        self.connections: list[Connection] = []
        self.subscriptions = 0
        self._radio = link
        self._controller = Controller(f"strap {self.address}", link=link)
        self._device = Device.from_config_with_hci(self._configuration(), self._controller, self._controller)
        self._device.keystore = MemoryKeyStore()
        self._device.pairing_config_factory = self._pairing
        self._measurement = Characteristic("2A37", Characteristic.Properties.NOTIFY, Characteristic.Permissions(0), b"")
        self._battery = Characteristic(
            "2A19",
            Characteristic.Properties.READ | Characteristic.Properties.NOTIFY,
            Characteristic.READABLE,
            CharacteristicValue(read=lambda _: self.equipment.battery),
        )
        self._device.add_services(self._services())
        self._guard_measurement()
        self._device.advertising_data = bytes(AdvertisingData(self._advertisement()))
        self._device.on("connection", self._on_connection)
        self._measurement.on("subscription", self._on_subscription)

    async def start(self) -> VirtualStrap:
        await self._device.power_on()
        await self._device.start_advertising(auto_restart=True)
        return self

    async def wake_up(self) -> None:
        """Be on the air again after a sleep."""
        self._radio.controllers.add(self._controller)
        await self._device.start_advertising(auto_restart=True)

    async def fall_asleep(self) -> None:
        """No link, no advertisement, nothing on the air."""
        await self.hang_up()
        await self._device.stop_advertising()
        await self.hang_up()  # by whoever was quick enough to link up again in between
        self._radio.controllers.discard(self._controller)

    async def stop_advertising(self) -> None:
        """Be silent to whoever is not connected, as a connected strap is."""
        await self._device.stop_advertising()

    async def notify(self, payload: bytes) -> None:
        await self._device.notify_subscribers(self._measurement, payload)

    async def use_battery(self, percent: int) -> None:
        """Have so much left, and tell whoever listens."""
        self.equipment.battery = bytes((percent,))
        await self._device.notify_subscribers(self._battery, self.equipment.battery)

    async def hang_up(self) -> None:
        """Close the link from the strap's side."""
        for connection in list(self.connections):
            await connection.disconnect()

    def walk_away(self, host: Controller) -> None:
        """Be out of range: both sides find out by themselves that nothing comes any more."""
        mine = self._controller.random_address
        for controller, peer in ((self._controller, None), (host, mine)):
            for connection in list(controller.le_connections.values()):
                if peer is None or connection.peer_address == peer:
                    controller.on_le_disconnected(connection, REMOTE_LINK_LOSS)

    def _configuration(self) -> DeviceConfiguration:
        return DeviceConfiguration(
            name=self.equipment.name,
            address=hci.Address(self.address, hci.Address.RANDOM_DEVICE_ADDRESS),
            advertising_interval_min=ADVERTISING_INTERVAL_MS,
            advertising_interval_max=ADVERTISING_INTERVAL_MS,
        )

    def _pairing(self, _: Connection) -> PairingConfig:
        delegate = NumbersOnly() if self.equipment.needs_number else PairingDelegate()
        return PairingConfig(mitm=False, delegate=delegate)

    def _services(self) -> list[Service]:
        texts = [_readable(uuid, value) for uuid, value in self.equipment.texts.items()]
        services = [Service("180A", texts)]
        if self.equipment.battery is not None:
            services.append(Service("180F", [self._battery]))
        if self.equipment.heart_rate:
            location = self.equipment.location
            places = [] if location is None else [_readable("2A38", location)]
            services.append(Service("180D", [self._measurement, *places]))
        if self.equipment.polar is not None:
            services.append(self.equipment.polar.service(self._device))
        return services

    def _guard_measurement(self) -> None:
        """Let only paired computers switch the notifications on."""
        if not self.equipment.bonds_only:
            return
        switch = next(
            each
            for each in self._device.gatt_server.attributes
            if each.handle > self._measurement.handle
            and each.type == GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR
        )
        switch.permissions |= Attribute.Permissions.WRITE_REQUIRES_ENCRYPTION

    def _advertisement(self) -> list[tuple[int, bytes]]:
        return [
            (AdvertisingData.FLAGS, b"\x06"),
            (AdvertisingData.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS, struct.pack("<H", HEART_RATE)),
            (AdvertisingData.COMPLETE_LOCAL_NAME, self.equipment.name.encode()),
        ]

    def _on_connection(self, connection: Connection) -> None:
        self.connections.append(connection)
        connection.on("disconnection", lambda _: self.connections.remove(connection))

    def _on_subscription(self, *states: object) -> None:
        """Bumble tells who, whether notifications are wanted, and whether indications are."""
        _, wants_notifications, _ = states
        self.subscriptions += bool(wants_notifications)


def _readable(uuid: str, value: bytes) -> Characteristic:
    return Characteristic(
        uuid, Characteristic.Properties.READ, Characteristic.READABLE, CharacteristicValue(read=lambda _: value)
    )
