"""One registry for all tables, with names for every constraint so that a migration can find them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, text

from store.database.columns import id_type

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


CURRENT_FORM: Final = 2
"""The form of sealed content that this version writes: 1 held English sentences, 2 holds codes (`store.reseal`)."""


def own_id() -> Column[str]:
    """The key of a row: a UUID as text."""
    return Column(id_type(), primary_key=True)


def belongs_to_person(*, primary_key: bool = False, index: bool = False) -> Column[str]:
    """Whose row this is."""
    return Column(id_type(), ForeignKey("accounts.id"), primary_key=primary_key, nullable=False, index=index)


def form() -> Column[int]:
    """Which form the sealed content has; rows from before this column have the first."""
    return Column(Integer, nullable=False, default=CURRENT_FORM, server_default="1")


def index_of_old_forms() -> Index:
    """The rows that are still to be sealed again; empty once that is done."""
    old = text(f"form < {CURRENT_FORM}")
    return Index(None, "form", sqlite_where=old, postgresql_where=old)
