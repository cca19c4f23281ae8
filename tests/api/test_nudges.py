from __future__ import annotations

import asyncio
import threading

from api.nudges import Wakes
from tests.patience import PATIENCE_S


async def _wait(wakes):
    return await wakes.wait("anna", at_most_s=0)


def test_a_nudge_from_another_thread_ends_the_wait(play):
    wakes = Wakes()

    async def story():
        waiting = asyncio.create_task(wakes.wait("anna", at_most_s=PATIENCE_S))
        await asyncio.sleep(0)
        threading.Thread(target=wakes.wake, args=("anna",)).start()
        return await waiting

    assert play(story)


def test_wait_times_out_without_a_nudge(play):
    assert not play(_wait, Wakes())


def test_a_nudge_reaches_only_the_streams_of_that_person(play):
    wakes = Wakes()

    async def story():
        patience_s = {"anna": 0.05, "bo": PATIENCE_S}
        waits = {name: asyncio.create_task(wakes.wait(name, at_most_s=s)) for name, s in patience_s.items()}
        await asyncio.sleep(0)
        wakes.wake("bo")
        return {name: await wait for name, wait in waits.items()}

    assert play(story) == {"anna": False, "bo": True}


def test_a_nudge_reaches_every_stream_of_a_person(play):
    wakes = Wakes()

    async def story():
        waits = [asyncio.create_task(wakes.wait("anna", at_most_s=PATIENCE_S)) for _ in range(3)]
        await asyncio.sleep(0)
        wakes.wake("anna")
        return await asyncio.gather(*waits)

    assert play(story) == [True, True, True]


def test_nudge_without_a_listener_leaves_nothing_behind(play):
    wakes = Wakes()
    wakes.wake("anna")
    play(_wait, wakes)
    assert not wakes._waiting


def test_a_nudge_after_the_loop_ended_is_harmless(play):
    wakes = Wakes()
    loop = asyncio.new_event_loop()
    loop.close()
    wakes._waiting["anna"].add((loop, asyncio.Event()))
    wakes.wake("anna")
    assert not wakes._waiting


def test_every_wait_ends_when_the_server_stops(play):
    wakes = Wakes()

    async def story():
        waits = [asyncio.create_task(wakes.wait(name, at_most_s=PATIENCE_S)) for name in ("anna", "bo")]
        await asyncio.sleep(0)
        wakes.close()
        return await asyncio.gather(*waits)

    assert play(story) == [True, True]
    assert wakes.closed
