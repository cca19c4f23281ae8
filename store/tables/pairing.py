"""Codes with which a device gets its token."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, TypedColumns

from store.database.columns import Utc, id_type
from store.tables.metadata import belongs_to_person, metadata, own_id


class PairingCodeColumns(TypedColumns):
    """A code that a person sees for a few minutes and types into a device, once."""

    id = own_id()
    code_hash = Column(String(64), nullable=False, unique=True)
    person_id = belongs_to_person(index=True)
    name = Column(String(200), nullable=False)
    created_at = Column(Utc, nullable=False)
    expires_at = Column(Utc, nullable=False)
    used_at = Column(Utc)
    device_id: Column[str | None] = Column(id_type(), ForeignKey("devices.id"))


pairing_codes = Table("pairing_codes", metadata, PairingCodeColumns)
