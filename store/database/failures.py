"""What can happen to a database, as errors of the record that say what to do next."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, TypeAlias

from store import texts
from store.errors import DatabaseBusy, DatabaseFull, DatabaseUnreachable, StoreError

if TYPE_CHECKING:
    from messages import Text

Failure: TypeAlias = "tuple[type[StoreError], Text]"

SQLITE: dict[int, Failure] = {
    sqlite3.SQLITE_FULL: (DatabaseFull, texts.FULL),
    sqlite3.SQLITE_BUSY: (DatabaseBusy, texts.BUSY),
    sqlite3.SQLITE_LOCKED: (DatabaseBusy, texts.BUSY),
    sqlite3.SQLITE_CANTOPEN: (DatabaseUnreachable, texts.UNOPENED),
    sqlite3.SQLITE_IOERR: (DatabaseUnreachable, texts.UNOPENED),
    sqlite3.SQLITE_READONLY: (StoreError, texts.READ_ONLY),
    sqlite3.SQLITE_CORRUPT: (StoreError, texts.UNREADABLE),
    sqlite3.SQLITE_NOTADB: (StoreError, texts.UNREADABLE),
}
POSTGRESQL: dict[str, Failure] = {
    "53100": (DatabaseFull, texts.FULL),
    "55P03": (DatabaseBusy, texts.BUSY),
    "40P01": (DatabaseBusy, texts.BUSY),
    "40001": (DatabaseBusy, texts.BUSY),
    "53300": (DatabaseBusy, texts.BUSY),
    "25006": (StoreError, texts.READ_ONLY),
}


def failure_of(error: BaseException | None) -> StoreError | None:
    """What happened, as an error of the record; None for a mistake in the program, which should look like one."""
    if isinstance(error, sqlite3.Error):
        found = SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)  # the low byte is the primary code
    else:
        found = _postgresql(error)
    if found is None:
        return None
    kind, text = found
    return kind(text())


def _postgresql(error: BaseException | None) -> Failure | None:
    if error is None or not hasattr(error, "sqlstate"):
        return None
    code: str | None = error.sqlstate
    if code is None or code.startswith(("08", "57P")):  # no answer at all, or a server that is going down or coming up
        return (DatabaseUnreachable, texts.UNREACHABLE) if type(error).__name__ == "OperationalError" else None
    return POSTGRESQL.get(code)
