"""Pacing: packets handed out at the speed of a strap, or faster."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from sensors.heart_rate.packets import Packet


async def paced(packets: Iterable[Packet], *, speed: float) -> AsyncIterator[Packet]:
    """Hand out packets when they are due; speed 1 is real time, 60 a minute a second, 0 as fast as they are read.

    Raises ValueError when the speed is below zero.
    """
    if speed < 0:
        raise ValueError("The speed must be 0 (as fast as possible) or above, for example 1 or 60.")
    loop = asyncio.get_running_loop()
    started_s = loop.time()
    first_s: float | None = None
    for packet in packets:
        first_s = packet.arrival_s if first_s is None else first_s
        due_s = started_s + (packet.arrival_s - first_s) / speed if speed else 0.0
        await asyncio.sleep(max(0.0, due_s - loop.time()))
        yield packet
