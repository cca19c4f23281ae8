"""A nudge for live streams: something of this person's was just committed in this process.

It only saves waiting. What is true is read from the record, so a nudge that is lost, or given in another process,
costs a second and nothing else.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


class Nudges:
    """The nudges for one stream. One that comes while the stream is busy is there when it waits next."""

    def __init__(self) -> None:
        self._loop: Final = asyncio.get_running_loop()
        self._news: Final = asyncio.Event()

    def give(self) -> None:
        """Nudge it; may be called from any thread."""
        with suppress(RuntimeError):  # the loop ended while it was waiting: nobody is there to nudge
            self._loop.call_soon_threadsafe(self._news.set)

    async def wait(self, *, at_most_s: float) -> bool:
        """Wait for a nudge, or for so long; true when nudged since the last wait ended."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._news.wait()
        was_nudged = self._news.is_set()
        self._news.clear()
        return was_nudged


class Wakes:
    """Who is waiting for whose beats."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.closed = False
        self._listening: defaultdict[str, set[Nudges]] = defaultdict(set)

    @contextmanager
    def listening(self, person_id: str) -> Iterator[Nudges]:
        """What wakes a stream of this person's while the block runs."""
        nudges = Nudges()
        with self._lock:
            self._listening[person_id].add(nudges)
        try:
            yield nudges
        finally:
            self._forget(person_id, nudges)

    def wake(self, person_id: str) -> None:
        """Nudge every stream of this person; may be called from any thread."""
        with self._lock:
            listening = tuple(self._listening.get(person_id, ()))
        for nudges in listening:
            nudges.give()

    def close(self) -> None:
        """Let every stream end: the server is going down, and browsers come back by themselves."""
        self.closed = True
        for person_id in tuple(self._listening):
            self.wake(person_id)

    def _forget(self, person_id: str, nudges: Nudges) -> None:
        with self._lock:
            self._listening[person_id].discard(nudges)
            if not self._listening[person_id]:
                del self._listening[person_id]
