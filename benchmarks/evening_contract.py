"""One evening of 10,000 people through the database: claims, sealed days, lights, flips; SQLite and PostgreSQL.

    python -m benchmarks.evening_contract [PEOPLE]

Everybody has twelve weeks of working days. The first evening builds what is remembered from all of them; the second,
after a new value for everybody, is what every evening costs. The arithmetic alone, on arrays, is timed beside it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

import hrv
from alerts.pipeline.evaluation import evaluate_due
from hrv import DailyValue, Kind, Quality, Rhythm
from store import KeyRing, Store
from store.subjects import Engine, Role
from tests.conftest import PostgresCluster

if TYPE_CHECKING:
    from collections.abc import Iterator

PEOPLE: Final = 10_000
WEEKS: Final = 12
LAST: Final = date(2026, 11, 20)
AT_ONCE: Final = 500
DAY: Final = timedelta(days=1)


def values(dice: np.random.Generator, days: list[date]) -> list[DailyValue]:
    """The days of one steady person."""
    level = dice.normal(3.7, 0.4)
    return [
        DailyValue(day, Kind.CHECK, level + noise, 0.06, 60.0, Quality.GOOD, Rhythm.REGULAR, 1)
        for day, noise in zip(days, dice.normal(0, 0.18, len(days)), strict=True)
    ]


def working_days() -> list[date]:
    days = [LAST - n * DAY for n in range(7 * WEEKS)]
    return [day for day in reversed(days) if day.weekday() < 5]


def move_in(store: Store, n: int, histories: list[list[DailyValue]]) -> list[str]:
    """People and the days they had before the first evening."""
    ids: list[str] = []
    for start in range(0, n, AT_ONCE):
        with store.begin(Engine(), now=at(LAST - 200 * DAY)) as record:
            for number in range(start, min(start + AT_ONCE, n)):
                address = f"{number}@bench.invalid"
                ids.append(record.accounts.create(role=Role.EMPLOYEE, name=f"Person {number}", email=address).id)
                for value in histories[number][:-1]:
                    record.days.upsert(ids[-1], value)
    return ids


def new_values(store: Store, ids: list[str], histories: list[list[DailyValue]], *, now: datetime) -> None:
    """This morning's value of everybody."""
    for start in range(0, len(ids), AT_ONCE):
        with store.begin(Engine(), now=now) as record:
            for person_id, history in zip(
                ids[start : start + AT_ONCE], histories[start : start + AT_ONCE], strict=True
            ):
                record.days.upsert(person_id, history[-1])
                record.lights.schedule(person_id, at=now, anew=False)


def at(day: date) -> datetime:
    """That evening."""
    return datetime(day.year, day.month, day.day, 20, 30, tzinfo=UTC)


def evening(name: str, store: Store, histories: list[list[DailyValue]]) -> list[hrv.Light]:
    """Two evenings through the database; the lights of the second."""
    began = time.perf_counter()
    ids = move_in(store, len(histories), histories)
    moved_in_s = time.perf_counter() - began
    with store.begin(Engine(), now=at(LAST - DAY)) as record:
        for person_id in ids:
            record.lights.schedule(person_id, at=record.now)
    seconds = []
    for now in (at(LAST - DAY), at(LAST)):
        if now == at(LAST):
            new_values(store, ids, histories, now=now)
        began, cpu = time.perf_counter(), time.process_time()
        evaluate_due(store, now=now, stopping=lambda: False)
        seconds.append(f"{time.perf_counter() - began:6.1f} s ({time.process_time() - cpu:.1f} s of processor)")
    print(f"{name:12s} {seconds[0]:>32s} {seconds[1]:>32s}   (moving in {moved_in_s:.0f} s)", flush=True)
    with store.reading(Engine(), now=at(LAST)) as record:
        return [record.lights.current(person_id).light for person_id in ids[:AT_ONCE]]  # type: ignore[union-attr, misc]


def in_bulk(histories: list[list[DailyValue]]) -> list[hrv.Light]:
    """The same lights by the arithmetic alone, from all days."""
    return hrv.evaluate_all([hrv.PersonDays(history) for history in histories], on=LAST)


@contextmanager
def sqlite(keyring: KeyRing) -> Iterator[Store]:
    """A real file on the disk of this machine."""
    with tempfile.TemporaryDirectory() as folder:
        yield from opened(f"sqlite:///{folder}/bench.db", keyring)


@contextmanager
def postgresql(keyring: KeyRing) -> Iterator[Store]:
    """A private server, without waiting for the disk."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    cluster = PostgresCluster(binaries[-1], Path(tempfile.mkdtemp(prefix="pulsro-bench-")))
    cluster.start()
    try:
        yield from opened(cluster.new_database(), keyring)
    finally:
        cluster.stop()


def opened(url: str, keyring: KeyRing) -> Iterator[Store]:
    store = Store(url, keyring)
    store.migrate()
    try:
        yield store
    finally:
        store.close()


def main(n: int = PEOPLE) -> None:
    """The table."""
    dice = np.random.default_rng(1)
    days = working_days()
    histories = [values(dice, days) for _ in range(n)]
    print(f"\nOne evening of {n:,} people with {len(days)} days each, through the database (goal: 30 s for 10,000)")
    print(f"{'':12s} {'first, from all days':>32s} {'every evening after':>32s}")
    engines = {"SQLite": sqlite} | ({"PostgreSQL": postgresql} if list(Path("/usr/lib/postgresql").glob("*")) else {})
    expected = in_bulk(histories[:AT_ONCE])
    for name, database in engines.items():
        with database(KeyRing.fresh()) as store:
            assert evening(name, store, histories) == expected, "the two ways must give the same lights"
    print(f"The first {min(n, AT_ONCE)} lights equal those of all days in bulk.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
