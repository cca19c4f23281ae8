"""Beats: appended in blocks, each exactly once, and read again as one series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import bindparam, func, insert, select, update

from hrv.beats import LONGEST_CREDIBLE_MEDIAN_MS, SHORTEST_CREDIBLE_MEDIAN_MS, Impossible, shape_fault
from hrv.sources.source import STRAP
from store import texts
from store.access.readable import Prepared, Readers, is_live
from store.crypto.block_codec import decode, encode
from store.crypto.keys import SealedPlace
from store.database.columns import Utc
from store.errors import NotHere
from store.models.measured import AlreadyThere, Appended, Conflict, Declined, RecordingKind, Source, StoredBlock
from store.models.trust import Purpose
from store.repositories.base import Repository, read_as, require
from store.repositories.measured.recording_growth import note_arrivals
from store.series import one_series
from store.subjects import Device, Employee
from store.tables import beat_blocks, consents, devices, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement

    import hrv
    from hrv.beats import BeatSeries
    from store.crypto.keys import DataKey
    from store.repositories.base import AnyRow, AnySelect

Outcome: TypeAlias = Appended | AlreadyThere | Conflict | Declined


BLOCK = (beat_blocks.c.id, beat_blocks.c.source_id, beat_blocks.c.sequence, beat_blocks.c.payload)
WITHIN = (
    select(*BLOCK, beat_blocks.c.person_id)
    .where(
        beat_blocks.c.person_id == bindparam("person"),
        beat_blocks.c.ended_at > bindparam("start"),
        beat_blocks.c.started_at <= bindparam("end"),
    )
    .order_by(beat_blocks.c.source_id, beat_blocks.c.sequence)
)
OF_KINDS = select(sources.c.id).where(
    sources.c.person_id == bindparam("person"), sources.c.kind.in_(bindparam("kinds", expanding=True))
)
SENT_WITHIN = Prepared(
    lambda may_read: WITHIN.where(beat_blocks.c.source_id == bindparam("source"), may_read(beat_blocks.c.person_id))
)
WORN_WITHIN = Prepared(
    lambda may_read: WITHIN.where(beat_blocks.c.source_id.in_(OF_KINDS), may_read(beat_blocks.c.person_id))
)
BEGINS_AFTER = Prepared(
    lambda may_read: (
        select(beat_blocks.c.started_at)
        .where(
            beat_blocks.c.person_id == bindparam("person"),
            beat_blocks.c.source_id == bindparam("source"),
            beat_blocks.c.ended_at > bindparam("moment"),
            may_read(beat_blocks.c.person_id),
        )
        .order_by(beat_blocks.c.ended_at)
        .limit(1)
    )
)
PAIRED = select(devices.c.id).where(devices.c.id == bindparam("device"), devices.c.revoked_at.is_(None))
SOURCE = select(sources).where(sources.c.id == bindparam("source"))
AGREED = (
    select(consents.c.id)
    .where(
        consents.c.person_id == bindparam("person"),
        consents.c.purpose == Purpose.STORE,
        is_live(now=bindparam("now", type_=Utc())),
    )
    .limit(1)
)
STORED = select(beat_blocks.c.id, beat_blocks.c.sequence, beat_blocks.c.content_digest).where(
    beat_blocks.c.source_id == bindparam("source"), beat_blocks.c.sequence.in_(bindparam("sequences", expanding=True))
)
ADD = insert(beat_blocks).returning(beat_blocks.c.id, sort_by_parameter_order=True)
SEEN = update(devices).where(devices.c.id == bindparam("device")).values(last_seen_at=bindparam("now"))
"""Built once: a strap sends a block every few seconds, and building a statement takes longer than running it."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as it is kept."""

    sequence: int
    started_at: datetime
    ended_at: datetime
    n_beats: int
    content: bytes
    digest: str

    @classmethod
    def of(cls, sequence: int, series: BeatSeries, key: DataKey) -> _Block:
        content = encode(series)
        return cls(sequence, *_span(series), len(series), content, key.digest(content))


