from __future__ import annotations

import asyncio

import pytest

from sensors.ble.polar import Measurement, StrapSamples, Wish
from sensors.ble.polar import streams as streaming
from sensors.ble.strap import BleakStrap, LinkState
from sensors.upload.onlooker import Onlooker
from tests.sensors.listening import LONG_S, STEADY, beat, listening, until

pytestmark = [pytest.mark.bluetooth, pytest.mark.anyio]

BOTH = frozenset(Measurement)
ONE_SECOND_NS = 1_000_000_000


@pytest.fixture
def taken() -> list[StrapSamples]:
    return []


@pytest.fixture
async def polar(bluez, worn):
    """A virtual strap with Polar's service, beside the service itself: call it with what is special about it."""
    from tests.sensors.fake_bluez.virtual_pmd import PolarData
    from tests.sensors.fake_bluez.virtual_strap import Equipment

    async def wear(**special):
        data = PolarData(**special)
        return await worn(Equipment(polar=data)), data

    return wear


def strap_for(taken, measurements=BOTH):
    return BleakStrap(patience=STEADY, wish=Wish(frozenset(measurements), taken.append))


async def test_ecg_and_acceleration_come_beside_the_beats(polar, taken):
    from tests.sensors.fake_bluez.virtual_pmd import acceleration_frame, ecg_frame

    virtual, data = await polar()
    strap = strap_for(taken)
    async with listening(strap) as arrived:
        await until(lambda: strap.state is LinkState.LISTENING)
        await data.send(ecg_frame(ONE_SECOND_NS, list(range(-36, 37))))
        await data.send(acceleration_frame(ONE_SECOND_NS, [(1, 2, 1000), (3, 4, 990)]))
        await virtual.notify(beat(1))
        await until(lambda: len(taken) == 2)
        assert (await asyncio.wait_for(arrived.get(), LONG_S)).payload == beat(1)

    ecg, acceleration = taken
    assert strap.streams == BOTH
    assert (ecg.measurement, ecg.rate_hz, ecg.values.ravel().tolist()) == (Measurement.ECG, 130, list(range(-36, 37)))
    assert (acceleration.rate_hz, acceleration.values.tolist()) == (50, [[1, 2, 1000], [3, 4, 990]])
    assert acceleration.time_s.tolist() == pytest.approx([0.98, 1.0])


async def test_streams_are_stopped_when_the_listening_ends(polar, taken):
    _, data = await polar()
    strap = strap_for(taken)
    async with listening(strap):
        await until(lambda: data.running == {0, 2})
        await until(lambda: strap.state is LinkState.LISTENING)

    assert data.running == set()
    assert [command.hex() for command in data.log[-2:]] == ["0300", "0302"]


async def test_cancelling_stops_a_stream_that_just_started(polar, taken):
    _, data = await polar()
    task = asyncio.ensure_future(anext(aiter(strap_for(taken))))
    await until(lambda: data.log and data.log[-1][0] == 2)
    for _ in range(3):  # an impatient person
        task.cancel()
        await asyncio.sleep(0)
    await asyncio.wait({task})

    assert task.cancelled()
    assert data.running == set()


async def test_an_error_while_listening_stops_the_streams(polar, taken):
    _, data = await polar()
    strap = strap_for(taken)

    async def consume():
        async for _ in strap:
            raise RuntimeError

    task = asyncio.create_task(consume())
    await until(lambda: strap.state is LinkState.LISTENING)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert data.running == set()


async def test_streams_begin_again_on_the_next_link(polar, taken):
    from tests.sensors.fake_bluez.virtual_pmd import ecg_frame

    virtual, data = await polar()
    strap = strap_for(taken, {Measurement.ECG})
    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await virtual.hang_up()
        await until(lambda: virtual.subscriptions == 2 and strap.state is LinkState.LISTENING)
        await data.send(ecg_frame(ONE_SECOND_NS, [7]))
        await until(lambda: taken)

    assert data.running == set()


async def test_only_requested_streams_are_started(polar, taken):
    _, data = await polar()
    strap = strap_for(taken, {Measurement.ACCELERATION})
    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        assert data.running == {2}

    assert [command[0] for command in data.log] == [1, 2, 3]


@pytest.fixture
def watched(taken):
    """A strap that measures acceleration while its onlooker watches, and that onlooker."""
    onlooker = Onlooker()
    wish = Wish(frozenset({Measurement.ACCELERATION}), taken.append, onlooker)
    return BleakStrap(patience=STEADY, wish=wish), onlooker


