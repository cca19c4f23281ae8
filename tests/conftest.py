from __future__ import annotations

import logging
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator  # noqa: TC003 - a fixture shows what it yields
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import structlog
from sqlalchemy import create_engine, text

from store import KeyRing, Store
from store.subjects import Engine
from store.tables import metadata
from tests.sampling import repeated_on_postgresql

ROOT = Path(__file__).parent.parent
pytest_plugins = ("tests.browser", "tests.properties")
REQUIRE_ALL = bool(os.environ.get("PULSRO_REQUIRE_ALL"))


def missing_part(sentence: str) -> None:
    """Skip because a real part is absent; fail instead where every part has to be there."""
    if REQUIRE_ALL:
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what only the nights run, before pytest leaves out what is marked."""
    for item in repeated_on_postgresql(items):
        item.add_marker(pytest.mark.nightly)


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command under test sets up logs for its whole process; the next test is to find them as they were."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real recordings, which is not part of this repository."""
    folder = Path(os.environ.get("PULSRO_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        missing_part(f"No real recordings at {folder}. Set PULSRO_REAL_DATA to the folder that holds them.")
    return folder


# ---------------------------------------------------------------------------- databases
@pytest.fixture(scope="session")
def keyring() -> KeyRing:
    """One master key for the whole session, kept nowhere."""
    return KeyRing.fresh()


@pytest.fixture(scope="session")
def sqlite_template(keyring, tmp_path_factory) -> Path:
    """A migrated SQLite file that is copied for each test, which is faster than migrating again."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrated(f"sqlite:///{file}", keyring)
    return file


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path) -> str:
    """A fresh SQLite database with the tables of this version."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'pulsro.db')}"


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A private PostgreSQL server that ends with the session."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not binaries:
        missing_part("No PostgreSQL server here. Install Debian's package postgresql.")
    cluster = PostgresCluster(binaries[-1], Path(tempfile.mkdtemp(prefix="pulsro-pg-")))
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def sqlite_store(sqlite_template, keyring, tmp_path_factory) -> Iterator[Store]:
    """One record on SQLite for the session; emptied after each test, which is faster than opening another."""
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("shared") / "pulsro.db")
    yield from opened(f"sqlite:///{file}", keyring)


@pytest.fixture(scope="session")
def postgres_store(postgres_cluster, keyring) -> Iterator[Store]:
    """One record on PostgreSQL for the session; emptied after each test."""
    url = postgres_cluster.new_database()
    migrated(url, keyring)
    yield from opened(url, keyring)


@pytest.fixture
def postgres_url(postgres_store) -> Iterator[str]:
    """An empty PostgreSQL database with the tables of this version."""
    yield address(postgres_store)
    empty(postgres_store)


@pytest.fixture
def sqlite_record(sqlite_store) -> Iterator[Store]:
    """The session's record on SQLite, empty."""
    yield sqlite_store
    empty(sqlite_store)


@pytest.fixture
def postgres_record(postgres_store) -> Iterator[Store]:
    """The session's record on PostgreSQL, empty."""
    yield postgres_store
    empty(postgres_store)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def emptied_store(request) -> Store:
    """The session's record on each of the two engines, empty."""
    return request.getfixturevalue("sqlite_record" if request.param == "sqlite" else "postgres_record")


@pytest.fixture
def store(sqlite_record) -> Store:
    """An empty record on SQLite; the tests of the record itself run on PostgreSQL too."""
    return sqlite_record


def opened(url: str, keyring: KeyRing) -> Iterator[Store]:
    store = Store(url, keyring)
    yield store
    store.close()


def address(store: Store) -> str:
    """Where a record is, as a setting says it."""
    return store._engine.url.set(drivername=store._engine.dialect.name).render_as_string(hide_password=False)


def empty(store: Store) -> None:
    with store.begin(Engine(), now=datetime.now(UTC)) as record:
        for table in reversed(metadata.sorted_tables):
            record.context.connection.execute(table.delete())


def migrated(url: str, keyring: KeyRing) -> None:
    store = Store(url, keyring)
    store.migrate()
    store.close()


@dataclass(frozen=True)
class PostgresCluster:
    """Debian's server binaries on a folder of our own, reached through a socket in that folder."""

    binaries: Path
    folder: Path
    names = count()

    def start(self) -> None:
        if os.getuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        settings = (
            f"-k {self.folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c max_connections=60"
        )
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", settings, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The address of a database without any tables."""
        name = f"pulsro_{next(self.names)}"
        engine = create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url(name)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *arguments: object) -> None:
        user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        command = [str(self.binaries / program), *map(str, arguments)]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **become)
