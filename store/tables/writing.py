"""Inserts that lose a race quietly, on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from sqlalchemy import Connection, Select, Table


def insert_once(connection: Connection, table: Table[Any], values: Mapping[str, Any]) -> bool:
    """Insert the row unless a unique key is taken, waiting for whoever just takes it; True when the row is ours."""
    statement = _dialect_of(connection).insert(table).values(dict(values)).on_conflict_do_nothing()
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def insert_missing(
    connection: Connection, table: Table[Any], names: Sequence[str], rows: Select[*tuple[Any, ...]]
) -> None:
    """Insert the rows that a query gives, but for those whose unique key somebody else has just taken."""
    statement = _dialect_of(connection).insert(table).from_select(names, rows)
    connection.execute(statement.on_conflict_do_nothing())


def _dialect_of(connection: Connection) -> ModuleType:
    return postgresql if connection.dialect.name == "postgresql" else sqlite
