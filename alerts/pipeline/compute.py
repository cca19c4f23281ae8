"""Where beats become windows: a process of its own, so that NeuroKit2 never enters a process that serves pages."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Protocol, Self

import hrv

if TYPE_CHECKING:
    from hrv import BeatSeries, Window


class ComputeLostError(Exception):
    """The computing process died before it answered; the work is still due and is done again when its lease ends."""


class Compute(Protocol):
    """Something that computes what is stored."""

    def analyse(self, series: BeatSeries, *, window_s: float, hop_s: float) -> tuple[Window, ...]:
        """The windows of a series; raises `ComputeLostError` when there will be no answer."""
        ...


class InProcess:
    """Computes right here: for tests, imports and a worker that serves nothing else."""

    def analyse(self, series: BeatSeries, *, window_s: float, hop_s: float) -> tuple[Window, ...]:
        """The windows of a series."""
        return hrv.analyse(series, window_s=window_s, hop_s=hop_s)


class InBulk:
    """Computes right here with the vectorised engine, which equals the engine of record: for long histories."""

    def analyse(self, series: BeatSeries, *, window_s: float, hop_s: float) -> tuple[Window, ...]:
        """The windows of a series."""
        return hrv.analyse_in_bulk(series, window_s=window_s, hop_s=hop_s)


class WorkerProcesses:
    """Computes in one or two child processes, started when first needed and replaced when killed."""

    def __init__(self, *, processes: int = 1) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def analyse(self, series: BeatSeries, *, window_s: float, hop_s: float) -> tuple[Window, ...]:
        """The windows of a series, computed by a child; raises `ComputeLostError` when it was killed meanwhile."""
        pool = self._current()
        try:
            return pool.submit(hrv.analyse, series, window_s=window_s, hop_s=hop_s).result()
        except BrokenProcessPool as broken:
            self._discard(pool)
            raise ComputeLostError(
                "The computing process ended early; a new one is started for the next piece"
            ) from broken

    def close(self) -> None:
        """End the children; what they were computing is dropped and stays due."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _current(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    self._processes, mp_context=get_context("spawn"), initializer=_settle_in
                )
            return self._pool

    def _discard(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = None
        broken.shutdown(wait=False)


def _settle_in() -> None:
    # Ctrl-C reaches the whole process group; the parent decides when its children end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    # A parent that was killed cannot end its children, and a child waiting for work would wait for ever.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
