"""Inserts that lose a race quietly, on both engines."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from sqlalchemy import Connection, Executable, Select, Table


def insert_once(connection: Connection, table: Table[Any], values: Mapping[str, Any]) -> bool:
    """Insert the row unless a unique key is taken, waiting for whoever just takes it; True when the row is ours."""
    statement = _insert_quietly(table, connection.dialect.name)
    return connection.execute(statement, values, execution_options={"preserve_rowcount": True}).rowcount == 1


def insert_missing(
    connection: Connection, table: Table[Any], names: Sequence[str], rows: Select[*tuple[Any, ...]]
) -> None:
    """Insert the rows that a query gives, but for those whose unique key somebody else has just taken."""
    statement = _dialect(connection.dialect.name).insert(table).from_select(names, rows)
    connection.execute(statement.on_conflict_do_nothing())


@cache
def _insert_quietly(table: Table[Any], dialect: str) -> Executable:
    statement: Executable = _dialect(dialect).insert(table).on_conflict_do_nothing()
    return statement


def _dialect(name: str) -> ModuleType:
    return postgresql if name == "postgresql" else sqlite
