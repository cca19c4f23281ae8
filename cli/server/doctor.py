"""`pulsro doctor`: look over everything that a healthy service needs, and say in plain words what is missing."""

from __future__ import annotations

import enum
import shutil
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from cli.shared.opening import keyring_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.settings import Settings

OLDEST_PYTHON: Final = (3, 11)
LEAST_FREE_BYTES: Final = 1024**3
PROGRAM_WAS_MADE: Final = datetime(2026, 11, 1, tzinfo=UTC)
WAITS_TOO_LONG: Final = timedelta(minutes=15)
RADIOS: Final = Path("/sys/class/bluetooth")
SYNCHRONISED: Final = Path("/run/systemd/timesync/synchronized")


class State(enum.Enum):
    """How a thing was found; the mark stands in front of its line."""

    WELL = "ok  "
    NOTE = "note"
    ILL = "BAD "


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    state: State
    text: str


def doctor() -> None:
    """Look over this machine and its settings; ends with status 1 when something has to be mended."""
    from api.moment import utc_now

    findings = list(examine(now=utc_now()))
    for finding in findings:
        typer.echo(f"{finding.state.value}  {finding.text}")
    if any(finding.state is State.ILL for finding in findings):
        raise typer.Exit(1)


def examine(*, now: datetime) -> Iterator[Finding]:
    """Everything that is looked at, in the order in which it would have to be mended."""
    from api.settings import SettingsError, load_settings

    yield python_version(sys.version_info[:2])
    yield system_clock(now, synchronised=SYNCHRONISED.exists())
    yield bundle()
    yield bluetooth(RADIOS)
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Finding(State.ILL, str(error))
        return
    yield key_file(settings.keys)
    yield disk(settings.data_dir, free_bytes=shutil.disk_usage(_existing(settings.data_dir)).free)
    yield from record(settings, now=now)


def python_version(version: tuple[int, int]) -> Finding:
    """Whether Python is new enough."""
    name = f"Python {version[0]}.{version[1]}"
    if version < OLDEST_PYTHON:
        return Finding(State.ILL, f"{name} is too old. Install Python 3.11 or newer.")
    return Finding(State.WELL, f"{name}.")


def system_clock(now: datetime, *, synchronised: bool) -> Finding:
    """Whether the clock can be right; beats from the future are refused."""
    if now < PROGRAM_WAS_MADE:
        return Finding(
            State.ILL, f"The clock says {now:%Y-%m-%d}, which is past. Set it, or switch on time by network."
        )
    if synchronised:
        return Finding(State.WELL, "The clock is kept right by the network.")
    return Finding(
        State.NOTE, f"The clock says {now:%Y-%m-%d %H:%M} UTC. Nothing here says that the network keeps it so."
    )


def bundle() -> Finding:
    """Whether the scripts and styles of the pages were built."""
    from api.assets import Assets, BundleMissingError

    try:
        Assets().tags("main.ts")
    except BundleMissingError as error:
        return Finding(State.ILL, str(error))
    return Finding(State.WELL, "The pages' scripts and styles are built.")


def bluetooth(radios: Path) -> Finding:
    """Whether this computer has a radio; a server needs none, the computer beside the strap does."""
    if sys.platform != "linux":
        return Finding(State.NOTE, "Bluetooth: try `pulsro strap scan`, which asks the system itself.")
    names = sorted(radio.name for radio in radios.glob("hci*")) if radios.is_dir() else []
    if not names:
        return Finding(
            State.NOTE, "No Bluetooth radio here. Straps need one on the computer beside them, a server needs none."
        )
    return Finding(State.WELL, f"Bluetooth radio: {', '.join(names)}.")


def key_file(path: Path) -> Finding:
    """Whether the master key is there, and nobody else may read it."""
    if not path.exists():
        return Finding(State.NOTE, f"No key file at {path} yet; it is made on the first start.")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(State.ILL, f"Others may open the key file {path}. Run `chmod 600 {path}`.")
    return Finding(
        State.WELL, f"The key file {path} is readable by its owner only. Keep a copy apart from the database."
    )


def disk(folder: Path, *, free_bytes: int) -> Finding:
    """Whether there is room for more beats."""
    free = f"{free_bytes / 1024**3:.1f} GiB free where {folder} is."
    if free_bytes < LEAST_FREE_BYTES:
        return Finding(State.ILL, f"Only {free} Make room before the record fills the disk.")
    return Finding(State.WELL, free)


def record(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Whether the database answers, has this version's tables, and is being worked on."""
    from store import Store, StoreError
    from store.subjects import Engine

    if settings.is_first_start:
        yield Finding(State.NOTE, "There is no database yet; it is made on the first start.")
        return
    try:
        store = Store(settings.database, keyring_for(settings))
        with store.reading(Engine(), now=now) as reading:
            counts = reading.upkeep.counts()
        store.close()
    except StoreError as error:
        yield Finding(State.ILL, str(error))
        return
    yield Finding(State.WELL, "The database answers and has this version's tables.")
    if counts is not None:
        yield queue(counts.oldest_due_at, now=now)


def queue(oldest_due_at: datetime | None, *, now: datetime) -> Finding:
    """Whether somebody ticks."""
    if oldest_due_at is not None and now - oldest_due_at > WAITS_TOO_LONG:
        since = f"{oldest_due_at:%Y-%m-%d %H:%M} UTC"
        return Finding(State.ILL, f"Work is waiting since {since}. Start `pulsro worker`, or serve with the clock.")
    return Finding(State.WELL, "No work is waiting too long.")


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
