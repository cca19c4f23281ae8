"""Health Connect: the database that Android writes into a zip.

Its RMSSD are single moments. Several apps may write the same thing, so each app is a source.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hrv.sources.source import part_of
from messages import define
from sensors.recordings import texts as file_texts
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.parts import in_sound_zip
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.wearables.nights import Moments, Nights, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part

FORMAT: Final = RecordingFormat(
    "health-connect",
    define("sensors.format.health_connect", "Health Connect"),
    docs=DocsLine(
        "Health Connect (Android)",
        "`Health Connect.zip`, or the database in it",
        "RMSSD of each app by itself, as the mean of a night",
        "everything else in the database",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

SIGNATURE: Final = b"SQLite format 3\0"
TABLE: Final = "heart_rate_variability_rmssd_record_table"
APPS: Final = "application_info_table"
LARGEST_DATABASE: Final = 2 * 1024 * 1024 * 1024
CHECKED_EVERY: Final = 100_000
MOST_CHECKS: Final = 5_000
"""Steps of the database's own machine, some seconds in all: a file made to be slow is given up."""

OTHER_DATABASE: Final = define(
    "sensors.health_connect.other_database",
    "This database holds no heart-rate variability as Health Connect writes it. Export again from Health Connect, and "
    "let your apps share heart-rate variability with it first.",
)
DAMAGED: Final = define(
    "sensors.health_connect.damaged", "This database is damaged or was cut short. Export it again from Health Connect."
)


def recognises_part(part: Part) -> bool:
    """Whether it is a database."""
    return part.head.startswith(SIGNATURE)


def read_parts(parts: Sequence[Part], about: About) -> Found:
    """The nights of each app."""
    nights, moments = Nights(), Moments()
    for part in parts:
        for stamp, offset_s, value, app in _rows(part):
            moment = moment_of(stamp, UTC if offset_s is not None else about.zone)
            if moment is not None and isinstance(offset_s, (int, float)):
                moment = _shifted(moment, offset_s)
            moments.add(nights, moment, value, source=part_of(FORMAT.source, app))
    moments.give(nights)
    return nights.found(FORMAT)


def _shifted(moment: datetime, offset_s: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(moment.timestamp() + offset_s, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _rows(part: Part) -> list[tuple[Any, Any, Any, str]]:
    """Stamp, offset, value and app of each record; UnreadableRecordingError when there is no such table."""
    if part.size > LARGEST_DATABASE:
        raise UnreadableRecordingError(file_texts.TOO_LARGE())
    try:
        with _opened(part) as database:
            columns = _columns(database, TABLE)
            if not {"time", "heart_rate_variability_millis"} <= columns:
                raise UnreadableRecordingError(OTHER_DATABASE())
            offset = "r.zone_offset" if "zone_offset" in columns else "NULL"
            names = _apps(database)
            app = "r.app_info_id" if "app_info_id" in columns else "NULL"
            query = f"SELECT r.time, {offset}, r.heart_rate_variability_millis, {app} FROM {TABLE} r"
            return [(time, zone, value, names.get(who, "")) for time, zone, value, who in database.execute(query)]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableRecordingError(DAMAGED()) from error


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {str(name) for _, name, *_ in database.execute(f"PRAGMA table_info({table})")}


def _apps(database: sqlite3.Connection) -> dict[Any, str]:
    """The name of each app, or that of its package."""
    columns = _columns(database, APPS)
    names = [name for name in ("app_name", "package_name") if name in columns]
    if not names or "row_id" not in columns:
        return {}
    found = database.execute(
        f"SELECT row_id, coalesce({', '.join(f'nullif({name}, {chr(39) * 2})' for name in names)}, '') FROM {APPS}"
    )
    return {row_id: str(name) for row_id, name in found}


@contextlib.contextmanager
def _opened(part: Part) -> Iterator[sqlite3.Connection]:
    """The database, read-only, in a file that is gone afterwards: SQLite reads from files alone."""
    with tempfile.TemporaryDirectory(prefix="pulsro-") as folder:
        copy = Path(folder) / "export.db"
        with in_sound_zip(), part.open() as file, copy.open("wb") as written:
            shutil.copyfileobj(file, written)
        connection = sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)
        with contextlib.closing(connection) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            checks = iter(range(MOST_CHECKS))
            database.set_progress_handler(lambda: next(checks, None) is None, CHECKED_EVERY)
            yield database
