"""What a person tells the program, to explain days and to begin a usual range."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, TypedColumns

from store.database.columns import Sealed
from store.tables.metadata import belongs_to_person, metadata


class DayTagColumns(TypedColumns):
    """What may explain one day."""

    person_id = belongs_to_person(primary_key=True)
    day = Column(Date, primary_key=True)
    content = Column(Sealed, nullable=False)


class ProfileColumns(TypedColumns):
    """What a person said about themselves."""

    person_id = belongs_to_person(primary_key=True)
    content = Column(Sealed, nullable=False)


day_tags = Table("day_tags", metadata, DayTagColumns)
profiles = Table("profiles", metadata, ProfileColumns)
