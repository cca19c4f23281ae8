"""The parts of a night: what each one runs, for how long at most, and what it came to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.nightly.bluetooth import ABSENT, ROOT
from tests.reports import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

GIVES_WAY_WITHIN_S = 20.0


@dataclass(frozen=True)
class Part:
    """One program of a night.

    It writes a JUnit report to the path that replaces `{report}`, ends with 77 where something has to be installed
    first, and then says as its last line what that is.
    """

    name: str
    command: tuple[str, ...]
    longest_s: float
    settings: Mapping[str, str] = field(default_factory=dict)
    sums_up: bool = False
    """Whether its last line belongs in the table."""


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    part: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    note: str = ""

    @property
    def ran(self) -> int:
        return self.passed + self.failed


def run(part: Part, folder: Path) -> Row:
    """Run one part to its end or to its limit, whatever comes of it."""
    report = folder / f"{part.name}.xml"
    report.unlink(missing_ok=True)
    started = time.monotonic()
    status, last_line = _run(part, report)
    seconds = time.monotonic() - started
    if status == ABSENT:
        return Row(part.name, seconds=seconds, note=f"absent: {last_line}")
    if not report.exists():
        limit = f" within {part.longest_s / 60:.0f} min" if seconds >= part.longest_s else ""
        return Row(part.name, failed=1, seconds=seconds, note=f"no report{limit}, status {status}: {last_line}")
    found = Report.read(report)
    if status and not found.failed:
        return Row(part.name, found.passed, 1, found.n_skipped, seconds, f"status {status}: {last_line}")
    return Row(part.name, found.passed, found.failed, found.n_skipped, seconds, last_line if part.sums_up else "")


def table(rows: list[Row]) -> str:
    """What ran and what failed, a line each."""
    lines = [f"{'part':<12}{'ran':>7}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
    for row in rows:
        numbers = f"{row.ran:>7}{row.passed:>8}{row.failed:>8}{row.skipped:>9}{row.seconds:>9.0f}"
        lines.append(f"{row.part:<12}{numbers}  {row.note}".rstrip())
    return "\n".join(lines)


def _run(part: Part, report: Path) -> tuple[int, str]:
    """The status of a part, whose output is shown as it comes, and the last line that it printed."""
    command = [word.format(report=report) for word in part.command]
    last_line = ""
    with _bounded(command, part) as process:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            last_line = line.strip() or last_line
    return process.returncode, last_line


@contextmanager
def _bounded(command: list[str], part: Part) -> Iterator[subprocess.Popen[str]]:
    """A process that leads a group of its own, which ends with the block or with the time that the part has."""
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL, "text": True}
    place = {"cwd": ROOT, "env": os.environ | part.settings, "start_new_session": True}
    with subprocess.Popen(command, errors="replace", **output, **place) as process:
        timers = [
            threading.Timer(part.longest_s + more_s, _signal, (process, how))
            for more_s, how in ((0.0, signal.SIGTERM), (GIVES_WAY_WITHIN_S, signal.SIGKILL))
        ]
        for timer in timers:
            timer.start()
        try:
            yield process
            process.wait()
        finally:
            for timer in timers:
                timer.cancel()
            _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[str], how: signal.Signals) -> None:
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return
