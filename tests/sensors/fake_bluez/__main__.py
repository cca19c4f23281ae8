"""The fake as a process of its own, for whoever cannot share an event loop with it: a browser's test, say.

    python -m tests.sensors.fake_bluez [NAME OF A STRAP ...]

Its first line says where the bus is, `{"bus": "unix:path=..."}`: DBUS_SYSTEM_BUS_ADDRESS for the program under test.
Then it takes one order a line, `{"do": "notify", "strap": 0, "payload": "103c0004"}`, and answers each with
`{"ok": ...}` or `{"error": ...}`. It ends when its input does. `process.FakeBluezProcess` speaks this for Python.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from bumble.link import LocalLink

from tests.sensors.fake_bluez.bluez import FakeBluez
from tests.sensors.fake_bluez.bus import private_bus
from tests.sensors.fake_bluez.virtual_pmd import PolarData
from tests.sensors.fake_bluez.virtual_strap import Equipment, VirtualStrap

DEFAULT_NAMES = ("Polar H10 0A1B2C3D",)


class Orders:
    """What may be asked of a running fake."""

    def __init__(self, bluez: FakeBluez, straps: list[VirtualStrap]) -> None:
        self._bluez = bluez
        self._straps = straps

    async def obey(self, order: dict) -> object:
        strap = self._straps[order.get("strap", 0)]
        match order["do"]:
            case "notify":
                await strap.notify(bytes.fromhex(order["payload"]))
            case "measure":
                await strap.equipment.polar.send(bytes.fromhex(order["payload"]))
            case "hang up" | "fall asleep" | "wake up" as what:
                await getattr(strap, what.replace(" ", "_"))()
            case "walk away":
                strap.walk_away(self._bluez.controller)
            case "power":
                await self._bluez.power(on=order["on"])
            case "state":
                measures = sorted(strap.equipment.polar.running)
                return {"subscriptions": strap.subscriptions, "links": len(strap.connections), "measures": measures}
            case unknown:
                raise ValueError(f"Nobody knows how to {unknown}.")
        return True


def say(answer: dict) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201 - this is how the process answers


async def serve(names: tuple[str, ...], address: str) -> None:
    radio = LocalLink()
    bluez = await FakeBluez(radio).start(address)
    straps = [await VirtualStrap(radio, Equipment(name=name, polar=PolarData())).start() for name in names]
    orders = Orders(bluez, straps)
    say({"bus": address})
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            say({"ok": await orders.obey(json.loads(line))})
        except (ValueError, LookupError) as error:
            say({"error": str(error)})
    await bluez.stop()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="fake-bluez-") as folder, private_bus(Path(folder)) as address:
        asyncio.run(serve(tuple(sys.argv[1:]) or DEFAULT_NAMES, address))


if __name__ == "__main__":
    main()
