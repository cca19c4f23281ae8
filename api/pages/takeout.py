"""Everything that is kept about a person, in one file they can take with them.

A ZIP with `README.txt`, `everything.json` (all of it but the beats) and `beats/<source>.csv` (intervals as stored).
"""

from __future__ import annotations

import csv
import json
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from enum import Enum, IntFlag
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from hrv import BeatSeries
    from store import Record

FORMAT: Final = 1
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
README: Final = """\
This file holds everything that Pulsro keeps about you.

everything.json  your account, devices, consents, recordings, windows, daily values, light and its changes, prompts and
                 your answers, your own ratings, conversations with their plans, and the audit of what concerns you.
                 Times are UTC (ISO 8601), days are your own calendar days, RMSSD and SDNN are in milliseconds.
beats/*.csv      one file for each run of a device: time of the R peak in seconds since 1970 (UTC), RR interval in
                 milliseconds as it was stored, the number of the unbroken segment, and the flags of the beat.
"""


def takeout(record: Record, person_id: str, *, until: datetime) -> bytes:
    """The ZIP file; `record` must have been begun by the person."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("everything.json", json.dumps(everything(record, person_id, until=until), indent=1))
        for source in record.beats.sources(person_id):
            series = record.beats.read(person_id, start=EARLIEST, end=until, source_id=source.id)
            archive.writestr(f"beats/{source.id}.csv", beats_csv(series))
    return packed.getvalue()


def everything(record: Record, person_id: str, *, until: datetime) -> dict[str, Any]:
    """All that is kept but the beats, as JSON values."""
    cases = record.cases.of_person(person_id)
    recordings = record.recordings.list(person_id)
    kept = {
        "format": FORMAT,
        "taken_at": until,
        "account": record.accounts.get(person_id),
        "devices": record.devices.list(person_id),
        "sources": record.beats.sources(person_id),
        "consents": record.consents.ledger(person_id),
        "recordings": recordings,
        "windows": {recording.id: record.windows.of_recording(recording.id) for recording in recordings},
        "days": record.days.list(person_id),
        "light": record.lights.current(person_id),
        "flips": record.lights.flips(person_id),
        "prompts": record.prompts.list(person_id),
        "ratings": record.ratings.list(person_id),
        "cases": cases,
        "case_steps": {case.id: record.cases.steps(case.id) for case in cases},
        "plan_items": {case.id: record.cases.items(case.id) for case in cases},
        "looks": record.audit.reads_of(person_id),
        "audit": record.audit.of_person(person_id),
    }
    plain: dict[str, Any] = as_json(kept)
    return plain


def beats_csv(series: BeatSeries) -> str:
    """A series as comma-separated lines under a header."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("time_s", "rr_ms", "segment", "flags"))
    writer.writerows(
        zip(series.time_s.tolist(), series.rr_ms.tolist(), series.segment.tolist(), series.flags.tolist(), strict=True)
    )
    return text.getvalue()


def as_json(value: Any) -> Any:  # noqa: ANN401 - any value of the record may stand in a takeout
    """A value of the record in JSON's own kinds: flags by number, moments and days in ISO 8601."""
    if hasattr(value, "to_json"):
        return as_json(value.to_json())
    if is_dataclass(value) and not isinstance(value, type):
        return {name: as_json(part) for name, part in _fields(value).items()}
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(part) for part in value]
    return _plain(value)


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _plain(value: Any) -> Any:  # noqa: ANN401 - as above
    match value:
        case IntFlag():
            return int(value)
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value) if not isinstance(value, date) else value.isoformat()
