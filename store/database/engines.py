"""Connections: SQLite that waits its turn and survives a power cut, PostgreSQL as it is; errors that say what to do."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from store import texts
from store.database.failures import failure_of
from store.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine import Dialect, ExceptionContext
    from sqlalchemy.pool import ConnectionPoolEntry

WRITING = "pulsro_writing"
READING = "pulsro_reading"
BUSY_TIMEOUT_S = 15
BETWEEN_TRIES_S = 0.005
LOCK_TIMEOUT = "15s"
SQLITE_CONNECTIONS = 50  # more than a web process has threads, so that none waits for another's connection


def engine_for(url: str) -> Engine:
    """An engine with the settings that the record relies on; raises StoreError for an address that is none."""
    try:
        parsed = _parsed(url)
        engine = create_engine(parsed, hide_parameters=True, **_options(parsed))  # no value of anybody in a log
    except ModuleNotFoundError as error:
        raise StoreError(texts.NO_DRIVER()) from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(texts.BAD_URL()) from error
    _listen(engine)
    return engine


def _parsed(url: str) -> URL:
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            if parsed.database in {None, "", ":memory:"}:
                raise StoreError(texts.IN_MEMORY())
            return parsed
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        case _:
            raise StoreError(texts.BAD_URL())


def _options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_TIMEOUT_S}, "pool_size": SQLITE_CONNECTIONS}
    return {
        "connect_args": {"options": f"-c lock_timeout={LOCK_TIMEOUT}"},
        "pool_size": 10,
        "max_overflow": 20,
        "pool_pre_ping": True,
    }


def _listen(engine: Engine) -> None:
    event.listen(engine, "handle_error", _say_it_in_a_sentence, retval=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _make_private_file)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _make_private_file(_dialect: Dialect, _entry: ConnectionPoolEntry, arguments: list[str], _options: object) -> None:
    """A new database belongs to its owner alone, and so do the files that SQLite puts beside it."""
    with suppress(OSError):  # it is there already, or SQLite says in its own words why it cannot be
        os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # BEGIN is ours: the driver's own would come too late for reads
    _keep_a_write_ahead_log(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _keep_a_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch a new database over; of several connections that do so at once, SQLite refuses all but one unwaited."""
    give_up_s = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_s:
                raise
            time.sleep(BETWEEN_TRIES_S)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its turn at once: one that began as a reader could not become a writer after another's commit."""
    reading = READING in connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if READING in connection.get_execution_options():
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _say_it_in_a_sentence(context: ExceptionContext) -> StoreError | None:
    return failure_of(context.original_exception)
