"""Inserts that lose a race quietly, on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table


def insert_once(connection: Connection, table: Table[Any], values: Mapping[str, Any]) -> bool:
    """Insert the row unless a unique key is taken, waiting for whoever just takes it; True when the row is ours."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(dict(values)).on_conflict_do_nothing()
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1
