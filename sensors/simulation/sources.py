"""Packet sources by the words of a pairing: an address, a part of a name, or `simulated:7`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sensors.heart_rate.packets import PacketSource

SIMULATED: Final = "simulated:"


def source_for(strap: str) -> PacketSource:
    """A strap by its address or a part of its name, `simulated:7` for a simulated heart, nothing for any strap.

    A real strap is waited for as long as it takes; a simulated one is put on now.
    """
    if strap.startswith(SIMULATED):
        return _simulated(strap.removeprefix(SIMULATED))
    from sensors.ble.strap import BleakStrap

    return BleakStrap(strap or None, insists=True)


def _simulated(seed: str) -> PacketSource:
    import numpy as np

    from sensors.simulation.strap import HeartModel, Physiology, SimulatedStrap

    dice = np.random.default_rng(int(seed) if seed.isdecimal() else 0)
    heart = HeartModel(dice, Physiology(hr_bpm=dice.uniform(55, 75)))
    return SimulatedStrap(heart, dice, start_s=time.time())
