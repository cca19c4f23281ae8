"""What is in a file, without a server: for whoever wants to know before anything is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cli.shared.plainly import refuse
from sensors.recordings.registry import About, Found, UnreadableRecordingError, content_of, understand
from sensors.upload.import_client import FileTaken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def look(file: Path, said: dict[str, str]) -> tuple[FileTaken | None, str | None]:
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
        return None, str(error)
    return FileTaken(found.format.value, tuple(_sentences(found))), None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        refuse(f"{name} is no time zone. Give one by its name, like Europe/Copenhagen.")


def _sentences(found: Found) -> Iterator[str]:
    if found.beats is not None:
        series, began = found.beats.series, found.beats.started_at
        when = f"began {began.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if began else "date unknown"
        hours = float(series.time_s[-1] - series.time_s[0]) / 3600
        stretches = len(set(series.segment.tolist()))
        yield f"Beats: {len(series)} in {hours:.1f} h, {when}, unbroken stretches: {stretches}."
    if found.days:
        yield f"Readings of days: {len(found.days)}, from {found.days[0].day} to {found.days[-1].day}."
    yield from map(str, found.remarks)
    yield "Nothing was sent."
