"""How tests wait: for something to happen, never for time to pass, and so long that only a fault takes longer.

What is waited for takes up to ten seconds on a machine that does five other things as well; a test that is right never
waits for the end of this patience, so it costs nothing.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S = 300.0
PATIENCE_MS = 1000 * PATIENCE_S
"""As browsers are told."""
LOOK_S = 0.02


def wait_until(condition: Callable[[], object], what: str = "it came about") -> None:
    """For what happens in another thread or process and tells nobody."""
    ends_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends_s, f"Waited for long, but not: {what}."
        time.sleep(LOOK_S)


async def until(condition: Callable[[], object]) -> None:
    """As `wait_until`, beside other tasks."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in files, sockets or other libraries
            await asyncio.sleep(LOOK_S)


class _NoTimePasses(selectors.DefaultSelector):
    """Tells of what is ready; where the loop would wait for a timer, its clock goes forward instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(None if timeout is None else 0)
        if not ready and timeout is not None:
            self.now_s += max(timeout, 0.0)
        return ready


class SimulatedTime(asyncio.SelectorEventLoop):
    """An event loop on whose clock work takes no time, and waiting takes exactly as long as was asked for.

    For code that waits for timers and its own tasks alone; whoever waits for threads or sockets needs the real one.
    """

    def __init__(self) -> None:
        self._clock = _NoTimePasses()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now_s

    def work(self, *, seconds: float) -> None:
        """Be busy for so long, and let no timer ring meanwhile."""
        self._clock.now_s += seconds
