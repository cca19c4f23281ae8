"""What a person tells the program, to explain days and to begin a usual range, and how they breathed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, TypedColumns

from store.database.columns import Sealed, Utc, id_type
from store.tables.metadata import belongs_to_person, metadata, own_id


class DayTagColumns(TypedColumns):
    """What may explain one day."""

    person_id = belongs_to_person(primary_key=True)
    day = Column(Date, primary_key=True)
    content = Column(Sealed, nullable=False)


class ProfileColumns(TypedColumns):
    """What a person said about themselves."""

    person_id = belongs_to_person(primary_key=True)
    content = Column(Sealed, nullable=False)


class BreathingSessionColumns(TypedColumns):
    """One session; the id is the page's. What the beats say of it is sealed apart, because it comes later."""

    id = own_id()
    person_id = belongs_to_person()
    started_at = Column(Utc, nullable=False)
    ended_at = Column(Utc, nullable=False)
    summary_due_at = Column(Utc, index=True)
    content = Column(Sealed, nullable=False)
    summary = Column(Sealed)


class WritingColumns(TypedColumns):
    """What a person wrote in an exercise; `shown_by` is the consent that names it."""

    id = own_id()
    person_id = belongs_to_person(index=True)
    exercise = Column(String(32), nullable=False)
    created_at = Column(Utc, nullable=False)
    changed_at = Column(Utc, nullable=False)
    shown_by: Column[str | None] = Column(id_type(), ForeignKey("consents.id"))
    content = Column(Sealed, nullable=False)


day_tags = Table("day_tags", metadata, DayTagColumns)
profiles = Table("profiles", metadata, ProfileColumns)
breathing_sessions = Table(
    "breathing_sessions", metadata, BreathingSessionColumns, Index(None, "person_id", "started_at")
)
writings = Table(
    "writings",
    metadata,
    WritingColumns,
    CheckConstraint("shown_by IS NULL OR exercise IN ('plan-step', 'stop-card')", name="few_can_be_shown"),
)