class Beats(Repository):
    """Written by the person's devices, read by the person and the program; no other human ever sees a beat."""

    readers = Readers(engine=True)

    def open_source(
        self, source_id: str, *, kind: RecordingKind, shift_s: float = 0.0, product: hrv.Source = STRAP
    ) -> Source:
        """Announce a run of the subject's device; the same again is harmless. NotHere when the id is another's."""
        sender = self._sender()
        run = {"id": source_id, **sender, "kind": kind, "opened_at": self._now, "shift_s": shift_s, "product": product}
        self._insert_once(sources, run)
        source = self._source(source_id, sender)
        if source is None or source.kind != kind:
            raise NotHere(texts.FOREIGN_SOURCE())
        return source

    def append(self, source_id: str, *, sequence: int, series: BeatSeries) -> Outcome:
        """Store one block of an opened source; the same block again changes nothing, however many send it at once."""
        (outcome,) = self.append_all(source_id, [(sequence, series)])
        return outcome

    def append_all(self, source_id: str, blocks: Iterable[tuple[int, BeatSeries]]) -> tuple[Outcome, ...]:
        """Store blocks of an opened source, each by its sequence, as `append` would; says what became of each."""
        source = self._source(source_id, self._sender())
        if source is None:
            raise NotHere(texts.FOREIGN_SOURCE())
        key = self._vault.lock(source.person_id)  # one after another: cursors become visible in their order
        no_consent = None if self._is_agreed(source.person_id) else Declined(texts.NO_CONSENT())
        taken = [_refusal(series) or no_consent or _Block.of(sequence, series, key) for sequence, series in blocks]
        return self._store(source, taken)

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
        facts = {"person": person_id, "start": start, "end": end}
        if source_id is None:
            rows = self._run(WORN_WITHIN, **facts, kinds=kinds)
        else:
            rows = self._run(SENT_WITHIN, **facts, source=source_id)
        return one_series(self._opened(rows)).between(start.timestamp(), end.timestamp())

    def begins_after(self, person_id: str, *, source_id: str, moment: datetime) -> datetime | None:
        """The first beat of the first block of a source that reaches past a moment; None when there is none."""
        rows = self._run(BEGINS_AFTER, person=person_id, source=source_id, moment=moment)
        return rows[0].started_at if rows else None

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

    def _sender(self) -> dict[str, str | None]:
        """Whose beats the subject may send, and with which device; none when it is the person's own browser."""
        match self._subject:
            case Device(device_id, person_id):
                require(self._connection.scalar(PAIRED, {"device": device_id}) is not None)
                return {"person_id": person_id, "device_id": device_id}
            case Employee(person_id):
                return {"person_id": person_id, "device_id": None}
            case _:
                raise NotHere

    def _source(self, source_id: str, sender: Mapping[str, str | None]) -> Source | None:
        row = self._connection.execute(SOURCE, {"source": source_id}).one_or_none()
        known = None if row is None else read_as(Source, row)
        is_own = known is not None and {"person_id": known.person_id, "device_id": known.device_id} == sender
        return known if is_own else None

    def _is_agreed(self, person_id: str) -> bool:
        return self._connection.scalar(AGREED, {"person": person_id, "now": self._now}) is not None

    def _store(self, source: Source, taken: Sequence[_Block | Declined]) -> tuple[Outcome, ...]:
        """Add what is not stored yet; of two blocks with one sequence, the first."""
        blocks = [each for each in taken if isinstance(each, _Block)]
        stored = self._stored(source.id, [block.sequence for block in blocks])
        fresh: dict[int, _Block] = {}
        for block in blocks:
            if block.sequence not in stored:
                fresh.setdefault(block.sequence, block)
        stored |= self._add(source, list(fresh.values()))
        return tuple(
            each
            if isinstance(each, Declined)
            else _outcome(each, *stored[each.sequence], is_new=fresh.get(each.sequence) is each)
            for each in taken
        )

    def _stored(self, source_id: str, sequences: Sequence[int]) -> dict[int, tuple[int, str]]:
        """The cursor and the digest of each block that is there already, by its sequence."""
        rows = self._connection.execute(STORED, {"source": source_id, "sequences": sequences})
        return {row.sequence: (row.id, row.content_digest) for row in rows}

    def _add(self, source: Source, blocks: Sequence[_Block]) -> dict[int, tuple[int, str]]:
        if not blocks:
            return {}
        cursors = self._connection.scalars(ADD, [self._row(source, block) for block in blocks])
        note_arrivals(self._connection, source, [(block.started_at, block.ended_at) for block in blocks], now=self._now)
        if source.device_id is not None:
            self._connection.execute(SEEN, {"device": source.device_id, "now": self._now})
        return {block.sequence: (cursor, block.digest) for block, cursor in zip(blocks, cursors, strict=True)}

    def _row(self, source: Source, block: _Block) -> dict[str, Any]:
        return {
            "source_id": source.id,
            "sequence": block.sequence,
            "person_id": source.person_id,
            "started_at": block.started_at,
            "ended_at": block.ended_at,
            "n_beats": block.n_beats,
            "content_digest": block.digest,
            "stored_at": self._now,
            "payload": self._vault.seal(block.content, _place(source.person_id, source.id, block.sequence)),
        }

    def _is_of(self, person_id: str) -> ColumnElement[bool]:
        return (beat_blocks.c.person_id == person_id) & self._readable(beat_blocks.c.person_id)

    def _blocks(self, person_id: str) -> AnySelect:
        return select(*BLOCK, beat_blocks.c.person_id).where(self._is_of(person_id))

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


def _place(person_id: str, source_id: str, sequence: int) -> SealedPlace:
    return SealedPlace("beat_blocks", "payload", person_id, f"{source_id}:{sequence}")


def _refusal(series: BeatSeries) -> Declined | None:
    if shape_fault(series.columns) is Impossible.EMPTY:
        return Declined(texts.EMPTY_BLOCK())
    return None if _are_intervals(series) else Declined(texts.NOT_BEATS())


def _are_intervals(series: BeatSeries) -> bool:
    """Whether each interval could be one; a series of many small blocks is refused as a whole for its middle one."""
    return bool(series.rr_ms.min() >= SHORTEST_CREDIBLE_MEDIAN_MS and series.rr_ms.max() <= LONGEST_CREDIBLE_MEDIAN_MS)


def _outcome(block: _Block, cursor: int, digest: str, *, is_new: bool) -> Outcome:
    if is_new:
        return Appended(cursor)
    return AlreadyThere(cursor) if digest == block.digest else Conflict(texts.SEQUENCE_TAKEN())


def _span(series: BeatSeries) -> tuple[datetime, datetime]:
    first_s, last_s = float(series.time_s[0]), float(series.time_s[-1])
    return datetime.fromtimestamp(first_s, UTC), datetime.fromtimestamp(last_s, UTC)
