"""The spool: blocks on disk until the server has acknowledged them.

A SQLite file in WAL mode whose blocks are sealed (`sensors.sealing`). A block is there once `put` returns, whatever is
killed afterwards, and leaves only when it was acknowledged. A block that the server refuses is set aside with the
reason; it is not thrown away, and offered again only when somebody says so. The file has a largest size: when it is
reached, new blocks are refused with a sentence, and none of those that were accepted goes.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from hrv.recording_kind import RecordingKind
from sensors.errors import SensorsError
from sensors.host_clock import RunClock
from sensors.sealing import SealError, SealingKey
from sensors.upload import texts
from sensors.upload.blocks import BeatBlock, columns_of, from_bytes, to_bytes
from sensors.upload.refusals import restored, stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from messages import Message

__all__ = ["Batch", "RecordingKind", "Spool", "SpoolCount", "SpoolError", "columns_of"]

SCHEMA_VERSION: Final = 2
MOST_BEATS: Final = 3_000_000  # four weeks of a heart at 75 a minute, about 180 MB
BUSY_S: Final = 10.0
BETWEEN_TRIES_S: Final = 0.005
SEAL_TEXT: Final = b"pulsro"
SEAL_PLACE: Final = "the spool itself"
SCHEMA: Final = """
CREATE TABLE seal (text BLOB NOT NULL);
CREATE TABLE runs (
    source TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    boot TEXT NOT NULL,
    unix_offset_s REAL NOT NULL,
    is_trusted INTEGER NOT NULL,
    shift_s REAL
) WITHOUT ROWID;
CREATE TABLE blocks (
    place INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES runs (source),
    sequence INTEGER NOT NULL,
    beats INTEGER NOT NULL,
    body BLOB NOT NULL,
    refusal TEXT,
    UNIQUE (source, sequence)
);
CREATE INDEX blocks_waiting ON blocks (place) WHERE refusal IS NULL;
PRAGMA user_version = 2;
"""


COUNT: Final = """
SELECT count(*) FILTER (WHERE refusal IS NULL), coalesce(sum(beats) FILTER (WHERE refusal IS NULL), 0),
count(*) FILTER (WHERE refusal IS NOT NULL), coalesce(sum(beats) FILTER (WHERE refusal IS NOT NULL), 0) FROM blocks
"""


class SpoolError(SensorsError):
    """The spool cannot do what was asked."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Waiting blocks of one run, oldest first, and the clock of the run where it is known."""

    source: str
    kind: RecordingKind
    blocks: tuple[BeatBlock, ...]
    clock: RunClock | None = None


@dataclass(frozen=True, slots=True)
class SpoolCount:
    """How much is in the spool, in blocks and in beats."""

    waiting: int
    waiting_beats: int
    set_aside: int
    beats_set_aside: int = 0

    def plus(self, blocks: int, *, beats: int) -> SpoolCount:
        """As much, and some more that waits."""
        return replace(self, waiting=self.waiting + blocks, waiting_beats=self.waiting_beats + beats)


