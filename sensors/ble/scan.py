"""Scan for straps: devices that advertise the heart rate service."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Final

from sensors import texts
from sensors.ble.radio import FoundStrap, Radio
from sensors.bluetooth_errors import BLUETOOTH_ERRORS, StrapError, explained

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

__all__ = ["FoundStrap", "find", "finding", "scan"]

SCAN_S: Final = 10.0
UNHEARD_S: Final = 2.0
"""After so long without hearing the strap it is looked for among those that are connected already."""


async def scan(*, seconds: float = SCAN_S, adapter: str | None = None) -> tuple[FoundStrap, ...]:
    """All straps heard within some seconds, the strongest first; StrapError when Bluetooth cannot be used."""
    found: dict[str, FoundStrap] = {}
    async with Radio.of(adapter).searching(lambda strap: found.__setitem__(strap.address, strap)) as search:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(search.failed, seconds)
    return tuple(sorted(found.values(), key=lambda strap: -strap.rssi_dbm))


async def find(wanted: str | None = None, *, seconds: float = SCAN_S, adapter: str | None = None) -> FoundStrap:
    """The first strap that answers to an address or a part of a name; StrapError when none does in time."""
    async with finding(wanted, seconds=seconds, adapter=adapter) as found:
        return found


@contextlib.asynccontextmanager
async def finding(wanted: str | None, *, seconds: float, adapter: str | None) -> AsyncIterator[FoundStrap]:
    """As `find`; as long as the block lasts nobody else in this process finds the same strap."""
    radio = Radio.of(adapter)
    found = await _first(radio, wanted, seconds)
    try:
        yield found
    finally:
        radio.held.discard(found.address)


async def _first(radio: Radio, wanted: str | None, seconds: float) -> FoundStrap:
    """The first strap that is meant and free; it counts as held from the moment it was heard."""
    first: asyncio.Future[FoundStrap] = asyncio.get_running_loop().create_future()

    def receive(strap: FoundStrap) -> None:
        if strap.answers_to(wanted) and not first.done() and radio.hold(strap):
            first.set_result(strap)

    try:
        async with radio.searching(receive) as search:
            return await _result(first, search.failed, seconds, lambda: _look_among_connected(radio, receive))
    except BaseException:
        if first.done():
            radio.held.discard(first.result().address)
        raise


async def _look_among_connected(radio: Radio, receive: Callable[[FoundStrap], None]) -> None:
    try:
        for strap in await radio.connected():
            receive(strap)
    except BLUETOOTH_ERRORS as error:
        raise explained(error) from error


async def _result(
    first: asyncio.Future[FoundStrap],
    failed: asyncio.Future[None],
    seconds: float,
    look_elsewhere: Callable[[], Coroutine[None, None, None]],
) -> FoundStrap:
    if not await _any_done(first, failed, min(seconds, UNHEARD_S)):
        await look_elsewhere()
        await _any_done(first, failed, seconds - UNHEARD_S)
    if first.done():
        return first.result()
    if failed.done():
        failed.result()
    raise StrapError(texts.ASLEEP())


async def _any_done(first: asyncio.Future[FoundStrap], failed: asyncio.Future[None], seconds: float) -> bool:
    futures: set[asyncio.Future[Any]] = {first, failed}
    done, _ = await asyncio.wait(futures, timeout=max(seconds, 0.0), return_when=asyncio.FIRST_COMPLETED)
    return bool(done)
