"""Beats, and what is computed from them."""

from __future__ import annotations

from sqlalchemy import Column, Date, Double, ForeignKey, Index, Integer, String, Table, TypedColumns, UniqueConstraint

from hrv.sources.source import LONGEST_SOURCE, STRAP
from store.database.columns import BigId, Sealed, Utc, Word, id_type
from store.models.measured import RecordingKind, Trouble
from store.tables.metadata import belongs_to_person, form, index_of_old_forms, metadata, own_id


class SourceColumns(TypedColumns):
    """One unbroken run of one device; the id is the sender's. `shift_s` was added by the sender to put times right.

    `product` is what measured it, a code of `hrv.sources.source`.
    """

    id = own_id()
    person_id = belongs_to_person(index=True)
    device_id: Column[str | None] = Column(id_type(), ForeignKey("devices.id"))
    kind: Column[RecordingKind] = Column(Word(RecordingKind), nullable=False)
    opened_at = Column(Utc, nullable=False)
    shift_s = Column(Double, nullable=False)
    product = Column(String(LONGEST_SOURCE), nullable=False, server_default=STRAP)


class RecordingColumns(TypedColumns):
    """One sitting. `revision` counts claims; `unread_from` is the earliest beat committed since the last claim.

    One with `trouble` that is not due was given up: more beats do not make it due again.
    """

    id = own_id()
    person_id = belongs_to_person()
    source_id: Column[str | None] = Column(id_type(), ForeignKey("sources.id"), unique=True)
    kind: Column[RecordingKind] = Column(Word(RecordingKind), nullable=False)
    started_at = Column(Utc, nullable=False)
    ended_at = Column(Utc)
    analysis_due_at = Column(Utc, index=True)
    analysed_until = Column(Utc)
    unread_from = Column(Utc)
    revision = Column(Integer, nullable=False)
    failures = Column(Integer, nullable=False, default=0)
    trouble: Column[Trouble | None] = Column(Word(Trouble))


class BeatBlockColumns(TypedColumns):
    """A few seconds of beats. The times are plain because queries need them; the beats are sealed."""

    id = Column(BigId, primary_key=True, autoincrement=True)
    source_id = Column(id_type(), ForeignKey("sources.id"), nullable=False)
    sequence = Column(BigId, nullable=False)
    person_id = belongs_to_person()
    started_at = Column(Utc, nullable=False)
    ended_at = Column(Utc, nullable=False)
    n_beats = Column(Integer, nullable=False)
    content_digest = Column(String(64), nullable=False)
    stored_at = Column(Utc, nullable=False)
    payload = Column(Sealed, nullable=False)


class WindowColumns(TypedColumns):
    """One analysed window of one recording."""

    id = own_id()
    recording_id = Column(id_type(), ForeignKey("recordings.id"), nullable=False)
    person_id = belongs_to_person()
    started_at = Column(Utc, nullable=False)
    ended_at = Column(Utc, nullable=False)
    content = Column(Sealed, nullable=False)
    form = form()


class DailyValueColumns(TypedColumns):
    """One value of one kind from one source for one of the person's own days."""

    person_id = belongs_to_person(primary_key=True)
    day = Column(Date, primary_key=True)
    kind = Column(String(32), primary_key=True)
    source = Column(String(LONGEST_SOURCE), primary_key=True)
    revision = Column(Integer, nullable=False)
    content = Column(Sealed, nullable=False)


sources = Table("sources", metadata, SourceColumns)
recordings = Table("recordings", metadata, RecordingColumns, Index(None, "person_id", "started_at"))
beat_blocks = Table(
    "beat_blocks",
    metadata,
    BeatBlockColumns,
    UniqueConstraint("source_id", "sequence"),
    Index(None, "person_id", "ended_at"),
    Index(None, "person_id", "id"),
    sqlite_autoincrement=True,  # a row id is a cursor of live pages: it may never be given out twice
)
windows = Table(
    "windows",
    metadata,
    WindowColumns,
    UniqueConstraint("recording_id", "started_at"),
    Index(None, "person_id", "started_at"),
    index_of_old_forms(),
)
daily_values = Table("daily_values", metadata, DailyValueColumns)
