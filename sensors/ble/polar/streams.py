"""Streams of samples over a connection: begun when they are wished for, and ended whatever happens.

A stream that nobody ends keeps an H10 awake until its battery is empty.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bleak.exc import BleakError

from sensors import gatt
from sensors.ble.polar import control, frames
from sensors.ble.polar.control import Measurement, Response, Setting, Status
from sensors.ble.polar.times import SampleTimes
from sensors.bluetooth_errors import BLUETOOTH_ERRORS
from sensors.uncancelled import to_the_end

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import numpy as np
    from bleak import BleakClient
    from bleak.backends.characteristic import BleakGATTCharacteristic
    from numpy.typing import NDArray

ANSWER_S: Final = 3.0
"""How long the control point may think about one command."""
END_S: Final = 3.0
"""How long all the stops together may take; a strap that is gone must not hold up the search for it."""
RESTS_AFTER_S: Final = 15.0
"""A page that is reloaded, or a server that is away for a moment, does not end a stream that begins slowly."""
RUNS: Final = (Status.SUCCESS, Status.ALREADY_IN_STATE)


@dataclass(frozen=True, slots=True, eq=False)
class StrapSamples:
    """The samples of one notification.

    Attributes:
        measurement: what was measured.
        rate_hz: the nominal rate.
        arrival_s: monotonic second at which they arrived.
        time_s: moment of each sample, seconds since 2000 on the strap's own clock.
        values: one row a sample: microvolts in one column, or milli-g in three.
    """

    measurement: Measurement
    rate_hz: float
    arrival_s: float
    time_s: NDArray[np.float64]
    values: NDArray[np.float64]


class Demand(Protocol):
    """Says when samples are wanted: measuring them costs a strap's battery."""

    async def until(self, *, is_watching: bool) -> None:
        """Wait until somebody watches, or nobody does."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """Streams that somebody would like to have, where a strap offers them.

    Attributes:
        measurements: which ones.
        push: is given all samples as they come.
        demand: when they are wanted; None is as long as the link lasts.
    """

    measurements: frozenset[Measurement]
    push: Callable[[StrapSamples], None]
    demand: Demand | None = None


@contextlib.asynccontextmanager
async def streaming(client: BleakClient, wish: Wish) -> AsyncIterator[frozenset[Measurement]]:
    """Streams while they are wanted, at most as long as the block lasts; yields those that run from its beginning.

    What a strap does not offer, or refuses, is left out: heart beats are worth more than it.
    """
    point = _ControlPoint(client)
    streams: dict[Measurement, _Stream] = {}
    following = None
    try:
        if wish.demand is None:
            await _begin(point, wish, streams)
        else:
            following = asyncio.create_task(_follow(wish.demand, point, wish, streams))
        yield frozenset(streams)
    finally:
        await to_the_end(_end_all(following, point, streams))


async def _follow(demand: Demand, point: _ControlPoint, wish: Wish, streams: dict[Measurement, _Stream]) -> None:
    """Begin and end the streams as somebody begins and ends to watch; the beats go on beside it."""
    while True:
        await demand.until(is_watching=True)
        await _begin(point, wish, streams)
        await _lasting_end(demand)
        await _end(point, streams)


async def _lasting_end(demand: Demand) -> None:
    """Wait until nobody has watched for a while."""
    while True:
        await demand.until(is_watching=False)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RESTS_AFTER_S):
                await demand.until(is_watching=True)
                continue
        return


async def _end_all(
    following: asyncio.Task[None] | None, point: _ControlPoint, streams: dict[Measurement, _Stream]
) -> None:
    if following is not None:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    await _end(point, streams)


async def _begin(point: _ControlPoint, wish: Wish, streams: dict[Measurement, _Stream]) -> None:
    with contextlib.suppress(BleakError):
        offered = await point.open()
        if wish.measurements & offered:
            await _listen(point, wish, streams)
            for measurement in sorted(wish.measurements & offered):
                await _begin_one(point, measurement, streams)


async def _listen(point: _ControlPoint, wish: Wish, streams: dict[Measurement, _Stream]) -> None:
    """Hear the samples; those who begin again hear them already."""
    if point.is_hearing:
        return

    def push(_: BleakGATTCharacteristic, payload: bytearray) -> None:
        arrival_s = time.monotonic()
        with contextlib.suppress(ValueError, IndexError):  # what cannot be read is left out
            stream = streams.get(Measurement(payload[0]))
            if stream is not None:
                wish.push(stream.samples(bytes(payload), arrival_s))

    await point.client.start_notify(gatt.PMD_DATA, push)
    point.is_hearing = True


async def _begin_one(point: _ControlPoint, measurement: Measurement, streams: dict[Measurement, _Stream]) -> None:
    with contextlib.suppress(TimeoutError, ValueError):  # whoever gives no proper answer has no such stream
        offered = control.parse_settings((await point.ask(control.get_settings(measurement))).parameters)
        chosen = control.choose(offered, control.WISHES[measurement])
        streams[measurement] = stream = _Stream(measurement, chosen.get(Setting.SAMPLE_RATE_HZ))
        answer = await point.ask(control.start(measurement, chosen))
        stream.factor = control.factor_of(answer.parameters)
        if answer.status not in RUNS:
            del streams[measurement]


async def _end(point: _ControlPoint, streams: dict[Measurement, _Stream]) -> None:
    with contextlib.suppress(*BLUETOOTH_ERRORS):
        async with asyncio.timeout(END_S):
            while streams:
                measurement = next(iter(streams))
                del streams[measurement]
                await point.ask(control.stop(measurement))


class _Stream:
    """One running stream: knows how to read its frames."""

    def __init__(self, measurement: Measurement, rate_hz: int | None) -> None:
        self.factor = 1.0
        self._rate_hz = float(rate_hz or control.WISHES[measurement][Setting.SAMPLE_RATE_HZ])
        self._times = SampleTimes(self._rate_hz)

    def samples(self, payload: bytes, arrival_s: float) -> StrapSamples:
        frame = frames.parse(payload, factor=self.factor)
        times = self._times.of(frame.stamp_ns, len(frame.values))
        return StrapSamples(frame.measurement, self._rate_hz, arrival_s, times, frame.values)


class _ControlPoint:
    """The control point of one connection: one question at a time, each with its answer.

    Attributes:
        is_hearing: whether samples are listened to.
    """

    def __init__(self, client: BleakClient) -> None:
        self.client = client
        self.is_hearing = False
        self._offered: frozenset[Measurement] | None = None
        self._said: asyncio.Queue[bytes] = asyncio.Queue()

    async def open(self) -> frozenset[Measurement]:
        """Begin to hear answers; what the strap offers, nothing where there is no such service."""
        if self._offered is not None:
            return self._offered
        if self.client.services.get_characteristic(gatt.PMD_CONTROL) is None:
            return frozenset()
        offered = control.parse_features(bytes(await self.client.read_gatt_char(gatt.PMD_CONTROL)))
        await self.client.start_notify(gatt.PMD_CONTROL, lambda _, value: self._said.put_nowait(bytes(value)))
        self._offered = offered
        return offered

    async def ask(self, question: bytes) -> Response:
        """Put a question and wait for its answer, all of it; TimeoutError when it does not come."""
        async with asyncio.timeout(ANSWER_S):
            await self.client.write_gatt_char(gatt.PMD_CONTROL, question, response=True)
            answer = await self._answer_to(question)
            parameters, more = answer.parameters, answer.more
            while more:
                rest = await self._said.get()
                parameters, more = parameters + rest[1:], bool(rest[:1].strip(b"\0"))
        return Response(answer.command, answer.measurement, answer.status, more=False, parameters=parameters)

    async def _answer_to(self, question: bytes) -> Response:
        while True:
            answer = control.parse_response(await self._said.get())
            if answer is not None and bytes((answer.command, answer.measurement)) == question[:2]:
                return answer
