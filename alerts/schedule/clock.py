"""What makes time pass in a server: APScheduler calls `tick` every few seconds, and knows nothing else.

The truth about what is due lies in the record. So any number of processes may own a clock, a missed tick is made up
for by the next one, and a process that dies takes no plan with it.
"""

from __future__ import annotations

import threading
from datetime import UTC
from typing import TYPE_CHECKING, Final, Self

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from alerts.schedule.purge import keep_house
from alerts.schedule.tick import tick
from sensors.host_clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.pipeline.compute import Compute
    from store import Store

EVERY_S: Final = 5.0
HOUSE_EVERY_H: Final = 24


class Clock:
    """Ticks from `start` until `stop`; as a context manager, for as long as its block lasts."""

    def __init__(
        self,
        store: Store,
        *,
        compute: Compute,
        every_s: float = EVERY_S,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._compute = compute
        self._now = now
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(max_workers=1)},
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._scheduler.add_job(self._tick, "interval", seconds=every_s, next_run_time=utc_now(), id="tick")
        self._scheduler.add_job(self._keep_house, "interval", hours=HOUSE_EVERY_H, next_run_time=utc_now(), id="house")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to tick, at once and then every few seconds."""
        self._scheduler.start()

    def stop(self) -> None:
        """Let the piece in work end, leave the rest due, and return when nothing runs any more."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)

    def _tick(self) -> None:
        tick(self._store, now=self._now(), compute=self._compute, stopping=self._stopping.is_set)

    def _keep_house(self) -> None:
        keep_house(self._store, now=self._now())
