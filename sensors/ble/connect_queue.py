"""Queue of connection attempts: one at a time, newest first; who takes long gives way to others."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

GIVE_WAY_S: Final = 3.0
"""A strap that is there answers in a second or two; one that has just gone must not hold up those that are back."""


class TooLateError(Exception):
    """Others had their turns for so long that one's own reason to want one is old."""


class GaveWayError(TooLateError):
    """Others waited; there was too little time to tell whether it would have worked."""


class Turns:
    """A lock whose holder has less time while somebody waits for it.

    The newest comes first: who was heard a moment ago is there, who was heard a while ago may have gone.
    """

    def __init__(self, *, give_way_s: float = GIVE_WAY_S) -> None:
        self._give_way_s = give_way_s
        self._is_taken = False
        self._waiting: list[asyncio.Future[None]] = []
        self._limit: asyncio.Timeout | None = None
        self._began_s = 0.0
        self._gives_way = True

    @contextlib.asynccontextmanager
    async def turn(
        self, *, longest_s: float, wait_s: float | None = None, gives_way: bool = True
    ) -> AsyncIterator[None]:
        """Have a turn; TimeoutError when it took too long, GaveWayError when it took long while others waited.

        TooLateError when it did not come within `wait_s`.
        """
        try:
            async with asyncio.timeout(wait_s):
                await self._acquire()
        except TimeoutError:
            raise TooLateError from None
        try:
            async with asyncio.timeout(longest_s) as limit:
                self._limit, own_end_s = limit, limit.when()
                self._gives_way = gives_way
                self._began_s = asyncio.get_running_loop().time()
                self._hurry()
                yield
        except TimeoutError:
            if limit.when() != own_end_s:  # by the time of the limit: a busy machine may ring much later
                raise GaveWayError from None
            raise
        finally:
            self._limit = None
            self._pass_on()

    async def _acquire(self) -> None:
        if not self._is_taken:
            self._is_taken = True
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        self._hurry()
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():  # it was handed over at the same moment
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        self._waiting = [each for each in self._waiting if not each.done()]
        if self._waiting:
            self._waiting.pop().set_result(None)
        else:
            self._is_taken = False

    def _hurry(self) -> None:
        """Let whoever has the turn give way in time, if somebody waits."""
        if self._limit is None or self._limit.expired() or not self._gives_way:
            return
        if all(each.done() for each in self._waiting):
            return
        ends_s = self._limit.when()
        in_time_s = self._began_s + self._give_way_s
        self._limit.reschedule(in_time_s if ends_s is None else min(ends_s, in_time_s))
