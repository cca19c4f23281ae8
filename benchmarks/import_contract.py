"""What it takes to bring a night in: a file of twelve hours, from its bytes to windows and values in the record.

python -m benchmarks.import_contract [SEED]
"""

from __future__ import annotations

import struct
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from fitdecode.utils import compute_crc

from alerts.care import sharing
from alerts.imports import import_file
from hrv.beats import BeatSeries
from sensors.recordings.devices.fit import UNIX_EPOCH_S
from sensors.recordings.text.own_forms import Form, written
from store import KeyRing, Store
from store.subjects import Employee, Engine, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

HOURS: Final = 12
ROUNDS: Final = 3
GOAL_S: Final = 2.0
BEGAN: Final = datetime(2026, 11, 20, 20, tzinfo=UTC)
NOW: Final = BEGAN + timedelta(hours=18)


def beats(seed: int) -> BeatSeries:
    """About fifty-two thousand beats of a heart that breathes and slows down overnight."""
    dice = np.random.default_rng(seed)
    n = int(HOURS * 3600 / 0.83)
    breathing = 25 * np.sin(2 * np.pi * np.arange(n) * 0.83 / 4.2)
    drift = 60 * np.sin(2 * np.pi * np.arange(n) / n)
    rr_ms = np.round(830 + breathing + drift + dice.normal(0, 12, n))
    return BeatSeries.from_rr(rr_ms, start=BEGAN.timestamp())


def as_fit(series: BeatSeries) -> bytes:
    """The file of a watch: a record with eight fields each second, and the intervals that ended in it."""
    start = int(BEGAN.timestamp()) - UNIX_EPOCH_S
    parts = [
        _definition(0, 0, (4, 4, 0x86)) + struct.pack("<BI", 0, start),
        _definition(
            1, 20, (253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (3, 1, 2), (2, 2, 0x84), (5, 4, 0x86), (6, 2, 0x84)
        ),
        _definition(2, 78, (0, 10, 0x84)),
    ]
    seconds = np.floor(series.time_s - BEGAN.timestamp()).astype(int)
    rr_ms = series.rr_ms.astype(int).tolist()
    place = 0
    for second in range(int(seconds[-1]) + 1):
        parts.append(struct.pack("<BIiiBHIH", 1, start + second, 1, 1, 72, 2500, second, 1500))
        last = int(np.searchsorted(seconds, second, side="right"))
        if last > place:
            words = [*rr_ms[place:last], *[0xFFFF] * (5 - last + place)]
            parts.append(struct.pack("<B5H", 2, *words))
            place = last
    return _packed(b"".join(parts))


def _definition(local: int, message: int, *fields: tuple[int, int, int]) -> bytes:
    head = struct.pack("<BBBHB", 0x40 | local, 0, 0, message, len(fields))
    return head + b"".join(struct.pack("BBB", *each) for each in fields)


def _packed(body: bytes) -> bytes:
    head = struct.pack("<BBHI4s", 14, 0x10, 2132, len(body), b".FIT")
    head += struct.pack("<H", compute_crc(head))
    return head + body + struct.pack("<H", compute_crc(head + body))


def files(seed: int) -> Iterator[tuple[str, bytes, int]]:
    """Each form of the same night: its name, its bytes, how many beats it holds."""
    series = beats(seed)
    n = len(series)
    text = "\n".join(f"{rr:.0f}" for rr in series.rr_ms)
    rows = "\n".join(f"{t * 1000:.0f},{rr:.0f},0" for t, rr in zip(series.time_s, series.rr_ms, strict=True))
    yield "FIT of a watch", as_fit(series), n
    yield "RR text", text.encode(), n
    yield "HRV Logger csv", f"timestamp,rr,since_start\n{rows}\n".encode(), n
    yield "Pulsro csv", written(series, Form.CSV).encode(), n
    yield "for Kubios", written(series, Form.KUBIOS).encode(), n


@dataclass(frozen=True, slots=True)
class Round:
    """One import into a fresh record, by the clock and in computing time, and the same file once more."""

    report: import_file.Report
    seconds: float
    cpu_s: float
    again_s: float


def round_of(content: bytes) -> Round:
    """One round in a record of its own."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/pulsro.db", KeyRing.fresh())
        store.migrate()
        with store.begin(Engine(), now=NOW) as record:
            person = Employee(record.accounts.create(role=Role.EMPLOYEE, name="A", email="a@example.org").id)
        sharing.allow_storing(store, person=person, now=NOW)
        offered = import_file.Offered(content=content, began_at=BEGAN)
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        report = import_file.accept(store, sender=person, offered=offered, now=NOW)
        ended_s, ended_cpu_s = time.perf_counter(), time.process_time()
        import_file.accept(store, sender=person, offered=offered, now=NOW)
        again_s = time.perf_counter() - ended_s
        store.close()
    return Round(report, ended_s - began_s, ended_cpu_s - began_cpu_s, again_s)


def main(seed: int = 1) -> None:
    """One row a form; the middle of three rounds, each into a record of its own."""
    print(f"Import of a file of {HOURS} h into the record, windows and values of days included (goal: {GOAL_S:.0f} s)")
    print(f"{'file':<16} {'kB':>6} {'beats':>7} {'windows':>8} {'seconds':>8} {'of CPU':>7} {'again':>6}")
    for name, content, n_beats in files(seed):
        rounds = sorted((round_of(content) for _ in range(ROUNDS)), key=lambda each: each.seconds)
        middle = rounds[ROUNDS // 2]
        taken = middle.report.beats
        assert taken is not None
        assert taken.new >= n_beats - 1
        times = f"{middle.seconds:>8.2f} {middle.cpu_s:>7.2f} {middle.again_s:>6.2f}"
        verdict = "" if middle.seconds <= GOAL_S else "  over the goal"
        print(f"{name:<16} {len(content) // 1000:>6} {taken.new:>7} {taken.windows:>8} {times}{verdict}", flush=True)
    print()


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
