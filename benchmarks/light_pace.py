"""How long a back-test and one evening take: the arrays alone, and the whole command from a file to its table."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.light_people import World, blank_state, lights, people
from hrv.light.detector import Filter
from hrv.light.readout import Readout

if TYPE_CHECKING:
    from hrv.light.calendar import Histories

COMMAND: Final = (sys.executable, "-c", "from cli.main import app; app()", "backtest")


def pace(seed: int) -> None:
    """How long a back-test and one evening take."""
    simulated = people(World(autocorrelation=(0.0, 0.6)), n=1000, n_days=730, seed=seed).histories
    began, busy = time.perf_counter(), time.process_time()
    lights(simulated)
    alone = f"{time.perf_counter() - began:.1f} s ({time.process_time() - busy:.1f} s of processor)"
    print("\nBack-test of 1,000 people x 2 years (goal: 10 s)")
    print(f"  the arrays alone: {alone}")
    print(f"  `pulsro backtest DAYS.csv`, start to end: {_command(simulated)}")
    many = people(World(), n=10_000, n_days=31, seed=seed).histories
    watch = Filter(blank_state(many.people))
    for column in range(30):
        watch.advance(many.day(column))
    began = time.perf_counter()
    watch.advance(many.day(30))
    Readout.of(watch.memory, many.first_day + 30)
    print(f"One evening of 10,000 people, in bulk: {time.perf_counter() - began:.2f} s (goal: 1 s)")


def _command(histories: Histories) -> str:
    """The whole command with everything it needs; beside other work only the processor's seconds mean much."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "days.csv"
        _write(file, histories)
        began, before = time.perf_counter(), _children_s()
        subprocess.run([*COMMAND, str(file)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        return f"{time.perf_counter() - began:.1f} s ({_children_s() - before:.1f} s of processor)"


def _children_s() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _write(file: Path, histories: Histories) -> None:
    days = [date.fromordinal(histories.first_day + column).isoformat() for column in range(histories.n_days)]
    with file.open("w") as lines:
        lines.write("person,day,ln_rmssd,se\n")
        for person in range(histories.people):
            values, errors = np.abs(histories.value[person]), histories.se[person]
            for day, value, se in zip(days, values.tolist(), errors.tolist(), strict=True):
                lines.write(f"p{person},{day},{value:.4f},{se:.4f}\n")
