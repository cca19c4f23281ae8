from __future__ import annotations

import asyncio

import pytest

from sensors.ble.connect_queue import GaveWayError, TooLateError, Turns
from tests.patience import SimulatedTime

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    """Limits end in their order, however busy the machine is."""
    return "asyncio", {"loop_factory": SimulatedTime}


async def hold(turns, *, longest_s=30.0, until=None):
    async with turns.turn(longest_s=longest_s):
        await (until or asyncio.Event()).wait()


async def test_only_one_holds_the_turn():
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


async def test_slow_holder_gives_way_to_a_waiter():
    turns, done = Turns(give_way_s=0.05), asyncio.Event()
    done.set()
    slow = asyncio.create_task(hold(turns))
    await asyncio.sleep(0)
    await hold(turns, until=done)

    with pytest.raises(GaveWayError):
        await slow


async def test_giving_way_is_reported_even_on_a_busy_machine():
    turns, done = Turns(give_way_s=1.0), asyncio.Event()
    done.set()

    async def slow():
        async with turns.turn(longest_s=30.0):
            await asyncio.sleep(0)  # the other one is waiting by now
            asyncio.get_running_loop().work(seconds=60.0)
            await asyncio.Event().wait()

    working, _ = await asyncio.gather(slow(), hold(turns, until=done), return_exceptions=True)

    assert isinstance(working, GaveWayError)


async def test_holder_gives_way_to_earlier_waiters_too():
    turns = Turns(give_way_s=0.05)
    results = await asyncio.gather(*(hold(turns, longest_s=0.2) for _ in range(3)), return_exceptions=True)

    assert sorted(type(result).__name__ for result in results) == ["GaveWayError", "GaveWayError", "TimeoutError"]


async def test_lone_holder_is_never_hurried():
    turns, done = Turns(give_way_s=0.0), asyncio.Event()
    alone = asyncio.create_task(hold(turns, until=done))
    for _ in range(5):
        await asyncio.sleep(0.01)
    done.set()

    await alone


async def test_cancelled_waiter_hurries_nobody_later():
    turns, done = Turns(give_way_s=0.0), asyncio.Event()
    first = asyncio.create_task(hold(turns, until=done))
    await asyncio.sleep(0)
    impatient = asyncio.create_task(hold(turns))
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    done.set()
    await first
    await hold(turns, until=done)


async def test_newest_waiter_comes_first():
    turns, go, order = Turns(), asyncio.Event(), []

    async def work(name):
        async with turns.turn(longest_s=30):
            order.append(name)
            await go.wait()

    working = []
    for name in "abc":
        working.append(asyncio.create_task(work(name)))
        await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*working)

    assert order == ["a", "c", "b"]


async def test_turn_of_a_waiter_who_left_goes_to_the_next():
    turns, done, later = Turns(), asyncio.Event(), asyncio.Event()
    later.set()
    first = asyncio.create_task(hold(turns, until=done))
    await asyncio.sleep(0)
    patient = asyncio.create_task(hold(turns, until=later))
    await asyncio.sleep(0)
    leaving = asyncio.create_task(hold(turns, until=later))
    await asyncio.sleep(0)
    done.set()
    await asyncio.sleep(0)  # the first wakes up and hands over
    await asyncio.sleep(0)
    leaving.cancel()

    await asyncio.gather(first, patient)


async def test_waiter_times_out_and_must_ask_again():
    turns, done = Turns(), asyncio.Event()
    first = asyncio.create_task(hold(turns, until=done))
    await asyncio.sleep(0)
    with pytest.raises(TooLateError):
        async with turns.turn(longest_s=30, wait_s=0.01):
            pytest.fail("the turn is another's")
    done.set()
    await first
    async with turns.turn(longest_s=30, wait_s=0.01):
        pass


async def test_exempt_connection_keeps_its_turn_while_others_wait():
    turns, done = Turns(give_way_s=0.0), asyncio.Event()

    async def in_peace():
        async with turns.turn(longest_s=30, gives_way=False):
            await done.wait()

    slow = asyncio.create_task(in_peace())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(hold(turns, until=done))
    for _ in range(5):
        await asyncio.sleep(0.01)
    done.set()

    await asyncio.gather(slow, waiting)
