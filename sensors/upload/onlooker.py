"""A page that watches: what keeper and sender of one strap tell each other while one does.

The server says with each answer whether a page of the person's is open. While it is, a block is cut at every packet,
the sender sends it at once, and beats that are not settled yet go along, with the breath: only for now, and on no disk.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hrv.breath import BreathReading
    from sensors.beat_clock.beat import Beat

MOST_BREATH: Final = 300
SHOWN_FOR_S: Final = 15.0  # a page says every few seconds that its pacer goes on


class FollowedPacer(NamedTuple):
    """The pacer of a page: turns so far, how many a minute, and the part of each that is the inhale."""

    breaths: float
    per_minute: float
    in_share: float


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What only the page that watches is to see: all beats of a source that are open, and breath since last time."""

    source: str
    open_beats: tuple[Beat, ...]
    breath: tuple[BreathReading, ...]


class Onlooker:
    """Whether somebody watches, and what there is to be seen.

    Args:
        now_s: a clock that never jumps.
    """

    def __init__(self, *, now_s: Callable[[], float] = time.monotonic) -> None:
        self.is_watching = False
        self._now_s = now_s
        self._pacer: tuple[FollowedPacer, float] | None = None
        self._source = ""
        self._open: tuple[Beat, ...] = ()
        self._breath: deque[BreathReading] = deque(maxlen=MOST_BREATH)
        self._is_news = False
        self._news = asyncio.Event()
        self._told = asyncio.Event()

    @property
    def pacer(self) -> FollowedPacer | None:
        """The pacer of the page as it is now; None when none runs."""
        if self._pacer is None:
            return None
        pacer, told_s = self._pacer
        passed_s = self._now_s() - told_s
        if passed_s > SHOWN_FOR_S:
            return None
        return pacer._replace(breaths=pacer.breaths + passed_s * pacer.per_minute / 60.0)

    def told(self, *, is_watching: bool, pacer: FollowedPacer | None = None) -> None:
        """Take in what the server said."""
        self.is_watching = is_watching
        self._told.set()
        self._pacer = None if pacer is None else (pacer, self._now_s())
        if not is_watching:
            self._is_news = False
            self._breath.clear()

    def hear(self, source: str, open_beats: Iterable[Beat]) -> None:
        """A packet came in: whatever it completed is in the spool, and these beats are open."""
        self._source, self._open = source, tuple(open_beats)
        self._is_news = True
        self._news.set()

    def breathe(self, samples: Iterable[BreathReading]) -> None:
        """The breath was measured; it goes along with the next packet's beats."""
        if self.is_watching:
            self._breath.extend(samples)

    def pop_news(self) -> Glimpse | None:
        """What is new to be seen, once; None when there is nothing or nobody watches."""
        self._news.clear()
        if not (self.is_watching and self._is_news):
            return None
        self._is_news = False
        seen = Glimpse(self._source, self._open, tuple(self._breath))
        self._breath.clear()
        return seen

    async def until(self, *, is_watching: bool) -> None:
        """Wait until somebody watches, or nobody does."""
        while self.is_watching is not is_watching:
            self._told.clear()
            await self._told.wait()

    async def wait(self, stop: asyncio.Event, at_most_s: float) -> None:
        """Wait until there is news, `stop` is set or so much time passed."""
        waiting = [asyncio.ensure_future(event.wait()) for event in (stop, self._news)]
        try:
            await asyncio.wait(waiting, timeout=at_most_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
