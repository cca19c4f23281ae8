"""The carrier: one paired strap, from its packets to the server, whatever happens on the way.

Listening and sending go on beside each other, and neither waits for the other. What goes wrong is told in a sentence
and tried again; only a token that is not accepted any more ends both, because nobody may go on listening to a person
who has taken that back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hrv.recording_kind import RecordingKind
from sensors.bluetooth_errors import StrapError
from sensors.heart_rate import measurement
from sensors.upload import texts
from sensors.upload.onlooker import Onlooker
from sensors.upload.recorder import Recorder
from sensors.upload.runs import closing
from sensors.upload.sender import Sender, SendingStoppedError, TokenRefusedError, TryLaterError
from sensors.upload.shown_breath import show_breath
from sensors.upload.spool import SpoolCount, SpoolError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import httpx2 as httpx

    from messages import Message
    from sensors.ble.device_info import StrapInfo
    from sensors.heart_rate.packets import Packet, PacketSource
    from sensors.host_clock import Difference
    from sensors.upload.pairings import Pairing, Pairings
    from sensors.upload.spool import Spool

RETRY_S: Final = 30.0
LAST_WORDS_S: Final = 5.0
BLOCK_S: Final = 3.0
"""Short enough to be safe soon, long enough for twenty straps and one small computer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrapLine:
    """How one strap is doing.

    Attributes:
        number, name: as in its pairing.
        state: of the link, in a word.
        bpm: heart rate as the strap said it last; None when it says none.
        age_s: since it was last heard; None when it never was.
        battery_percent: of the strap; None when it says nothing.
        beats: kept since the start.
        spool: what waits, and what was set aside.
        trouble: what is wrong just now, and what to do; None when nothing is.
        is_stopped: whether it stays like that until a person does something.
        clock: how far this computer's clock is from the server's, when last measured.
    """

    number: int
    name: str
    state: str
    bpm: int | None
    age_s: float | None
    battery_percent: int | None
    beats: int
    spool: SpoolCount
    trouble: Message | None
    is_stopped: bool
    clock: Difference | None


class Carrier:
    """Carries what one paired strap says to its server.

    Args:
        pairing: which strap, and whose.
        pairings: where its spool is.
        client: talks to the pairing's server; may be shared.
        source_for: makes the source of packets from the words in the pairing.
    """

    def __init__(
        self,
        pairing: Pairing,
        pairings: Pairings,
        client: httpx.AsyncClient,
        *,
        source_for: Callable[[str], PacketSource],
    ) -> None:
        self.pairing = pairing
        self._pairings = pairings
        self._client = client
        self._source_for = source_for
        self._heard = _Heard()
        self._recorder: Recorder | None = None
        self._beats_before = 0
        self._sender: Sender | None = None
        self._count = SpoolCount(0, 0, 0)
        self._spool: Spool | None = None
        self._onlooker = Onlooker()
        self._trouble: Message | None = None
        self._refused: Message | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Carry until `stop` is set; what was heard by then is kept, and sent if that goes at once."""
        while not stop.is_set():
            try:
                with self._pairings.spool_of(self.pairing.number) as self._spool:
                    await self._carry(self._spool, stop)
            except SpoolError as error:
                await self._pause(error.message, stop)
            except Exception as error:  # noqa: BLE001 - one strap's mistake must not take the others away
                await self._pause(self._unforeseen(error), stop)
            finally:
                self._spool = None

    def line(self) -> StrapLine:
        """How it is doing now."""
        heard, info = self._heard, self._heard.info
        sender_trouble = self._sender.progress.trouble if self._sender else None
        if self._spool is not None:
            with contextlib.suppress(SpoolError):
                self._count = self._spool.count()
        return StrapLine(
            number=self.pairing.number,
            name=self.pairing.name,
            state="stopped" if self._refused else heard.state,
            bpm=heard.bpm,
            age_s=heard.age_s,
            battery_percent=info.battery_percent if info else None,
            beats=self._beats_before + (self._recorder.beats if self._recorder else 0),
            spool=self._count,
            trouble=self._refused or self._trouble or heard.trouble or sender_trouble,
            is_stopped=self._refused is not None,
            clock=self._sender.progress.clock if self._sender else None,
        )

    async def _carry(self, spool: Spool, stop: asyncio.Event) -> None:
        self._sender = Sender(spool, self._client, self.pairing.token, onlooker=self._onlooker)
        listening = asyncio.create_task(self._listen(spool))
        try:
            await self._send(self._sender, stop, listening)
        finally:
            await _ended(listening)
        if not self._refused:
            await _say_last_words(self._sender)

    async def _send(self, sender: Sender, stop: asyncio.Event, listening: asyncio.Task[None]) -> None:
        while not stop.is_set():
            try:
                await sender.run(stop)
            except TokenRefusedError as error:
                self._refused = error.message
                await _ended(listening)
                await stop.wait()
            except SendingStoppedError as error:
                await self._pause(error.message, stop)

    async def _listen(self, spool: Spool) -> None:
        while True:
            try:
                return await self._keep_all(spool)
            except (StrapError, SpoolError) as error:
                self._trouble = error.message
            except Exception as error:  # noqa: BLE001 - as above; what waits is sent meanwhile
                self._trouble = self._unforeseen(error)
            await asyncio.sleep(RETRY_S)
            self._trouble = None

    async def _keep_all(self, spool: Spool) -> None:
        """Keep what the strap says until it ends, which a real one never does."""
        self._heard.source = self._source_for(self.pairing.strap)
        show_breath(self._heard.source, self._onlooker)
        self._beats_before += self._recorder.beats if self._recorder else 0
        self._recorder = Recorder(spool, kind=RecordingKind.WORKDAY, block_s=BLOCK_S, onlooker=self._onlooker)
        await self._recorder.listen(self._heard)

    def _unforeseen(self, error: Exception) -> Message:
        log.error("strap %s", self.pairing.number, exc_info=error)
        return texts.UNFORESEEN(kind=type(error).__name__)

    async def _pause(self, trouble: Message, stop: asyncio.Event) -> None:
        self._trouble = trouble
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RETRY_S)
        self._trouble = None


class _Heard:
    """Passes the packets of a source on, and remembers what was said last and when."""

    def __init__(self) -> None:
        self.source: PacketSource | None = None
        self.bpm: int | None = None
        self._at_s: float | None = None

    @property
    def unix_offset_s(self) -> float:
        return self.source.unix_offset_s if self.source else 0.0

    @property
    def age_s(self) -> float | None:
        return None if self._at_s is None else time.monotonic() - self._at_s

    @property
    def state(self) -> str:
        """The word of a real strap's link; a simulated one has none."""
        return str(getattr(self.source, "state", "listening" if self._at_s else "searching"))

    @property
    def trouble(self) -> Message | None:
        return getattr(self.source, "trouble", None)

    @property
    def info(self) -> StrapInfo | None:
        return getattr(self.source, "info", None)

    async def __aiter__(self) -> AsyncIterator[Packet]:
        if self.source is None:
            return
        async with closing(aiter(self.source)) as packets:
            async for packet in packets:
                self._at_s = time.monotonic()
                with contextlib.suppress(ValueError):
                    self.bpm = measurement.parse(packet.payload).bpm or None
                yield packet


async def _say_last_words(sender: Sender) -> None:
    """Send what the end of listening brought, if the server takes it at once."""
    with contextlib.suppress(TryLaterError, SendingStoppedError, TimeoutError):
        async with asyncio.timeout(LAST_WORDS_S):
            await sender.drain()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
