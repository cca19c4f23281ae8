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

from cli.server import texts
from cli.shared.opening import keyring_for
from cli.shared.plainly import message_of
from cli.shared.terminal import helped, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.settings import Settings
    from messages import Message

OLDEST_PYTHON: Final = (3, 11)
LEAST_FREE_BYTES: Final = 1024**3
PROGRAM_WAS_MADE: Final = datetime(2026, 11, 1, tzinfo=UTC)
WAITS_TOO_LONG: Final = timedelta(minutes=15)
RADIOS: Final = Path("/sys/class/bluetooth")
SYNCHRONISED: Final = Path("/run/systemd/timesync/synchronized")


class State(enum.Enum):
    """How a thing was found."""

    WELL = "well"
    NOTE = "note"
    ILL = "ill"


MARKS: Final = {State.WELL: texts.WELL, State.NOTE: texts.NOTE, State.ILL: texts.ILL}
"""What stands in front of the line of a finding."""

MARK_WIDTH: Final = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    state: State
    message: Message


@helped
def doctor() -> None:
    """Look over this machine and its settings; ends with status 1 when something has to be mended."""
    from api.moment import utc_now

    findings = list(examine(now=utc_now()))
    for finding in findings:
        typer.echo(f"{words(MARKS[finding.state]()):{MARK_WIDTH}}  {words(finding.message)}")
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
        yield Finding(State.ILL, message_of(error))
        return
    yield key_file(settings.keys)
    yield disk(settings.data_dir, free_bytes=shutil.disk_usage(_existing(settings.data_dir)).free)
    yield from record(settings, now=now)


def python_version(version: tuple[int, int]) -> Finding:
    """Whether Python is new enough."""
    name = f"{version[0]}.{version[1]}"
    if version < OLDEST_PYTHON:
        return Finding(State.ILL, texts.OLD_PYTHON(version=name))
    return Finding(State.WELL, texts.PYTHON(version=name))


def system_clock(now: datetime, *, synchronised: bool) -> Finding:
    """Whether the clock can be right; beats from the future are refused."""
    if now < PROGRAM_WAS_MADE:
        return Finding(State.ILL, texts.CLOCK_PAST(day=now.date()))
    if synchronised:
        return Finding(State.WELL, texts.CLOCK_KEPT())
    return Finding(State.NOTE, texts.CLOCK_UNKNOWN(at=now))


def bundle() -> Finding:
    """Whether the scripts and styles of the pages were built."""
    from api.assets import Assets, BundleMissingError

    try:
        Assets().tags("main.ts")
    except BundleMissingError as error:
        return Finding(State.ILL, message_of(error))
    return Finding(State.WELL, texts.BUNDLE())


def bluetooth(radios: Path) -> Finding:
    """Whether this computer has a radio; a server needs none, the computer beside the strap does."""
    if sys.platform != "linux":
        return Finding(State.NOTE, texts.OTHER_SYSTEM())
    names = sorted(radio.name for radio in radios.glob("hci*")) if radios.is_dir() else []
    if not names:
        return Finding(State.NOTE, texts.NO_RADIO())
    return Finding(State.WELL, texts.RADIO(names=tuple(names)))


def key_file(path: Path) -> Finding:
    """Whether the master key is there, and nobody else may read it."""
    if not path.exists():
        return Finding(State.NOTE, texts.NO_KEY(path=str(path)))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(State.ILL, texts.OPEN_KEY(path=str(path)))
    return Finding(State.WELL, texts.KEY(path=str(path)))


def disk(folder: Path, *, free_bytes: int) -> Finding:
    """Whether there is room for more beats."""
    free = round(free_bytes / 1024**3, 1)
    if free_bytes < LEAST_FREE_BYTES:
        return Finding(State.ILL, texts.FULL_DISK(free=free, path=str(folder)))
    return Finding(State.WELL, texts.DISK(free=free, path=str(folder)))


def record(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Whether the database answers, has this version's tables, and is being worked on."""
    from store import Store, StoreError
    from store.subjects import Engine

    if settings.is_first_start:
        yield Finding(State.NOTE, texts.NO_DATABASE())
        return
    try:
        store = Store(settings.database, keyring_for(settings))
        with store.reading(Engine(), now=now) as reading:
            counts = reading.upkeep.counts()
        store.close()
    except StoreError as error:
        yield Finding(State.ILL, message_of(error))
        return
    yield Finding(State.WELL, texts.DATABASE())
    if counts is not None:
        yield queue(counts.oldest_due_at, now=now)


def queue(oldest_due_at: datetime | None, *, now: datetime) -> Finding:
    """Whether somebody ticks."""
    if oldest_due_at is not None and now - oldest_due_at > WAITS_TOO_LONG:
        return Finding(State.ILL, texts.WORK_WAITS(since=oldest_due_at))
    return Finding(State.WELL, texts.NO_WORK_WAITS())


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
