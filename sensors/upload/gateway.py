"""The gateway: many straps of many people on one computer, each carried by itself.

It looks at the pairings every second, so a strap that is added or removed while it runs comes or goes at once.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sensors import systemd
from sensors.simulation.sources import source_for as usual_source
from sensors.upload import texts
from sensors.upload.carrier import Carrier
from sensors.upload.pairings import PairingsError
from sensors.upload.sender import SendingStoppedError, client_for

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2 as httpx

    from messages import Message
    from sensors.heart_rate.packets import PacketSource
    from sensors.upload.carrier import StrapLine
    from sensors.upload.pairings import Pairing, Pairings

LOOK_EVERY_S: Final = 1.0
OLD_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Running:
    carrier: Carrier
    stop: asyncio.Event
    task: asyncio.Task[None]


class Gateway:
    """Carries what all paired straps say.

    Args:
        pairings: which they are; looked at again and again.
        source_for: makes the source of packets from the words in a pairing.
    """

    def __init__(self, pairings: Pairings, *, source_for: Callable[[str], PacketSource] = usual_source) -> None:
        self.trouble: Message | None = None
        self._pairings = pairings
        self._source_for = source_for
        self._running: dict[int, _Running] = {}
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._stamp: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Carry until `stop` is set; PairingsError when what is paired cannot be read at the start."""
        self._look()
        systemd.tell("READY=1")
        try:
            while not stop.is_set():
                systemd.tell(f"WATCHDOG=1\nSTATUS={self._in_a_line()}")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)
                self._look_again()
        finally:
            systemd.tell("STOPPING=1")
            await self._end(tuple(self._running))
            for client in self._clients.values():
                await client.aclose()

    def lines(self) -> tuple[StrapLine, ...]:
        """How each strap is doing, by number."""
        return tuple(self._running[number].carrier.line() for number in sorted(self._running))

    def _in_a_line(self) -> str:
        lines = self.lines()
        heard = sum(line.age_s is not None and line.age_s < OLD_S for line in lines)
        waiting = sum(line.spool.waiting_beats for line in lines)
        return f"{heard} of {len(lines)} straps heard, {waiting} beats wait"

    def _look_again(self) -> None:
        try:
            self._look()
        except PairingsError as error:
            self.trouble = error.message

    def _look(self) -> None:
        """Take up what was added, and let go of what was removed."""
        stamp = self._pairings.stamp
        if stamp == self._stamp:
            return
        paired = {pairing.number: pairing for pairing in self._pairings.all()}
        for number in set(self._running) - set(paired):
            self._running[number].stop.set()
            self._running[number].task.cancel()
            del self._running[number]
        for number in sorted(set(paired) - set(self._running)):
            self._begin(paired[number])
        self._stamp, self.trouble = stamp, None

    def _begin(self, pairing: Pairing) -> None:
        try:
            client = self._client_for(pairing.server)
        except SendingStoppedError as error:
            raise PairingsError(texts.STRAP_TROUBLE(number=pairing.number, why=error.message)) from error
        stop = asyncio.Event()
        carrier = Carrier(pairing, self._pairings, client, source_for=self._source_for)
        self._running[pairing.number] = _Running(carrier, stop, asyncio.create_task(carrier.run(stop)))

    def _client_for(self, server: str) -> httpx.AsyncClient:
        if server not in self._clients:
            self._clients[server] = client_for(server)
        return self._clients[server]

    async def _end(self, numbers: tuple[int, ...]) -> None:
        ending = [self._running.pop(number) for number in numbers]
        for each in ending:
            each.stop.set()
        await asyncio.gather(*(each.task for each in ending), return_exceptions=True)
