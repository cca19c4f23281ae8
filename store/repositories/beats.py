"""Beats: appended in blocks, each exactly once, and read again as one series."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from hrv.beats import LONGEST_CREDIBLE_MEDIAN_MS, SHORTEST_CREDIBLE_MEDIAN_MS
from store.blocks import decode, encode
from store.errors import NotHere
from store.keys import Place
from store.models.measured import AlreadyThere, Appended, Conflict, Declined, RecordingKind, Source, StoredBlock
from store.models.trust import Purpose
from store.readable import Readers, is_live
from store.repositories.arrivals import note_arrival
from store.repositories.base import Repository, read_as, require
from store.series import one_series
from store.subjects import Device, Employee
from store.tables import beat_blocks, consents, devices, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import ColumnElement

    from hrv.beats import BeatSeries
    from store.repositories.base import AnyRow, AnySelect

NO_CONSENT = (
    "This person has not agreed that beats are stored. Ask them to switch it on under Sharing, then send again."
)
EMPTY = "This block holds no beats. Leave it out."
NOT_BEATS = "This block holds an interval under 10 ms or over 10 s, which no heart makes. Leave such beats out."
TAKEN_SEQUENCE = "Other beats were already stored under this sequence. Start a new source and send them there."
FOREIGN_SOURCE = "This source belongs to another device or kind. Start a new source."


class Beats(Repository):
    """Written by the person's devices, read by the person and the program; no other human ever sees a beat."""

    readers = Readers(engine=True)

    def open_source(self, source_id: str, *, kind: RecordingKind, shift_s: float = 0.0) -> Source:
        """Announce a run of the subject's device; the same again is harmless. NotHere when the id is another's."""
        person_id, device_id = self._sender()
        facts = {"id": source_id, "person_id": person_id, "device_id": device_id, "kind": kind}
        self._insert_once(sources, {**facts, "opened_at": self._now, "shift_s": shift_s})
        source = self._source(source_id)
        if source is None or source.kind != kind:
            raise NotHere(FOREIGN_SOURCE)
        return source

    def append(
        self, source_id: str, *, sequence: int, series: BeatSeries
    ) -> Appended | AlreadyThere | Conflict | Declined:
        """Store one block of an opened source; the same block again changes nothing, however many send it at once."""
        source = self._source(source_id)
        if source is None:
            raise NotHere(FOREIGN_SOURCE)
        key = self._vault.lock(source.person_id)  # one after another: cursors become visible in their order
        refusal = self._refusal(source.person_id, series)
        if refusal is not None:
            return Declined(refusal)
        content = encode(series)
        stored = self._stored(source_id, sequence)
        if stored is not None:
            return AlreadyThere(stored.id) if stored.content_digest == key.digest(content) else Conflict(TAKEN_SEQUENCE)
        return Appended(self._add(source, sequence, series, key.digest(content)))

    def read(
        self,
        person_id: str,
        *,
        start: datetime,
        end: datetime,
        source_id: str | None = None,
        kinds: Collection[RecordingKind] = tuple(RecordingKind),
    ) -> BeatSeries:
        """A person's beats after `start` up to `end` in order of time; a hole or another strap begins a segment."""
        of_kinds = select(sources.c.id).where(sources.c.person_id == person_id, sources.c.kind.in_(kinds))
        statement = self._blocks(person_id).where(beat_blocks.c.ended_at > start, beat_blocks.c.started_at <= end)
        statement = statement.where(
            beat_blocks.c.source_id.in_(of_kinds) if source_id is None else beat_blocks.c.source_id == source_id
        )
        rows = self._all(statement.order_by(beat_blocks.c.source_id, beat_blocks.c.sequence))
        return one_series(self._opened(rows)).between(start.timestamp(), end.timestamp())

    def read_after(self, person_id: str, *, cursor: int, limit: int = 100) -> tuple[StoredBlock, ...]:
        """The blocks committed after the one at `cursor`, in the order of their commits; for pages that follow live."""
        statement = self._blocks(person_id).where(beat_blocks.c.id > cursor).order_by(beat_blocks.c.id).limit(limit)
        return tuple(self._opened(self._all(statement)))

    def cursor_before(self, person_id: str, moment: datetime) -> int:
        """Where reading begins that wants every block which reaches past a moment."""
        reaching = select(func.min(beat_blocks.c.id)).where(self._is_of(person_id), beat_blocks.c.ended_at >= moment)
        first = self._connection.scalar(reaching)
        return self.latest_cursor(person_id) if first is None else first - 1

    def latest_cursor(self, person_id: str) -> int:
        """The cursor of the newest block, 0 when there is none: where a page that follows live begins."""
        newest = select(func.max(beat_blocks.c.id)).where(self._is_of(person_id))
        return self._connection.scalar(newest) or 0

    def latest_moment(self, person_id: str) -> datetime | None:
        """The moment of the newest beat."""
        return self._connection.scalar(select(func.max(beat_blocks.c.ended_at)).where(self._is_of(person_id)))

    def sources(self, person_id: str) -> tuple[Source, ...]:
        """The runs that a person's devices announced, in that order."""
        statement = select(sources).where(sources.c.person_id == person_id, self._readable(sources.c.person_id))
        return tuple(read_as(Source, row) for row in self._all(statement.order_by(sources.c.opened_at, sources.c.id)))

    def _sender(self) -> tuple[str, str | None]:
        """Whose beats the subject may send, and with which device; none when it is the person's own browser."""
        match self._subject:
            case Device(device_id, person_id):
                require(self._may_still_send(device_id))
                return person_id, device_id
            case Employee(person_id):
                return person_id, None
            case _:
                raise NotHere

    def _may_still_send(self, device_id: str) -> bool:
        paired = select(devices.c.id).where(devices.c.id == device_id, devices.c.revoked_at.is_(None))
        return self._connection.scalar(paired) is not None

    def _source(self, source_id: str) -> Source | None:
        person_id, device_id = self._sender()
        own = (sources.c.person_id == person_id) & sources.c.device_id.is_not_distinct_from(device_id)
        row = self._one(select(sources).where(sources.c.id == source_id, own))
        return None if row is None else read_as(Source, row)

    def _refusal(self, person_id: str, series: BeatSeries) -> str | None:
        if len(series) == 0:
            return EMPTY
        if not _are_intervals(series):
            return NOT_BEATS
        agreed = select(consents.c.id).where(
            consents.c.person_id == person_id, consents.c.purpose == Purpose.STORE, is_live(now=self._now)
        )
        return None if self._connection.scalar(agreed.limit(1)) else NO_CONSENT

    def _stored(self, source_id: str, sequence: int) -> AnyRow | None:
        return self._one(
            select(beat_blocks.c.id, beat_blocks.c.content_digest).where(
                beat_blocks.c.source_id == source_id, beat_blocks.c.sequence == sequence
            )
        )

    def _add(self, source: Source, sequence: int, series: BeatSeries, digest: str) -> int:
        started_at, ended_at = _span(series)
        row = {
            "source_id": source.id,
            "sequence": sequence,
            "person_id": source.person_id,
            "started_at": started_at,
            "ended_at": ended_at,
            "n_beats": len(series),
            "content_digest": digest,
            "stored_at": self._now,
            "payload": self._vault.seal(encode(series), _place(source.person_id, source.id, sequence)),
        }
        cursor = self._connection.execute(insert(beat_blocks).values(row).returning(beat_blocks.c.id)).scalar_one()
        self._note(source, started_at, ended_at)
        return cursor

    def _note(self, source: Source, started_at: datetime, ended_at: datetime) -> None:
        note_arrival(self._connection, source, started_at=started_at, ended_at=ended_at, now=self._now)
        if source.device_id is not None:
            seen = update(devices).where(devices.c.id == source.device_id).values(last_seen_at=self._now)
            self._connection.execute(seen)

    def _is_of(self, person_id: str) -> ColumnElement[bool]:
        return (beat_blocks.c.person_id == person_id) & self._readable(beat_blocks.c.person_id)

    def _blocks(self, person_id: str) -> AnySelect:
        fields = (beat_blocks.c.id, beat_blocks.c.source_id, beat_blocks.c.sequence, beat_blocks.c.payload)
        return select(*fields, beat_blocks.c.person_id).where(self._is_of(person_id))

    def _opened(self, rows: Iterable[AnyRow]) -> list[StoredBlock]:
        return [
            StoredBlock(
                cursor=row.id,
                source_id=row.source_id,
                sequence=row.sequence,
                series=decode(self._vault.open(row.payload, _place(row.person_id, row.source_id, row.sequence))),
            )
            for row in rows
        ]


def _place(person_id: str, source_id: str, sequence: int) -> Place:
    return Place("beat_blocks", "payload", person_id, f"{source_id}:{sequence}")


def _are_intervals(series: BeatSeries) -> bool:
    """Whether each interval could be one; a series of many small blocks is refused as a whole for its middle one."""
    return bool(series.rr_ms.min() >= SHORTEST_CREDIBLE_MEDIAN_MS and series.rr_ms.max() <= LONGEST_CREDIBLE_MEDIAN_MS)


def _span(series: BeatSeries) -> tuple[datetime, datetime]:
    first_s, last_s = float(series.time_s[0]), float(series.time_s[-1])
    return datetime.fromtimestamp(first_s, UTC), datetime.fromtimestamp(last_s, UTC)
