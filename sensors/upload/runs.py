"""Runs: the endless packets of a strap, cut where one recording should end and the next begin.

A run ends when the strap has been silent for a while, so that what was heard last does not wait in memory for the next
morning; when the computer slept or its clock was set, because times are only comparable within one clock; and at the
latest after half a day.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, TypeVar

from sensors.host_clock import slept_or_set_s

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sensors.heart_rate.packets import Packet, PacketSource

Item = TypeVar("Item")
SILENCE_ENDS_RUN_S: Final = 120.0
LONGEST_RUN_S: Final = 12 * 3600.0
CLOCK_STEP_S: Final = 2.0


class Runs:
    """An iterator of runs; each is a source of packets of its own, to be read to its end before the next is asked for.

    Args:
        strap: where the packets come from.
        silence_s: silence that ends a run.
    """

    def __init__(self, strap: PacketSource, *, silence_s: float = SILENCE_ENDS_RUN_S) -> None:
        self.silence_s = silence_s
        self.strap_offset_s = strap.unix_offset_s
        self.clock_s = slept_or_set_s()
        self._packets = aiter(strap)
        self._next: asyncio.Task[Packet] | None = None

    async def __aiter__(self) -> AsyncIterator[Run]:
        try:
            while (first := await self.peek()) is not None:
                yield Run(self, first)
        finally:
            await self.close()

    async def peek(self, timeout_s: float | None = None) -> Packet | None:
        """The next packet, which stays there; None when there is none, ever; TimeoutError when it takes too long."""
        if self._next is None:
            self._next = asyncio.ensure_future(anext(self._packets))
        await asyncio.wait({self._next}, timeout=timeout_s)
        if not self._next.done():
            raise TimeoutError
        try:
            return self._next.result()
        except StopAsyncIteration:
            return None

    def drop(self) -> None:
        """Let go of the packet that was peeked at."""
        self._next = None

    async def close(self) -> None:
        """Let go of the strap."""
        if self._next is not None:
            self._next.cancel()
            await asyncio.gather(self._next, return_exceptions=True)
        async with closing(self._packets):
            pass


@contextlib.asynccontextmanager
async def closing(items: AsyncIterator[Item]) -> AsyncIterator[AsyncIterator[Item]]:
    """An iterator that is let go of at the end of the block, where it can be: a strap is to be disconnected then."""
    try:
        yield items
    finally:
        close = getattr(items, "aclose", None)
        if close is not None:
            await close()


class Run:
    """The packets of one run."""

    def __init__(self, runs: Runs, first: Packet) -> None:
        self._runs = runs
        self._first_s = first.arrival_s
        self._clock_s = slept_or_set_s()

    @property
    def unix_offset_s(self) -> float:
        """That of the strap, and what the wall clock was set by since."""
        return self._runs.strap_offset_s + self._clock_s - self._runs.clock_s

    async def __aiter__(self) -> AsyncIterator[Packet]:
        while True:
            try:
                packet = await self._runs.peek(self._runs.silence_s)
            except TimeoutError:
                return
            if packet is None or self._is_over(packet):
                return
            self._runs.drop()
            yield packet

    def _is_over(self, packet: Packet) -> bool:
        is_long = packet.arrival_s - self._first_s > LONGEST_RUN_S
        return is_long or abs(slept_or_set_s() - self._clock_s) > CLOCK_STEP_S
