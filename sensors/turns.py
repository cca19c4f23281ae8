"""Turns: one at a time, and whoever takes long while others wait gives way."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

GIVE_WAY_S: Final = 3.0
"""A strap that is there connects in a second or two; one that has just gone must not hold up those that are back."""


class Turns:
    """A lock whose holder has less time while somebody waits for it."""

    def __init__(self, *, give_way_s: float = GIVE_WAY_S) -> None:
        self._lock = asyncio.Lock()
        self._give_way_s = give_way_s
        self._waiting = 0
        self._limit: asyncio.Timeout | None = None
        self._began_s = 0.0

    @contextlib.asynccontextmanager
    async def turn(self, *, longest_s: float) -> AsyncIterator[None]:
        """Have a turn; TimeoutError when it took too long, or long while others waited."""
        async with self._waited_for():
            try:
                async with asyncio.timeout(longest_s) as self._limit:
                    self._began_s = asyncio.get_running_loop().time()
                    self._hurry()
                    yield
            finally:
                self._limit = None

    @contextlib.asynccontextmanager
    async def _waited_for(self) -> AsyncIterator[None]:
        self._waiting += 1
        self._hurry()
        try:
            await self._lock.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._lock.release()

    def _hurry(self) -> None:
        """Let whoever has the turn give way in time, if somebody waits."""
        if self._waiting and self._limit is not None and not self._limit.expired():
            ends_s = self._limit.when() or float("inf")
            self._limit.reschedule(min(ends_s, self._began_s + self._give_way_s))
