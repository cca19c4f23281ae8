"""One registry for all tables, with names for every constraint so that a migration can find them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData

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


def own_id() -> Column[str]:
    """The key of a row: a UUID as text."""
    return Column(id_type(), primary_key=True)


def belongs_to_person(*, primary_key: bool = False, index: bool = False) -> Column[str]:
    """Whose row this is."""
    return Column(id_type(), ForeignKey("accounts.id"), primary_key=primary_key, nullable=False, index=index)
