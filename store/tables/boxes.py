"""Boxes that carry the straps of many people, as the operator described them."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, TypedColumns

from store.database.columns import Utc
from store.tables.metadata import metadata, own_id


class BoxColumns(TypedColumns):
    """Where a box stands and whom to ask there; nothing of anybody, so it is plain."""

    id = own_id()
    place = Column(String(200), nullable=False)
    contact = Column(String(200), nullable=False)
    created_at = Column(Utc, nullable=False)


boxes = Table("boxes", metadata, BoxColumns)
