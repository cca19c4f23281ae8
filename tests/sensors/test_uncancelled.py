from __future__ import annotations

import asyncio

import pytest

from sensors.uncancelled import to_the_end

pytestmark = pytest.mark.anyio


async def test_work_finishes_despite_repeated_cancellation():
    go, done = asyncio.Event(), []

    async def work():
        await go.wait()
        done.append(True)

    task = asyncio.create_task(to_the_end(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    go.set()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == [True]


async def test_error_of_the_work_is_raised():
    async def fail():
        await asyncio.sleep(0)
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await to_the_end(fail())