class Spool:
    """Blocks on their way home.

    Args:
        path: the file; it is made if it is not there. SpoolError when it cannot be used.
        key: seals the blocks; the one in the file's folder if left out.
        most_beats: how many it may hold.
    """

    def __init__(self, path: Path, *, key: SealingKey | None = None, most_beats: int = MOST_BEATS) -> None:
        self._path = path
        self._most_beats = most_beats
        self._counted: SpoolCount | None = None
        self._seen_version = -1
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._key = key or SealingKey.kept_in(path.parent)
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
        """Announce a run that begins now, before its first block."""
        clock = RunClock.of_now()
        row = (source, kind, clock.boot, clock.unix_offset_s, clock.is_trusted, clock.shift_s)
        with self._explained():
            self._database.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?)", row)

    def shift_run(self, source: str, shift_s: float) -> None:
        """Decide, once, what is added to the times of a run; a second decision changes nothing."""
        with self._explained():
            self._database.execute(
                "UPDATE runs SET shift_s = ? WHERE source = ? AND shift_s IS NULL", (shift_s, source)
            )

    def put(self, block: BeatBlock) -> None:
        """Keep a block: it is on disk when this returns. The same block again changes nothing."""
        count = self.count()
        if count.waiting_beats + count.beats_set_aside + len(block.series) > self._most_beats:
            raise SpoolError(texts.SPOOL_FULL(path=str(self._path)))
        body = self._key.seal(to_bytes(block.series), place=_place(block.source, block.sequence))
        row = (block.source, block.sequence, len(block.series), body)
        with self._explained():
            added = self._database.execute(
                "INSERT OR IGNORE INTO blocks (source, sequence, beats, body) VALUES (?, ?, ?, ?)", row
            ).rowcount
        self._counted = count.plus(added, beats=added * len(block.series))

    def next_batch(self, *, limit: int) -> Batch | None:
        """The oldest waiting blocks of the run whose block waits longest; None when nothing waits.

        A block that the disk has damaged is set aside, so that those behind it get home.
        """
        with self._explained():
            while (batch := self._oldest(limit)) is not None and not batch.blocks:
                pass
            return batch

    def _oldest(self, limit: int) -> Batch | None:
        oldest = self._database.execute(
            "SELECT source, kind, boot, unix_offset_s, is_trusted, shift_s "
            "FROM blocks JOIN runs USING (source) WHERE refusal IS NULL ORDER BY place LIMIT 1"
        ).fetchone()
        if oldest is None:
            return None
        rows = self._database.execute(
            "SELECT sequence, body FROM blocks WHERE source = ? AND refusal IS NULL ORDER BY place LIMIT ?",
            (oldest[0], limit),
        ).fetchall()
        source, kind, boot, unix_offset_s, is_trusted, shift_s = oldest
        blocks = tuple(self._whole(source, rows))
        clock = RunClock(boot, unix_offset_s, bool(is_trusted), shift_s)
        return Batch(source, RecordingKind(kind), blocks, clock)

    def acknowledge(self, source: str, sequences: Iterable[int]) -> None:
        """Let go of blocks that the server has.

        A power cut may undo this, because nobody waits here for the disk: they are then sent, and acknowledged, again.
        """
        gone = [(source, sequence) for sequence in sequences]
        with self._explained():
            self._database.execute("PRAGMA synchronous = NORMAL")
            try:
                with self._transaction():
                    self._database.executemany("DELETE FROM blocks WHERE source = ? AND sequence = ?", gone)
            finally:
                self._database.execute("PRAGMA synchronous = FULL")
        self._counted = None

    def set_aside(self, source: str, sequence: int, *, reason: Message) -> None:
        """Keep a block that the server refuses, and do not offer it again."""
        with self._explained():
            self._database.execute(
                "UPDATE blocks SET refusal = ? WHERE source = ? AND sequence = ?", (stored(reason), source, sequence)
            )
        self._counted = None

    def offer_again(self) -> int:
        """Offer everything that was set aside once more, its times as they are; says how many blocks that is.

        Whoever does that vouches for the clock of runs that nobody could compare.
        """
        aside = "SELECT source FROM blocks WHERE refusal IS NOT NULL"
        with self._explained(), self._transaction():
            self._database.execute(f"UPDATE runs SET shift_s = 0 WHERE shift_s IS NULL AND source IN ({aside})")
            offered = self._database.execute("UPDATE blocks SET refusal = NULL WHERE refusal IS NOT NULL").rowcount
        self._counted = None
        return offered

    def refusals(self) -> tuple[Message, ...]:
        """Why blocks were set aside, each reason once."""
        with self._explained():
            rows = self._database.execute(
                "SELECT DISTINCT refusal FROM blocks WHERE refusal IS NOT NULL ORDER BY place"
            )
            return tuple(restored(reason) for (reason,) in rows)

    def count(self) -> SpoolCount:
        """How much is waiting, and how much was set aside; cheap as long as nobody else writes into the file."""
        with self._explained():
            (version,) = self._database.execute("PRAGMA data_version").fetchone()
            if self._counted is None or version != self._seen_version:
                self._counted = SpoolCount(*self._database.execute(COUNT).fetchone())
                self._seen_version = version
        return self._counted

    def _prepare(self) -> None:
        with self._explained():
            self._keep_a_write_ahead_log()
            self._database.execute("PRAGMA synchronous = FULL")  # an accepted beat survives a power cut as well
            self._database.execute("PRAGMA cache_size = -256")  # a gateway has twenty of these
            with self._transaction():
                (version,) = self._database.execute("PRAGMA user_version").fetchone()
                if version == 0:
                    self._create()
            if version in {0, SCHEMA_VERSION}:
                self._check_seal()
        if version not in {0, SCHEMA_VERSION}:
            raise SpoolError(texts.SPOOL_VERSION(path=str(self._path)))

    def _keep_a_write_ahead_log(self) -> None:
        """Of several that open a new file at once, SQLite refuses all but one unwaited: they take turns here."""
        give_up_s = time.monotonic() + BUSY_S
        while True:
            try:
                self._database.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > give_up_s:
                    raise
                time.sleep(BETWEEN_TRIES_S)
            else:
                return

    def _create(self) -> None:
        (found,) = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if found:
            raise SpoolError(texts.NO_SPOOL(path=str(self._path)))
        for statement in SCHEMA.split(";"):
            self._database.execute(statement)
        self._database.execute("INSERT INTO seal VALUES (?)", (self._key.seal(SEAL_TEXT, place=SEAL_PLACE),))

    def _check_seal(self) -> None:
        (text,) = self._database.execute("SELECT text FROM seal").fetchone()
        self._key.open(text, place=SEAL_PLACE)

    def _whole(self, source: str, rows: Iterable[tuple[int, bytes]]) -> Iterator[BeatBlock]:
        for sequence, body in rows:
            try:
                plain = self._key.open(body, place=_place(source, sequence))
            except SealError:  # the key is the right one, or the spool had not been opened
                self.set_aside(source, sequence, reason=texts.DAMAGED())
            else:
                yield BeatBlock(source, sequence, from_bytes(plain))

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
        """Turn what SQLite or the disk says into a message that helps."""
        try:
            yield
        except SealError as error:
            raise SpoolError(texts.SPOOL_SEALED(path=str(self._path), why=error.message)) from error
        except (sqlite3.Error, OSError) as error:
            raise SpoolError(_explanation(error, str(self._path))) from error


def _explanation(error: Exception, path: str) -> Message:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return texts.DISK_FULL(path=path)
    if name == "SQLITE_NOTADB":
        return texts.NO_SPOOL(path=path)
    if name.startswith("SQLITE_BUSY"):
        return texts.SPOOL_IN_USE(path=path)
    return texts.SPOOL_UNUSABLE(path=path, why=str(error))


def _place(source: str, sequence: int) -> str:
    return f"blocks|{source}|{sequence}"
