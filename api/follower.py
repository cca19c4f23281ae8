"""One live stream's view of the record: what is new since it last looked, and whether it may still look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from fastapi.sse import ServerSentEvent
from pydantic import BaseModel, Field

from hrv import BeatFlag, LiveIndices, LiveReading
from store import Store
from store.models import StoredBlock
from store.subjects import Anonymous, Employee

FIRST_SHOWN: Final = timedelta(seconds=60)  # what a page that opens begins with
TOO_OLD_TO_SHOW: Final = timedelta(minutes=2)  # a spool that is emptied late does not run past the page
HEARD_WITHIN_S: Final = 6.0
RECHECKED_EVERY: Final = timedelta(seconds=3)
MOST_BLOCKS: Final = 200
ENDED: Final = "You are signed out. Sign in again to see your beats."


class LiveBeat(BaseModel):
    """One beat."""

    time_s: float
    rr_ms: float
    segment: int
    flags: int


class Beats(BaseModel):
    """New beats."""

    beats: list[LiveBeat]
    hr_bpm: float | None = Field(description="Of the last minute.")
    age_s: float = Field(description="Seconds since the newest beat.")


class Source(BaseModel):
    """Whether a strap is heard."""

    connected: bool
    contact: bool | None = Field(description="Whether it touches the skin; none when it does not say.")


class Bye(BaseModel):
    """Why the stream ends."""

    reason: str


class Seams:
    """Numbers segments anew so that a missing block or another strap is always a seam, whatever the senders counted."""

    def __init__(self) -> None:
        self._number = 0
        self._last: tuple[str, int, int] | None = None

    def number(self, block: StoredBlock, segment: int) -> int:
        """The number under which a segment of a block is sent."""
        here = (block.source_id, block.sequence, segment)
        if self._last is not None and not _goes_on(self._last, here):
            self._number += 1
        self._last = here
        return self._number


class Follower:
    """Looks into the record for one person, in the threads of the pool, one look at a time."""

    def __init__(self, store: Store, employee: Employee, *, token: str, last_event_id: str = "") -> None:
        self._store = store
        self._employee = employee
        self._token = token
        self._shown = int(last_event_id) if last_event_id.isdecimal() else 0
        self._cursor: int | None = None
        self._rechecked_at: datetime | None = None
        self._seams = Seams()
        self._indices = LiveIndices()
        self._newest: LiveBeat | None = None
        self._source: Source | None = None
        self.is_over = False

    def look(self, now: datetime) -> tuple[ServerSentEvent, ...]:
        """What is new at this moment, as events; a goodbye when the session is over."""
        if not self._may_look(now):
            self.is_over = True
            return (ServerSentEvent(event="bye", data=Bye(reason=ENDED)),)
        return (*self._new_beats(now), *self._changed_source(now))

    def _may_look(self, now: datetime) -> bool:
        if self._rechecked_at is not None and now - self._rechecked_at < RECHECKED_EVERY:
            return True
        with self._store.reading(Anonymous(), now=now) as record:
            session = record.sign_in.read_session(self._token)
        self._rechecked_at = now
        return session is not None and session.account_id == self._employee.person_id

    def _new_beats(self, now: datetime) -> Iterator[ServerSentEvent]:
        blocks = self._read(now)
        reading: LiveReading | None = None
        shown: list[LiveBeat] = []
        for block in blocks:
            beats = self._in_order(block)
            for beat in beats:
                reading = self._indices.push(beat.time_s, beat.rr_ms, beat.segment, beat.flags)
            if block.cursor > self._shown:
                shown.extend(beats)
        if blocks and reading is not None and self._newest is not None:
            self._shown = max(self._shown, blocks[-1].cursor)
            age_s = now.timestamp() - self._newest.time_s
            yield ServerSentEvent(
                event="beats", id=str(self._shown), data=Beats(beats=shown, hr_bpm=reading.hr_bpm, age_s=age_s)
            )
            yield ServerSentEvent(event="reading", data=reading)

    def _read(self, now: datetime) -> tuple[StoredBlock, ...]:
        person_id = self._employee.person_id
        with self._store.reading(self._employee, now=now) as record:
            if self._cursor is None:
                self._cursor = record.beats.cursor_before(person_id, now - FIRST_SHOWN)
            blocks = record.beats.read_after(person_id, cursor=self._cursor, limit=MOST_BLOCKS)
        if blocks:
            self._cursor = blocks[-1].cursor
        oldest_s = (now - TOO_OLD_TO_SHOW).timestamp()
        return tuple(block for block in blocks if block.series.time_s[-1] >= oldest_s)

    def _in_order(self, block: StoredBlock) -> list[LiveBeat]:
        """The beats of a block that come after what was sent; what comes late stays in the record and off the page."""
        beats = []
        for time_s, rr_ms, segment, flags in _rows(block):
            if self._newest is None or time_s > self._newest.time_s:
                number = self._seams.number(block, segment)
                self._newest = LiveBeat(time_s=time_s, rr_ms=rr_ms, segment=number, flags=flags)
                beats.append(self._newest)
        return beats

    def _changed_source(self, now: datetime) -> Iterator[ServerSentEvent]:
        newest = self._newest
        connected = newest is not None and now.timestamp() - newest.time_s <= HEARD_WITHIN_S
        lifted = connected and newest is not None and bool(newest.flags & BeatFlag.NO_CONTACT)
        source = Source(connected=connected, contact=False if lifted else None)
        if source != self._source:
            self._source = source
            yield ServerSentEvent(event="source", data=source)


def _goes_on(last: tuple[str, int, int], here: tuple[str, int, int]) -> bool:
    same_run = last[0] == here[0] and last[2] == here[2]
    return same_run and here[1] - last[1] in {0, 1}


def _rows(block: StoredBlock) -> Iterator[tuple[float, float, int, int]]:
    series = block.series
    return zip(
        series.time_s.tolist(), series.rr_ms.tolist(), series.segment.tolist(), series.flags.tolist(), strict=True
    )
