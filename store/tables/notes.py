"""What a person tells the program, to explain days and to begin a usual range, and how they breathed."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Table, TypedColumns

from store.database.columns import Sealed, Utc
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


day_tags = Table("day_tags", metadata, DayTagColumns)
profiles = Table("profiles", metadata, ProfileColumns)
breathing_sessions = Table(
    "breathing_sessions", metadata, BreathingSessionColumns, Index(None, "person_id", "started_at")
)
