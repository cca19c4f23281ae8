from __future__ import annotations

import asyncio

import pytest

from sensors.turns import Turns

pytestmark = pytest.mark.anyio


async def hold(turns, *, longest_s=30.0, until=None):
    async with turns.turn(longest_s=longest_s):
        await (until or asyncio.Event()).wait()


async def test_only_one_has_the_turn():
    turns, go, inside = Turns(), asyncio.Event(), []

    async def work(name):
        async with turns.turn(longest_s=30):
            inside.append(name)
            assert inside == [name]
            await go.wait()
            await asyncio.sleep(0)
            inside.clear()

    working = asyncio.gather(*(work(name) for name in "abc"))
    await asyncio.sleep(0)
    go.set()
    await working


async def test_whoever_takes_long_while_another_waits_gives_way():
    turns, done = Turns(give_way_s=0.05), asyncio.Event()
    done.set()
    slow = asyncio.create_task(hold(turns))
    await asyncio.sleep(0)
    await hold(turns, until=done)

    with pytest.raises(TimeoutError):
        await slow


async def test_whoever_began_while_others_waited_gives_way_too():
    turns = Turns(give_way_s=0.05)
    results = await asyncio.gather(*(hold(turns, longest_s=0.2) for _ in range(3)), return_exceptions=True)

    assert [type(result) for result in results] == [TimeoutError] * 3


async def test_whoever_is_alone_has_all_the_time():
    turns, done = Turns(give_way_s=0.0), asyncio.Event()
    alone = asyncio.create_task(hold(turns, until=done))
    for _ in range(5):
        await asyncio.sleep(0.01)
    done.set()

    await alone


async def test_one_who_gave_up_waiting_hurries_nobody_later():
    turns, done = Turns(give_way_s=0.0), asyncio.Event()
    first = asyncio.create_task(hold(turns, until=done))
    await asyncio.sleep(0)
    impatient = asyncio.create_task(hold(turns))
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    done.set()
    await first
    await hold(turns, until=done)
