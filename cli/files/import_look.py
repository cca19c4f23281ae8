"""Preview of a file without a server (`pulsro import --look`): nothing is sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cli.files import texts
from cli.shared.plainly import refuse
from cli.shared.terminal import figure
from sensors.recordings.registry import About, Found, UnreadableRecordingError, content_of, understand
from sensors.upload.import_client import FileTaken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from messages import Message


def look(file: Path, said: dict[str, str]) -> tuple[FileTaken | None, Message | None]:
    """What a file holds, or why it cannot be read; nothing is taken."""
    about = About(
        zone=_zone(said["zone"]),
        began_at=datetime.fromisoformat(said["began_at"]) if said["began_at"] else None,
        samples_per_s=float(said["samples_per_s"]) if said["samples_per_s"] else None,
        name=file.name,
    )
    try:
        found = understand(content_of(file), about)
    except UnreadableRecordingError as error:
        return None, error.message
    return FileTaken(found.format.value, tuple(_sentences(found))), None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        refuse(texts.NO_ZONE(name=name))


def _sentences(found: Found) -> Iterator[Message]:
    if found.beats is not None:
        series, began = found.beats.series, found.beats.started_at
        yield texts.FOUND_BEATS(
            n=len(series),
            hours=figure(float(series.time_s[-1] - series.time_s[0]) / 3600, 1),
            began=texts.BEGAN(at=began) if began else texts.NO_DATE(),
            stretches=len(set(series.segment.tolist())),
        )
    if found.days:
        yield texts.FOUND_DAYS(n=len(found.days), first=found.days[0].day, last=found.days[-1].day)
    yield from found.remarks
    yield texts.NOTHING_SENT()
