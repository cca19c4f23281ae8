from __future__ import annotations

import asyncio
import threading

from api.wake import Wakes


def test_a_nudge_from_another_thread_ends_the_wait():
    wakes = Wakes()

    async def story():
        waiting = asyncio.create_task(wakes.wait("anna", at_most_s=30))
        await asyncio.sleep(0)
        threading.Thread(target=wakes.wake, args=("anna",)).start()
        return await waiting

    assert asyncio.run(story())


def test_without_a_nudge_the_wait_ends_by_itself():
    assert not asyncio.run(Wakes().wait("anna", at_most_s=0))


def test_a_nudge_reaches_only_the_streams_of_that_person():
    wakes = Wakes()

    async def story():
        waits = {name: asyncio.create_task(wakes.wait(name, at_most_s=0.05)) for name in ("anna", "bo")}
        await asyncio.sleep(0)
        wakes.wake("bo")
        return {name: await wait for name, wait in waits.items()}

    assert asyncio.run(story()) == {"anna": False, "bo": True}


def test_a_nudge_reaches_every_stream_of_a_person():
    wakes = Wakes()

    async def story():
        waits = [asyncio.create_task(wakes.wait("anna", at_most_s=30)) for _ in range(3)]
        await asyncio.sleep(0)
        wakes.wake("anna")
        return await asyncio.gather(*waits)

    assert asyncio.run(story()) == [True, True, True]


def test_a_nudge_for_nobody_is_harmless_and_leaves_nothing_behind():
    wakes = Wakes()
    wakes.wake("anna")
    asyncio.run(wakes.wait("anna", at_most_s=0))
    assert not wakes._waiting


def test_a_nudge_after_the_loop_ended_is_harmless():
    wakes = Wakes()
    loop = asyncio.new_event_loop()
    waiting = loop.create_task(wakes.wait("anna", at_most_s=30))
    loop.run_until_complete(asyncio.sleep(0))
    remembered = dict(wakes._waiting)
    waiting.cancel()
    loop.run_until_complete(asyncio.gather(waiting, return_exceptions=True))
    loop.close()
    wakes._waiting.update(remembered)
    wakes.wake("anna")
