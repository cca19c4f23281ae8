from __future__ import annotations

import asyncio
import threading

from api.nudges import Wakes
from tests.patience import PATIENCE_S


def test_a_nudge_from_another_thread_ends_the_wait(play):
    wakes = Wakes()

    async def story():
        with wakes.listening("anna") as nudges:
            waiting = asyncio.create_task(nudges.wait(at_most_s=PATIENCE_S))
            await asyncio.sleep(0)
            threading.Thread(target=wakes.wake, args=("anna",)).start()
            return await waiting

    assert play(story)


def test_wait_times_out_without_a_nudge(play):
    async def story():
        with Wakes().listening("anna") as nudges:
            return await nudges.wait(at_most_s=0)

    assert not play(story)


def test_nudge_to_a_busy_stream_ends_its_next_wait_once(play):
    wakes = Wakes()

    async def story():
        with wakes.listening("anna") as nudges:
            await asyncio.to_thread(wakes.wake, "anna")  # while the stream looks into the record
            await asyncio.to_thread(wakes.wake, "anna")
            return [await nudges.wait(at_most_s=seconds) for seconds in (PATIENCE_S, 0)]

    assert play(story) == [True, False]


def test_a_nudge_reaches_only_the_streams_of_that_person(play):
    wakes = Wakes()

    async def story():
        with wakes.listening("anna") as annas, wakes.listening("bo") as bos:
            wakes.wake("bo")
            return [await annas.wait(at_most_s=0.05), await bos.wait(at_most_s=PATIENCE_S)]

    assert play(story) == [False, True]


def test_a_nudge_reaches_every_stream_of_a_person(play):
    wakes = Wakes()

    async def story():
        with wakes.listening("anna") as one, wakes.listening("anna") as other:
            wakes.wake("anna")
            return await asyncio.gather(one.wait(at_most_s=PATIENCE_S), other.wait(at_most_s=PATIENCE_S))

    assert play(story) == [True, True]


def test_nudge_without_a_listener_leaves_nothing_behind(play):
    wakes = Wakes()

    async def story():
        wakes.wake("anna")
        with wakes.listening("anna"):
            pass

    play(story)
    assert not wakes._listening


def test_a_nudge_after_the_loop_ended_is_harmless(play):
    wakes = Wakes()
    left_open = wakes.listening("anna")

    async def story():
        left_open.__enter__()

    play(story)
    wakes.wake("anna")
    left_open.__exit__(None, None, None)
    assert not wakes._listening


def test_every_wait_ends_when_the_server_stops(play):
    wakes = Wakes()

    async def story():
        with wakes.listening("anna") as annas, wakes.listening("bo") as bos:
            wakes.close()
            return await asyncio.gather(annas.wait(at_most_s=PATIENCE_S), bos.wait(at_most_s=PATIENCE_S))

    assert play(story) == [True, True]
    assert wakes.closed