async def test_acceleration_is_measured_only_while_a_page_watches(polar, taken, watched, monkeypatch):
    from tests.sensors.fake_bluez.virtual_pmd import acceleration_frame

    monkeypatch.setattr(streaming, "RESTS_AFTER_S", 0.02)
    virtual, data = await polar()
    strap, onlooker = watched
    async with listening(strap) as arrived:
        await until(lambda: strap.state is LinkState.LISTENING)
        await virtual.notify(beat(1))
        assert (await asyncio.wait_for(arrived.get(), LONG_S)).payload == beat(1)
        assert data.log == []
        for times in (1, 2):
            onlooker.told(is_watching=True)
            await until(lambda: data.running == {2})
            await data.send(acceleration_frame(times * ONE_SECOND_NS, [(1, 2, 1000)]))
            await until(lambda times=times: len(taken) == times)
            onlooker.told(is_watching=False)
            await until(lambda: data.running == set())
        onlooker.told(is_watching=True)
        await until(lambda: data.running == {2})

    assert data.running == set()


async def test_server_that_is_away_for_a_moment_ends_no_stream(polar, watched):
    _, data = await polar()
    strap, onlooker = watched
    async with listening(strap):
        onlooker.told(is_watching=True)
        await until(lambda: data.running == {2})
        onlooker.told(is_watching=False)
        await asyncio.sleep(0.02)
        onlooker.told(is_watching=True)
        await asyncio.sleep(0.02)
        assert [command[0] for command in data.log] == [1, 2]


async def test_breath_that_stalls_while_a_page_watches_costs_no_beats(polar, watched):
    virtual, data = await polar(is_mute=True)
    strap, onlooker = watched
    async with listening(strap) as arrived:
        await until(lambda: strap.state is LinkState.LISTENING)
        onlooker.told(is_watching=True)
        await until(lambda: data.log)
        await virtual.notify(beat(1))
        assert (await asyncio.wait_for(arrived.get(), LONG_S)).payload == beat(1)


async def test_strap_without_requested_streams_is_left_alone(polar):
    _, data = await polar()
    strap = BleakStrap(patience=STEADY)
    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)

    assert data.log == []


@pytest.mark.parametrize(
    "special",
    [
        {"features": 0},
        {"settings": {}},
        {"refusals": {0: 10, 2: 13}},
        {"settings": {0: b"\x00\x01", 2: b"\x63"}},
        {"start_parameters": b"\x63"},
    ],
)
async def test_refused_stream_is_left_out_and_beats_are_heard(polar, taken, special):
    virtual, data = await polar(**special)
    strap = strap_for(taken)
    async with listening(strap) as arrived:
        await until(lambda: strap.state is LinkState.LISTENING)
        await virtual.notify(beat(1))
        assert (await asyncio.wait_for(arrived.get(), LONG_S)).payload == beat(1)

    assert data.running == set()


async def test_a_strap_without_the_service_streams_nothing(bluez, worn, taken):
    await worn()
    strap = strap_for(taken)
    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)

    assert strap.streams == frozenset()


async def test_silent_control_point_does_not_hold_up_the_beats(polar, taken, monkeypatch):
    monkeypatch.setattr(streaming, "ANSWER_S", 0.05)
    virtual, _ = await polar(is_mute=True)
    strap = strap_for(taken)
    async with listening(strap) as arrived:
        await until(lambda: strap.state is LinkState.LISTENING)
        await virtual.notify(beat(1))
        assert (await asyncio.wait_for(arrived.get(), LONG_S)).payload == beat(1)

    assert strap.streams == frozenset()


async def test_split_answers_and_unsolicited_data_are_handled(polar, taken):
    _, data = await polar(split=True, chatter=b"\x01\x00")
    strap = strap_for(taken)
    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        assert data.running == {0, 2}

    assert bytes.fromhex("02020001320001011000020108 00") in data.log


async def test_already_running_stream_is_taken_over(polar, taken):
    _, data = await polar(running={0})
    strap = strap_for(taken, {Measurement.ECG})
    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        assert strap.streams == {Measurement.ECG}

    assert data.running == set()


async def test_stream_factor_applies_to_compressed_frames(polar, taken):
    _, data = await polar(start_parameters=bytes.fromhex("05010000003f"))  # a half
    strap = strap_for(taken, {Measurement.ACCELERATION})
    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await data.send(bytes.fromhex("02 6500000000000000 81 f1ff1400f003 06017b0f08"))
        await until(lambda: taken)

    assert taken[0].values.tolist() == [[-7.5, 10, 504], [-10, 8.5, 504]]


async def test_a_frame_that_cannot_be_read_is_left_out(polar, taken):
    from tests.sensors.fake_bluez.virtual_pmd import ecg_frame

    _, data = await polar()
    strap = strap_for(taken)
    async with listening(strap):
        await until(lambda: strap.state is LinkState.LISTENING)
        await data.send(b"\x00\x01")
        await data.send(ecg_frame(ONE_SECOND_NS, [1]))
        await until(lambda: taken)

    assert len(taken) == 1
