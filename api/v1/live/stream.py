"""One live stream's view of the record: what is new since it last looked, and whether it may still look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from fastapi.sse import ServerSentEvent

from api import texts
from api.live_board import ForNow, LiveBoard
from api.v1.live.live_events import (
    Beats,
    Breath,
    BreathSample,
    Bye,
    LiveBeat,
    OpenBeat,
    OpenBeats,
    Reading,
    Source,
)
from hrv import BeatFlag, LiveIndices, LiveReading
from store import Store
from store.models import StoredBlock
from store.subjects import Anonymous, Employee

FIRST_READ: Final = timedelta(minutes=5)  # so that rolling numbers stand at once
FIRST_SHOWN: Final = timedelta(seconds=90)  # what a page that opens begins with
TOO_OLD_TO_SHOW: Final = timedelta(minutes=5)  # a spool that is emptied late does not run past the page
HEARD_WITHIN_S: Final = 12.0  # a sender groups a few seconds of beats
RECHECKED_EVERY: Final = timedelta(seconds=3)
MOST_BLOCKS: Final = 200
LONGEST_CURSOR: Final = 19  # digits of the largest key


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

    def __init__(
        self,
        store: Store,
        employee: Employee,
        *,
        board: LiveBoard,
        token: str,
        goodbye: str,
        last_event_id: str = "",
    ) -> None:
        self._store = store
        self._board = board
        self._seen_on_board = 0
        self._employee = employee
        self._token = token
        self._goodbye = goodbye
        self._shown = _cursor_of(last_event_id)
        self._cursor: int | None = None
        self._rechecked_at: datetime | None = None
        self._seams = Seams()
        self._indices = LiveIndices()
        self._reading: LiveReading | None = None
        self._newest: LiveBeat | None = None
        self._source: Source | None = None
        self.is_over = False

    def look(self, now: datetime) -> tuple[ServerSentEvent, ...]:
        """What is new at this moment, as events; a goodbye when the session is over."""
        if not self._may_look(now):
            self.is_over = True
            return (ServerSentEvent(event="bye", data=Bye(reason=self._goodbye, code=texts.SIGNED_OUT_LIVE.code)),)
        for_now = self._board.since(self._employee.person_id, self._seen_on_board)
        self._seen_on_board = for_now.cursor
        return (*self._new_beats(now), *_events_of(for_now, now), *self._changed_source(now))

    def _may_look(self, now: datetime) -> bool:
        if self._rechecked_at is not None and now - self._rechecked_at < RECHECKED_EVERY:
            return True
        with self._store.reading(Anonymous(), now=now) as record:
            session = record.sign_in.read_session(self._token)
        self._rechecked_at = now
        return session is not None and session.account_id == self._employee.person_id

    def _new_beats(self, now: datetime) -> Iterator[ServerSentEvent]:
        first_look = self._cursor is None
        shown = [beat for block in self._read(now) for beat in self._count(block, now=now, first_look=first_look)]
        if shown and self._reading is not None:
            age_s = self._reading.age_s(now.timestamp())
            beats = Beats(beats=shown, hr_bpm=self._reading.hr_bpm, age_s=age_s)
            yield ServerSentEvent(event="beats", id=str(self._cursor), data=beats)
            yield ServerSentEvent(event="reading", data=Reading.model_validate(self._reading))

    def _read(self, now: datetime) -> tuple[StoredBlock, ...]:
        person_id = self._employee.person_id
        with self._store.reading(self._employee, now=now) as record:
            if self._cursor is None:
                self._cursor = record.beats.cursor_before(person_id, now - FIRST_READ)
            blocks = record.beats.read_after(person_id, cursor=self._cursor, limit=MOST_BLOCKS)
        if blocks:
            self._cursor = blocks[-1].cursor
        return blocks

    def _count(self, block: StoredBlock, *, now: datetime, first_look: bool) -> list[LiveBeat]:
        """Count the beats of a block, and return those that the page has not seen and wants to see."""
        beats = self._in_order(block)
        for beat in beats:
            self._reading = self._indices.push(beat.time_s, beat.rr_ms, beat.segment, beat.flags)
        if self._shown is not None:
            return beats if block.cursor > self._shown else []
        oldest_s = (now - (FIRST_SHOWN if first_look else TOO_OLD_TO_SHOW)).timestamp()
        return [beat for beat in beats if beat.time_s >= oldest_s]

    def _in_order(self, block: StoredBlock) -> list[LiveBeat]:
        """The beats of a block that come after all before; what comes late stays in the record and off the page."""
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
        lifted = newest is not None and connected and bool(newest.flags & BeatFlag.NO_CONTACT)
        source = Source(connected=connected, contact=False if lifted else None)
        if source != self._source:
            self._source = source
            yield ServerSentEvent(event="source", data=source)


def _events_of(for_now: ForNow, now: datetime) -> Iterator[ServerSentEvent]:
    if for_now.open_beats is not None:
        beats = [OpenBeat.model_validate(beat) for beat in for_now.open_beats]
        age_s = now.timestamp() - beats[-1].time_s if beats else None
        yield ServerSentEvent(event="open_beats", data=OpenBeats(beats=beats, age_s=age_s))
    if for_now.breath:
        samples = [BreathSample.model_validate(sample) for sample in for_now.breath]
        yield ServerSentEvent(event="breath", data=Breath(samples=samples))


def _cursor_of(last_event_id: str) -> int | None:
    """The cursor in an event's id; None for what no stream of ours ever sent."""
    is_ours = last_event_id.isdecimal() and len(last_event_id) <= LONGEST_CURSOR
    return int(last_event_id) if is_ours else None


def _goes_on(last: tuple[str, int, int], here: tuple[str, int, int]) -> bool:
    """Whether the same run goes on in the same segment, in this block or the next."""
    same_segment = (last[0], last[2]) == (here[0], here[2])
    return same_segment and here[1] - last[1] in {0, 1}


def _rows(block: StoredBlock) -> Iterator[tuple[float, float, int, int]]:
    series = block.series
    return zip(
        series.time_s.tolist(), series.rr_ms.tolist(), series.segment.tolist(), series.flags.tolist(), strict=True
    )
