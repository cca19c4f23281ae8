"""The sender: carries blocks from the spool to the ingest door, and lets go of them when they are acknowledged.

Whatever goes wrong, blocks stay in the spool. What passes by itself (no network, a busy server) is tried again with
growing pauses; what needs a person (a wrong address, a token that is not accepted) stops with a sentence.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NoReturn

import httpx2 as httpx

from sensors import ingest_door
from sensors.ingest_door import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensors.blocks import BeatBlock
    from sensors.ingest_door import Settlement
    from sensors.spool import Batch, Spool

BATCH_BLOCKS: Final = 60  # five minutes of beats at once
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
IDLE_PAUSE_S: Final = 1.0
REQUEST_TIMEOUT_S: Final = 20.0

NOT_ACCEPTED: Final = (
    "The server does not accept this device token. Get a new one from your own page and give it with --token; "
    "the beats are kept until then."
)


class SendingStoppedError(Exception):
    """Sending needs a person; the message says what to do. The beats are still in the spool."""


class TryLaterError(Exception):
    """The server could not take the beats just now; the message says why. The beats are still in the spool."""

    def __init__(self, sentence: str, *, after_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.after_s = after_s


@dataclass(slots=True)
class SendProgress:
    """What a sender has done so far.

    Attributes:
        offered_beats: beats of blocks that reached the server.
        acknowledged_beats: beats that the server has stored.
        refusals: why blocks were set aside, each reason once.
        trouble: why the last attempt failed; None when it did not.
    """

    offered_beats: int = 0
    acknowledged_beats: int = 0
    refused_blocks: int = 0
    refusals: list[str] = field(default_factory=list)
    trouble: str | None = None


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def client_for(server: str, token: str) -> httpx.AsyncClient:
    """A client for one server and one device token; SendingStoppedError when the address is none."""
    try:
        url = httpx.URL(server)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise SendingStoppedError(f"{server!r} is not a server's address. Give one like http://127.0.0.1:8000.")
    if not (token.isascii() and token.isprintable() and token):
        raise SendingStoppedError("A device token is made of plain letters and digits. Copy it again.")
    return httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=REQUEST_TIMEOUT_S)


class Sender:
    """Carries one device's blocks home.

    Args:
        spool: where blocks wait.
        client: talks to the server; see `client_for`.
        now: the wall clock, for `sent_at`.
    """

    def __init__(self, spool: Spool, client: httpx.AsyncClient, *, now: Callable[[], datetime] = utc_now) -> None:
        self.progress = SendProgress()
        self._spool = spool
        self._client = client
        self._now = now
        self._limit = BATCH_BLOCKS

    async def run(self, stop: asyncio.Event) -> None:
        """Send whatever waits until `stop` is set; SendingStoppedError when a person is needed."""
        pause_s = FIRST_PAUSE_S
        while not stop.is_set():
            try:
                is_idle = not await self.send_batch()
            except TryLaterError as error:
                await _wait(stop, max(pause_s, error.after_s))
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                continue
            pause_s = FIRST_PAUSE_S
            if is_idle:
                await _wait(stop, IDLE_PAUSE_S)

    async def drain(self) -> None:
        """Send all that waits now; TryLaterError or SendingStoppedError when that does not work."""
        while await self.send_batch():
            pass

    async def send_batch(self) -> bool:
        """Send the oldest blocks; False when nothing waits. TryLaterError and SendingStoppedError as they say."""
        batch = self._spool.next_batch(limit=self._limit)
        if batch is None:
            return False
        try:
            self._act_on(await self._offer(batch), batch)
        except (TryLaterError, SendingStoppedError) as error:
            self.progress.trouble = str(error)
            raise
        self.progress.trouble = None
        return True

    async def _offer(self, batch: Batch) -> httpx.Response:
        try:
            return await self._client.post(ingest_door.PATH, json=ingest_door.request_body(batch, sent_at=self._now()))
        except httpx.RequestError as error:
            raise TryLaterError(
                f"The server at {self._client.base_url} cannot be reached. Beats are kept and sent when it is back."
            ) from error

    def _act_on(self, response: httpx.Response, batch: Batch) -> None:
        outcome = ingest_door.outcome_of(response)
        if outcome is Outcome.SETTLED:
            self._settle(batch, ingest_door.settlement_of(response))
        elif outcome is Outcome.NOT_LIKE_THIS:
            self._take_apart(batch, response)
        else:
            self._give_up(outcome, response)

    def _settle(self, batch: Batch, settlement: Settlement | None) -> None:
        if settlement is None:
            self._stop_at_wrong_address()
        taken = [block for block in batch.blocks if block.sequence in settlement.acknowledged]
        refused = [block for block in batch.blocks if block.sequence in settlement.refused]
        self._spool.acknowledge(batch.source, [block.sequence for block in taken])
        for block in refused:
            self._refuse(block, settlement.refused[block.sequence])
        self.progress.offered_beats += sum(len(block.series) for block in batch.blocks)
        self.progress.acknowledged_beats += sum(len(block.series) for block in taken)
        self._limit = BATCH_BLOCKS
        if not taken and not refused:
            raise TryLaterError("The server answered without taking any beats. They are kept and offered again.")

    def _take_apart(self, batch: Batch, response: httpx.Response) -> None:
        """The server will not have this batch as it is: find the block that is to blame by smaller batches."""
        if len(batch.blocks) > 1:
            self._limit = len(batch.blocks) // 2
            return
        unexplained = f"The server refused beats (status {response.status_code}) without saying why. Ask who runs it."
        self._refuse(batch.blocks[0], ingest_door.sentence_of(response) or unexplained)
        self._limit = BATCH_BLOCKS

    def _refuse(self, block: BeatBlock, reason: str) -> None:
        self._spool.set_aside(block.source, block.sequence, reason=reason)
        self.progress.refused_blocks += 1
        if reason not in self.progress.refusals:
            self.progress.refusals.append(reason)

    def _give_up(self, outcome: Outcome, response: httpx.Response) -> NoReturn:
        said = ingest_door.sentence_of(response)
        if outcome is Outcome.NOT_NOW:
            busy = f"The server is busy or not well (status {response.status_code}). Beats are kept and sent later."
            raise TryLaterError(said or busy, after_s=ingest_door.retry_after_s(response))
        if outcome is Outcome.NOT_YOU:
            raise SendingStoppedError(said or NOT_ACCEPTED)
        self._stop_at_wrong_address()

    def _stop_at_wrong_address(self) -> NoReturn:
        raise SendingStoppedError(
            f"There is a server at {self._client.base_url}, but it is not Pulsro. Check --server; the beats are kept."
        )


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
