"""The sender: carries blocks from the spool to the ingest door, and lets go of them when they are acknowledged.

Whatever goes wrong, blocks stay in the spool. What passes by itself (no network, a busy server) is tried again with
growing pauses; what needs a person (a wrong address, a token that is not accepted) stops with a sentence.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NoReturn

import httpx2 as httpx

from messages import SOURCE_LANGUAGE
from sensors.errors import SensorsError
from sensors.host_clock import difference, since_start_s
from sensors.upload import ingest_client, texts
from sensors.upload.ingest_client import IngestOutcome
from sensors.upload.onlooker import Onlooker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from messages import Message
    from sensors.host_clock import Difference, RunClock
    from sensors.upload.blocks import BeatBlock
    from sensors.upload.ingest_client import Settlement
    from sensors.upload.onlooker import Glimpse
    from sensors.upload.spool import Batch, Spool

BATCH_BLOCKS: Final = 60  # five minutes of beats at once
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
LONGEST_ASKED_PAUSE_S: Final = 900.0  # whatever a server or a proxy asks for: it may be well again before
IDLE_PAUSE_S: Final = 1.0
REQUEST_TIMEOUT_S: Final = 20.0
CLOCK_STEP_S: Final = 2.0  # more than this in one exchange, and the wall clock was set meanwhile
CLOCK_MAY_COME_RIGHT: Final = 9  # attempts, which is some four minutes: a network brings the time soon after itself
MOST_CONNECTIONS: Final = 4  # enough for twenty straps, each of which asks for milliseconds every few seconds


class SendingStoppedError(SensorsError):
    """Sending needs a person; the message says what to do. The beats are still in the spool."""


class TokenRefusedError(SendingStoppedError):
    """The device may not send any more: its person removed it, or it was never paired with this server."""


class TryLaterError(SensorsError):
    """The server could not take the beats just now; the message says why. The beats are still in the spool."""

    def __init__(self, message: Message, *, after_s: float = 0.0) -> None:
        super().__init__(message)
        self.after_s = after_s


@dataclass(slots=True)
class SendProgress:
    """What a sender has done so far.

    Attributes:
        acknowledged_beats: beats that the server has stored.
        refusals: why blocks were set aside, each reason once.
        trouble: why the last attempt failed, or was refused as a whole; None when it did not, or was not.
        clock: how far this computer's clock was from the server's when it last answered.
    """

    acknowledged_beats: int = 0
    refused_blocks: int = 0
    refusals: list[Message] = field(default_factory=list)
    trouble: Message | None = None
    clock: Difference | None = None


def client_for(server: str, *, language: str = SOURCE_LANGUAGE) -> httpx.AsyncClient:
    """A client for one server, for any number of devices; SendingStoppedError when the address is none.

    `language` is that of whoever reads what the server says.
    """
    try:
        url = httpx.URL(server)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise SendingStoppedError(texts.NO_ADDRESS(server=server))
    limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
    headers = {"Accept-Language": language}
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=REQUEST_TIMEOUT_S, limits=limits)


def bearer(token: str) -> dict[str, str]:
    """How a device says whose it is; SendingStoppedError when that is no token."""
    if not (token.isascii() and token.isprintable() and token):
        raise SendingStoppedError(texts.NO_TOKEN())
    return {"Authorization": f"Bearer {token}"}


class Sender:
    """Carries one device's blocks home.

    Args:
        spool: where blocks wait.
        client: talks to the server; see `client_for`.
        token: says whose beats these are; SendingStoppedError when it is none.
        now_s: the wall clock.
        onlooker: is told whether a page watches, and says what only that page is to see.
    """

    def __init__(
        self,
        spool: Spool,
        client: httpx.AsyncClient,
        token: str,
        *,
        now_s: Callable[[], float] = time.time,
        onlooker: Onlooker | None = None,
    ) -> None:
        self.progress = SendProgress()
        self._spool = spool
        self._client = client
        self._headers = bearer(token)
        self._now_s = now_s
        self._limit = BATCH_BLOCKS
        self._was_kept_out = False
        self._put_offs = 0
        self._onlooker = onlooker or Onlooker()
        self._newest: Batch | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Send whatever waits until `stop` is set; SendingStoppedError when a person is needed."""
        pause_s = FIRST_PAUSE_S
        while not stop.is_set():
            try:
                is_idle = not await self.send_batch()
            except TryLaterError as error:
                await _wait(stop, max(pause_s, min(error.after_s, LONGEST_ASKED_PAUSE_S)))
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                continue
            pause_s = FIRST_PAUSE_S
            if is_idle:
                await self._onlooker.wait(stop, IDLE_PAUSE_S)

    async def drain(self) -> None:
        """Send all that waits now; TryLaterError or SendingStoppedError when that does not work."""
        while await self.send_batch():
            pass

    async def send_batch(self) -> bool:
        """Send the oldest blocks; False when nothing waits. TryLaterError and SendingStoppedError as they say."""
        for_now = self._onlooker.pop_news()
        batch = self._spool.next_batch(limit=self._limit) or self._batch_without_blocks(for_now)
        if batch is None:
            return False
        if _is_untellable(batch.clock):
            self._refuse_all(batch.blocks, texts.UNKNOWN_TIME())
            return True
        try:
            await self._exchange(batch, for_now if for_now and for_now.source == batch.source else None)
        except (TryLaterError, SendingStoppedError) as error:
            self._onlooker.told(is_watching=False)
            self.progress.trouble = error.message
            raise
        return True

    def _batch_without_blocks(self, for_now: Glimpse | None) -> Batch | None:
        """The run that was sent last, for what is open in it; None when there is nothing to show."""
        if for_now is None or self._newest is None or for_now.source != self._newest.source:
            return None
        return replace(self._newest, blocks=())

    async def _exchange(self, batch: Batch, for_now: Glimpse | None) -> None:
        sent_s, since_s = self._now_s(), since_start_s()
        response = await self._offer(batch, for_now)
        self.progress.trouble = None
        outcome = ingest_client.outcome_of(response)
        if outcome is IngestOutcome.SETTLED:
            settlement = ingest_client.settlement_of(response) or self._stop_at_wrong_address()
            self._measure(settlement, sent_s=sent_s, took_s=since_start_s() - since_s)
            self._onlooker.told(is_watching=settlement.watched, pacer=settlement.pacer)
            self._newest = replace(batch, blocks=())
            self._settle(batch, settlement)
        elif outcome is IngestOutcome.NOT_LIKE_THIS and for_now is not None:
            self._onlooker.told(is_watching=False)  # what is for now may be to blame: the same blocks go without it
        elif outcome is IngestOutcome.NOT_LIKE_THIS:
            self._split(batch, response)
        else:
            self._give_up(outcome, response)

    async def _offer(self, batch: Batch, for_now: Glimpse | None) -> httpx.Response:
        sent_at = datetime.fromtimestamp(self._sent_s(batch.clock), UTC)
        body = ingest_client.request_body(batch, sent_at=sent_at, measured=self.progress.clock, for_now=for_now)
        try:
            return await self._client.post(ingest_client.PATH, json=body, headers=self._headers)
        except httpx.RequestError as error:
            raise TryLaterError(texts.UNREACHABLE(server=str(self._client.base_url))) from error

    def _sent_s(self, clock: RunClock | None) -> float:
        """The moment of sending: by the clock of a run that was not compared yet, so that it is now; else as known."""
        if clock is not None and clock.shift_s is None:
            return clock.now_s()
        return self._now_s() + (self.progress.clock.offset_s if self.progress.clock else 0.0)

    def _measure(self, settlement: Settlement, *, sent_s: float, took_s: float) -> None:
        back_s = self._now_s()
        if abs(back_s - sent_s - took_s) > CLOCK_STEP_S:
            self.progress.clock = None  # half by one clock and half by another: the next answer tells
        elif settlement.received_at and settlement.answered_at:
            self.progress.clock = difference(sent_s, settlement.received_at, settlement.answered_at, back_s)

    def _settle(self, batch: Batch, settlement: Settlement) -> None:
        if settlement.kept_out is not None:
            self._put_right(batch, settlement.kept_out)
            return
        self._was_kept_out, self._put_offs = False, 0
        if settlement.acknowledged and batch.clock is not None and batch.clock.shift_s is None:
            self._spool.shift_run(batch.source, 0.0)  # its clock is right, and what is stored can no longer be moved
        self._let_go(batch, settlement)

    def _put_right(self, batch: Batch, said: Message) -> None:
        """The server says that the clock is wrong. It told its own time, so the next attempt can go by that."""
        if _is_of_earlier_start(batch.clock):
            self._put_off(batch, said)
            return
        measured = self.progress.clock
        if measured is None or self._was_kept_out:
            raise TryLaterError(said)
        self._was_kept_out = True
        if batch.clock is not None:
            shift_s = measured.offset_s + self._now_s() - batch.clock.now_s()
            self._spool.shift_run(batch.source, round(shift_s, 3))

    def _put_off(self, batch: Batch, said: Message) -> None:
        """How wrong the clock is since the computer was started anew says nothing about how it was before."""
        self._put_offs += 1
        if self._put_offs < CLOCK_MAY_COME_RIGHT:
            raise TryLaterError(said)
        self._refuse_all(batch.blocks, texts.UNSURE_TIME())

    def _let_go(self, batch: Batch, settlement: Settlement) -> None:
        taken = [block for block in batch.blocks if block.sequence in settlement.acknowledged]
        refused = [block for block in batch.blocks if block.sequence in settlement.refused]
        self._spool.acknowledge(batch.source, [block.sequence for block in taken])
        for block in refused:
            self._refuse(block, settlement.refused[block.sequence])
        if refused and not taken:
            self.progress.trouble = settlement.refused[refused[0].sequence]
        self.progress.acknowledged_beats += sum(len(block.series) for block in taken)
        self._limit = BATCH_BLOCKS
        if batch.blocks and not taken and not refused:
            raise TryLaterError(texts.NOTHING_TAKEN())

    def _split(self, batch: Batch, response: httpx.Response) -> None:
        """The server will not have this batch as it is: find the block that is to blame by smaller batches."""
        if len(batch.blocks) > 1:
            self._limit = len(batch.blocks) // 2
            return
        self._limit = BATCH_BLOCKS
        unexplained = texts.UNEXPLAINED(status=str(response.status_code))
        self._refuse(batch.blocks[0], ingest_client.said_in(response) or unexplained)

    def _refuse_all(self, blocks: Iterable[BeatBlock], reason: Message) -> None:
        for block in blocks:
            self._refuse(block, reason)

    def _refuse(self, block: BeatBlock, reason: Message) -> None:
        self._spool.set_aside(block.source, block.sequence, reason=reason)
        self.progress.refused_blocks += 1
        if reason not in self.progress.refusals:
            self.progress.refusals.append(reason)

    def _give_up(self, outcome: IngestOutcome, response: httpx.Response) -> NoReturn:
        said = ingest_client.said_in(response)
        if outcome is IngestOutcome.NOT_NOW:
            busy = texts.BUSY(status=str(response.status_code))
            raise TryLaterError(said or busy, after_s=ingest_client.retry_after_s(response))
        if outcome is IngestOutcome.NOT_YOU:
            raise TokenRefusedError(said or texts.NOT_ACCEPTED())
        self._stop_at_wrong_address()

    def _stop_at_wrong_address(self) -> NoReturn:
        raise SendingStoppedError(texts.NOT_PULSRO(server=str(self._client.base_url)))


def _is_untellable(clock: RunClock | None) -> bool:
    """Whether nobody will ever know when the beats of a run were."""
    return clock is not None and clock.shift_s is None and not clock.is_trusted and not clock.is_of_this_boot


def _is_of_earlier_start(clock: RunClock | None) -> bool:
    """Whether it is undecided when the beats of a run were, and this computer was started anew since."""
    return clock is not None and clock.shift_s is None and not clock.is_of_this_boot


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
