"""What can happen to a database, as sentences that say what to do next."""

from __future__ import annotations

import sqlite3

from store.errors import DatabaseBusy, DatabaseFull, DatabaseUnreachable, StoreError

FULL = "The disk of the database is full. Nothing of this was stored: make room, then try again."
BUSY = "The database is busy with something else. Nothing of this was stored: try again in a moment."
UNREACHABLE = "The database cannot be reached. Check that its server runs and that the address is right."
UNOPENED = "The database file cannot be opened. Check its folder, its rights and that the disk is there."
UNREADABLE = "The database file is damaged or is not a database. Keep a copy of it and restore a backup."
READ_ONLY = "The database can only be read here. Check the rights of its file and folder, or the server's mode."

Sentence = tuple[type[StoreError], str]

SQLITE: dict[int, Sentence] = {
    sqlite3.SQLITE_FULL: (DatabaseFull, FULL),
    sqlite3.SQLITE_BUSY: (DatabaseBusy, BUSY),
    sqlite3.SQLITE_LOCKED: (DatabaseBusy, BUSY),
    sqlite3.SQLITE_CANTOPEN: (DatabaseUnreachable, UNOPENED),
    sqlite3.SQLITE_IOERR: (DatabaseUnreachable, UNOPENED),
    sqlite3.SQLITE_READONLY: (StoreError, READ_ONLY),
    sqlite3.SQLITE_CORRUPT: (StoreError, UNREADABLE),
    sqlite3.SQLITE_NOTADB: (StoreError, UNREADABLE),
}
POSTGRESQL: dict[str, Sentence] = {
    "53100": (DatabaseFull, FULL),
    "55P03": (DatabaseBusy, BUSY),
    "40P01": (DatabaseBusy, BUSY),
    "40001": (DatabaseBusy, BUSY),
    "53300": (DatabaseBusy, BUSY),
    "25006": (StoreError, READ_ONLY),
}


def sentence_for(error: BaseException | None) -> StoreError | None:
    """What happened, as an error of the record; None for a mistake in the program, which should look like one."""
    if isinstance(error, sqlite3.Error):
        found = SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)  # the low byte is the primary code
    else:
        found = _postgresql(error)
    if found is None:
        return None
    kind, sentence = found
    return kind(sentence)


def _postgresql(error: BaseException | None) -> Sentence | None:
    if error is None or not hasattr(error, "sqlstate"):
        return None
    code: str | None = error.sqlstate
    if code is None or code.startswith(("08", "57P")):  # no answer at all, or a server that is going down or coming up
        return (DatabaseUnreachable, UNREACHABLE) if type(error).__name__ == "OperationalError" else None
    return POSTGRESQL.get(code)
