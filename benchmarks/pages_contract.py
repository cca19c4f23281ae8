"""How long the server takes for *Today* and *Trends* of somebody with three years of days, beside a page without data.

python -m benchmarks.pages_contract [VISITS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import numpy as np
from starlette.testclient import TestClient

from alerts.care.consent_text import agreed
from alerts.pipeline.evaluation import evaluate_due
from api.app import create_app
from api.settings import load_settings
from hrv import DailyValue, Kind, Quality, Rhythm, Tag
from store import KeyRing, Store
from store.models import DayTags, Purpose, SelfRating
from store.subjects import Employee, Engine, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store import Record

GOAL_MS: Final = 50
DAYS: Final = 3 * 365
NOW: Final = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TODAY: Final = NOW.date()
DAY: Final = timedelta(days=1)
PAGES: Final = ("/call", "/today", "/trends", "/trends?period=30", "/trends?period=365", "/trends/days")


def three_years(record: Record, person_id: str) -> None:
    """A check each morning, with a fall of two weeks at the end."""
    dice = np.random.default_rng(7)
    for ago in reversed(range(DAYS)):
        ln_rmssd = 3.7 - 0.6 * (ago < 14) + 0.15 * float(dice.standard_normal())
        value = DailyValue(TODAY - ago * DAY, Kind.CHECK, ln_rmssd, 0.06, 62.0, Quality.GOOD, Rhythm.REGULAR, 1)
        record.days.upsert(person_id, value)


def told(record: Record, person_id: str) -> None:
    """A note each week, a word of one's own every third day, and a recording as often in the last year."""
    record.consents.give(person_id, purpose=Purpose.STORE, text=agreed(Purpose.STORE))
    for ago in range(0, DAYS, 7):
        record.tags.set(person_id, DayTags(TODAY - ago * DAY, (Tag.TRAVEL,)))
    for ago in range(0, 365, 3):
        record.ratings.set(person_id, SelfRating(TODAY - ago * DAY, "green", ""))
        check = record.recordings.begin_check(person_id, started_at=NOW - ago * DAY - timedelta(minutes=3))
        record.recordings.finish(check.id, ended_at=NOW - ago * DAY)


def moved_in(store: Store) -> str:
    """Somebody with all of that, and the light that follows; the sign-in link's token."""
    with store.begin(Engine(), now=NOW) as record:
        person = record.accounts.create(role=Role.EMPLOYEE, name="Anna", email="anna@bench.invalid")
        three_years(record, person.id)
        token = record.sign_in.create_link(person.id, lifetime=DAY).token
    with store.begin(Employee(person.id), now=NOW) as record:
        told(record, person.id)
    with store.begin(Engine(), now=NOW) as record:
        record.lights.schedule(person.id, at=NOW)
    evaluate_due(store, now=NOW, stopping=lambda: False)
    return token


@contextmanager
def browser() -> Iterator[TestClient]:
    """A browser in which that person is signed in."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=folder)
        store = Store(settings.database, KeyRing.fresh())
        store.migrate()
        try:
            visitor = TestClient(create_app(settings, store, now=lambda: NOW), base_url=settings.public_url)
            visitor.headers["Accept"] = "text/html"
            visitor.post("/sign-in/link", data={"token": moved_in(store)})
            yield visitor
        finally:
            store.close()


def milliseconds(visitor: TestClient, path: str, visits: int) -> tuple[list[float], list[float]]:
    """How long each visit took by the clock and by the processor, with everything between request and answer."""
    clock, processor = [], []
    for _ in range(visits):
        began, busy = time.perf_counter(), time.process_time()
        assert visitor.get(path).status_code == HTTPStatus.OK
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - busy))
    return clock, processor


def main(visits: int = 30) -> None:
    """The table; a machine that does other work beside this needs more by the clock, hardly by the processor."""
    print(f"\nThe server's time for a page with {DAYS} days of data (goal: half of the visits within {GOAL_MS} ms)")
    print(f"{'':22s} {'half':>10s} {'nine in ten':>12s} {'half, processor':>16s}")
    with browser() as visitor:
        for path in PAGES:
            milliseconds(visitor, path, 2)
            clock, processor = milliseconds(visitor, path, visits)
            half, most = np.quantile(clock, [0.5, 0.9])
            print(f"{path:22s} {half:7.0f} ms {most:9.0f} ms {np.median(processor):13.0f} ms", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
