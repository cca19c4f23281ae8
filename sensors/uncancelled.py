"""Clean-up that finishes even when its task is cancelled: a strap is left as it was found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine


async def to_the_end(work: Coroutine[None, None, None]) -> None:
    """Do it, however often somebody cancels meanwhile, and only then be cancelled. It has to end by itself."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    await task
