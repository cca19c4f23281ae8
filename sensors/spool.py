"""The spool: blocks on disk until the server has acknowledged them.

A SQLite file in WAL mode. A block is there once `put` returns, whatever is killed afterwards, and leaves only when it
was acknowledged. A block that the server refuses is set aside with the reason; it is not sent again nor thrown away.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from hrv.beats import BeatSeries
from sensors.blocks import BeatBlock
from sensors.kinds import RecordingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Batch", "RecordingKind", "Spool", "SpoolCount", "SpoolError", "columns_of"]

SCHEMA_VERSION: Final = 1
BUSY_S: Final = 10.0
NO_SPOOL: Final = "{path} is not a spool of Pulsro. Give another file with --spool, or move this one away."
SCHEMA: Final = """
CREATE TABLE runs (source TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE blocks (
    place INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES runs (source),
    sequence INTEGER NOT NULL,
    beats INTEGER NOT NULL,
    body TEXT NOT NULL,
    refusal TEXT,
    UNIQUE (source, sequence)
);
CREATE INDEX blocks_waiting ON blocks (place) WHERE refusal IS NULL;
PRAGMA user_version = 1;
"""


class SpoolError(Exception):
    """The spool cannot do what was asked; the message is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Waiting blocks of one run, oldest first."""

    source: str
    kind: RecordingKind
    blocks: tuple[BeatBlock, ...]


@dataclass(frozen=True, slots=True)
class SpoolCount:
    """How much is in the spool, in blocks and in the beats of waiting blocks."""

    waiting: int
    waiting_beats: int
    set_aside: int


class Spool:
    """Blocks on their way home.

    Args:
        path: the file; it is made if it is not there. SpoolError when it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; everything in it stays."""
        self._database.close()

    def open_run(self, *, source: str, kind: RecordingKind) -> None:
        """Announce a run, before its first block."""
        with self._explained():
            self._database.execute("INSERT OR IGNORE INTO runs VALUES (?, ?)", (source, kind))

    def put(self, block: BeatBlock) -> None:
        """Keep a block: it is on disk when this returns. The same block again changes nothing."""
        row = (block.source, block.sequence, len(block.series), json.dumps(columns_of(block.series)))
        with self._explained():
            self._database.execute(
                "INSERT OR IGNORE INTO blocks (source, sequence, beats, body) VALUES (?, ?, ?, ?)", row
            )

    def next_batch(self, *, limit: int) -> Batch | None:
        """The oldest waiting blocks of the run whose block waits longest; None when nothing waits."""
        with self._explained():
            oldest = self._database.execute(
                "SELECT source, kind FROM blocks JOIN runs USING (source) WHERE refusal IS NULL ORDER BY place LIMIT 1"
            ).fetchone()
            if oldest is None:
                return None
            rows = self._database.execute(
                "SELECT sequence, body FROM blocks WHERE source = ? AND refusal IS NULL ORDER BY place LIMIT ?",
                (oldest[0], limit),
            ).fetchall()
        blocks = tuple(BeatBlock(oldest[0], sequence, _read(body)) for sequence, body in rows)
        return Batch(oldest[0], RecordingKind(oldest[1]), blocks)

    def acknowledge(self, source: str, sequences: Iterable[int]) -> None:
        """Let go of blocks that the server has."""
        with self._explained(), self._transaction():
            self._database.executemany(
                "DELETE FROM blocks WHERE source = ? AND sequence = ?", [(source, sequence) for sequence in sequences]
            )

    def set_aside(self, source: str, sequence: int, *, reason: str) -> None:
        """Keep a block that the server refuses, and do not offer it again."""
        with self._explained():
            self._database.execute(
                "UPDATE blocks SET refusal = ? WHERE source = ? AND sequence = ?", (reason, source, sequence)
            )

    def refusals(self) -> tuple[str, ...]:
        """Why blocks were set aside, each reason once."""
        with self._explained():
            rows = self._database.execute(
                "SELECT DISTINCT refusal FROM blocks WHERE refusal IS NOT NULL ORDER BY place"
            )
            return tuple(reason for (reason,) in rows)

    def count(self) -> SpoolCount:
        """How much is waiting, and how much was set aside."""
        with self._explained():
            row = self._database.execute(
                "SELECT count(*) FILTER (WHERE refusal IS NULL), "
                "coalesce(sum(beats) FILTER (WHERE refusal IS NULL), 0), "
                "count(*) FILTER (WHERE refusal IS NOT NULL) FROM blocks"
            ).fetchone()
        return SpoolCount(*row)

    def _prepare(self) -> None:
        with self._explained():
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")  # an accepted beat survives a power cut as well
            with self._transaction():
                (version,) = self._database.execute("PRAGMA user_version").fetchone()
                if version == 0:
                    self._create()
        if version > SCHEMA_VERSION:
            raise SpoolError(
                f"{self._path} was written by a newer Pulsro. Update Pulsro on this computer and try again."
            )

    def _create(self) -> None:
        (found,) = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if found:
            raise SpoolError(NO_SPOOL.format(path=self._path))
        for statement in SCHEMA.split(";"):
            self._database.execute(statement)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite or the disk says into a sentence that helps."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise SpoolError(_sentence(error, self._path)) from error


def _sentence(error: Exception, path: Path) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return f"The disk that holds {path} is full. Make room; what was kept so far is safe and will be sent."
    if name == "SQLITE_NOTADB":
        return NO_SPOOL.format(path=path)
    if name.startswith("SQLITE_BUSY"):
        return f"Another Pulsro is using {path}. Stop it, or give another file with --spool."
    return f"{path} cannot be used to keep beats: {error}. Give another file with --spool."


def columns_of(series: BeatSeries) -> dict[str, list[float]]:
    """The four columns of a series as plain numbers, under their own names."""
    return {name: getattr(series, name).tolist() for name in ("time_s", "rr_ms", "segment", "flags")}


def _read(body: str) -> BeatSeries:
    columns = json.loads(body)
    return BeatSeries(
        time_s=np.array(columns["time_s"], np.float64),
        rr_ms=np.array(columns["rr_ms"], np.float64),
        segment=np.array(columns["segment"], np.int32),
        flags=np.array(columns["flags"], np.uint8),
    )
