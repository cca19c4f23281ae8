"""Which version of the tables a database has, and the way to this program's version."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from store import texts
from store.database.engines import READING, WRITING
from store.errors import EmptyDatabase, WrongSchema

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

MIGRATION_LOCK = 0x6D696772  # any fixed number: "migr" in ASCII


class Schema:
    """Looks once: a process that has seen the right version need not look again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_current = False

    def require_current(self) -> None:
        """Raise WrongSchema, with what to do, unless the database has exactly this program's tables."""
        if not self._is_current:
            with self._engine.connect() as connection:
                connection.execution_options(**{READING: True})
                revision = MigrationContext.configure(connection).get_current_revision()
            self._refuse_other(revision)
            self._is_current = True

    def migrate(self) -> None:
        """Take every step to this program's version in one transaction; only one process at a time does."""
        config = config_for_migrations()
        with self._engine.connect() as connection:
            connection.execution_options(**{WRITING: True})
            with connection.begin():
                self._wait_for_turn(connection)
                revision = MigrationContext.configure(connection).get_current_revision()
                if revision is not None and revision not in _revisions().known:
                    raise WrongSchema(texts.NEWER_TABLES())
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        self._is_current = True

    def _wait_for_turn(self, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")

    def _refuse_other(self, revision: str | None) -> None:
        if revision is None:
            raise EmptyDatabase(texts.EMPTY_DATABASE())
        if revision not in _revisions().known:
            raise WrongSchema(texts.NEWER_TABLES())
        if revision != _revisions().newest:
            raise WrongSchema(texts.OLDER_TABLES())


def config_for_migrations() -> Config:
    """Alembic's configuration, without a file: the migrations travel as a package beside this one."""
    found = find_spec("migrations")
    assert found is not None  # noqa: S101 - it ships in the same wheel
    assert found.origin is not None  # noqa: S101 - it has an __init__
    config = Config()
    config.set_main_option("script_location", str(Path(found.origin).parent).replace("%", "%%"))
    return config


class _Revisions(NamedTuple):
    """The versions that this program knows, and its own."""

    known: frozenset[str]
    newest: str | None


@cache
def _revisions() -> _Revisions:
    """Read once: the migrations of a program do not change while it runs, and reading them means to compile them."""
    scripts = ScriptDirectory.from_config(config_for_migrations())
    return _Revisions(frozenset(script.revision for script in scripts.walk_revisions()), scripts.get_current_head())
