"""A nudge for live streams: something of this person's was just committed in this process.

It only saves waiting. What is true is read from the record, so a nudge that is lost, or given in another process,
costs a second and nothing else.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from threading import Lock


class Wakes:
    """Who is waiting for whose beats."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.closed = False
        self._waiting: defaultdict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)

    def wake(self, person_id: str) -> None:
        """Nudge every stream of this person; may be called from any thread."""
        with self._lock:
            waiting = self._waiting.pop(person_id, set())
        for loop, event in waiting:
            with suppress(RuntimeError):  # the loop ended while it was waiting: nobody is there to nudge
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """Let every stream end: the server is going down, and browsers come back by themselves."""
        self.closed = True
        for person_id in list(self._waiting):
            self.wake(person_id)

    async def wait(self, person_id: str, *, at_most_s: float) -> bool:
        """Wait for a nudge, or for so long; true when nudged."""
        waiter = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._waiting[person_id].add(waiter)
        try:
            async with asyncio.timeout(at_most_s):
                return await waiter[1].wait()
        except TimeoutError:
            return False
        finally:
            self._forget(person_id, waiter)

    def _forget(self, person_id: str, waiter: tuple[asyncio.AbstractEventLoop, asyncio.Event]) -> None:
        with self._lock:
            self._waiting[person_id].discard(waiter)
            if not self._waiting[person_id]:
                del self._waiting[person_id]
