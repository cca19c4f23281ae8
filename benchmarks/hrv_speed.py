"""What a window, a beat and a day cost, beside NeuroKit2 on the same machine in the same minute."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.hrv_hearts import Heart
from benchmarks.hrv_others import quiet
from hrv import BeatSeries, LiveIndices, analyse, find_artifacts
from hrv.cleaning.nn_intervals import CleanBeats, longest_stretches
from hrv.cleaning.placement import place_windows
from hrv.engines.vectorised import analyse_in_bulk, spectra, time_domains
from hrv.numeric.malloc import keep_freed_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WINDOW_S: Final = 300.0
WINDOWS: Final = 256
NEUROKIT_WINDOWS: Final = 16
RECORD_WINDOWS: Final = 600
ROUNDS: Final = 100_000
BEATS_A_SECOND: Final = 1.2
DAY_MS: Final = 86_400_000
USED: Final = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(child.returncode)
"""
"""Starts a command and says what it took. A process counts the memory of whoever started it as its own largest, so a
small one has to start it, and not the bench with its recordings."""
IMPORT: Final = "import time; began = time.perf_counter(); import {}; print(time.perf_counter() - began)"


def pace(seed: int) -> Iterator[str]:
    """Processor time, which other programs on the machine disturb less than the clock on the wall."""
    rng = np.random.default_rng(seed)
    hour = np.concatenate([Heart.resting(rng).beats(rng, WINDOW_S) for _ in range(WINDOWS // 4)])
    series = BeatSeries.from_rr(np.tile(hour, 4))
    with quiet():
        theirs, bulk, whole = _in_turn(
            _neurokit(series),
            lambda: _bulk_indices(series),
            lambda: analyse_in_bulk(series, hop_s=WINDOW_S),
        )
    theirs, bulk, whole = theirs / NEUROKIT_WINDOWS, bulk / WINDOWS, whole / WINDOWS
    few, session, beats = series.between(0, 8 * WINDOW_S), *_live(series)
    loop, record, live = _in_turn(_yardstick, lambda: analyse(few, hop_s=WINDOW_S), session)
    round_ns, record, live = 1e6 * loop / ROUNDS, record / 7, 1000 * live / beats
    yield "## Speed, one core"
    yield "| what | measured | goal |"
    yield "|---|---|---|"
    yield f"| NeuroKit2, a 5-min window: signal_fixpeaks, hrv_time, hrv_frequency | {theirs:.1f} ms | |"
    yield f"| bulk: artefacts, time, frequency | {bulk:.3f} ms, **{theirs / bulk:.0f} times as fast** | 150 times |"
    yield f"| bulk: whole windows, intervals and all | {whole:.3f} ms, {theirs / whole:.0f} times | |"
    yield f"| yardstick: one round of a plain loop, in turn with the next row and the live beat | {round_ns:.0f} ns | |"
    yield (
        f"| engine of record: one stored window, by NeuroKit2 itself | {record:.1f} ms, "
        f"{1e6 * record / round_ns:,.0f} rounds | <= 12 ms |"
    )
    shared = _in_two_processes(series)
    yield f"| engine of record: {RECORD_WINDOWS} windows in two processes, new or warm | {shared} | |"
    yield f"| live: one beat | {live:.1f} us, {1000 * live / round_ns:,.0f} rounds | <= 20 us |"
    yield f"| live sessions on one core | {1e6 / (live * BEATS_A_SECOND):,.0f} | >= 10,000 |"
    live_s, neurokit_s = _import_s("hrv.live.indices"), _import_s("neurokit2")
    yield f"| import of the live path | {live_s:.2f} s (NeuroKit2 {neurokit_s:.1f} s) | <= 0.3 s |"
    taken_s, largest_mb = _command(hour)
    yield f"| `pulsro analyse` of 24 hours, all of it | {taken_s:.2f} s | <= 1.5 s |"
    yield f"| the same, at its largest | {largest_mb:.0f} MB | <= 120 MB |"
    yield f"| 24 hours against one hour, in bulk | {_day_over_hour(hour):.1f} times | 24 +- 3 |"


def _yardstick() -> int:
    """Work that never changes: how slow the machine is just now, beside the numbers that depend on it."""
    total = 0
    for each in range(ROUNDS):
        total += each * each % 7
    return total


def _in_turn(*works: Callable[[], object], times: int = 12) -> list[float]:
    """The best of some runs of each, turn and turn about, so that a busy minute of the machine meets all alike."""
    best = [np.inf] * len(works)
    for _ in range(times):
        for place, work in enumerate(works):
            began = time.process_time()
            work()
            best[place] = min(best[place], 1000 * (time.process_time() - began))
    return best


def _bulk_indices(series: BeatSeries) -> object:
    keep_freed_memory()
    spans = place_windows(series, window_s=WINDOW_S, hop_s=WINDOW_S)
    clean = CleanBeats.of(series, find_artifacts(series).masked, spans)
    windows = range(len(spans))
    return time_domains(clean, windows), spectra(clean, longest_stretches(clean, windows))


def _neurokit(series: BeatSeries) -> Callable[[], None]:
    """Some windows as it is commonly called: peaks corrected, then `hrv_time` and `hrv_frequency` of the result."""
    import neurokit2 as nk

    starts_s = WINDOW_S * np.arange(NEUROKIT_WINDOWS)
    parts = [series.between(start_s, start_s + WINDOW_S) for start_s in starts_s]
    peaks = [np.append(0, np.round(np.cumsum(part.rr_ms))).astype(int) for part in parts]

    def work() -> None:
        for own in peaks:
            _, corrected = nk.signal_fixpeaks(own, sampling_rate=1000, method="Kubios", iterative=True)
            nk.hrv_time(corrected, sampling_rate=1000)
            nk.hrv_frequency(corrected, sampling_rate=1000, normalize=False)

    return work


def _in_two_processes(series: BeatSeries) -> str:
    """How many times as fast as in one, by the clock on the wall: while they load NeuroKit2, and once they have."""
    part = series.between(0, RECORD_WINDOWS * 120.0 + WINDOW_S - 120.0)
    alone_s = _wall_s(partial(analyse, part, hop_s=120.0))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        loading_s, loaded_s = (_wall_s(partial(analyse, part, hop_s=120.0, processes=processes)) for _ in range(2))
    return f"{alone_s / loading_s:.1f} and {alone_s / loaded_s:.1f} times as fast as in one"


def _wall_s(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _live(series: BeatSeries) -> tuple[Callable[[], None], int]:
    """A live session, and how many beats it has."""
    beats = list(zip(series.time_s.tolist(), series.rr_ms.tolist(), strict=True))[:5_000]

    def work() -> None:
        indices = LiveIndices()
        for time_s, rr_ms in beats:
            indices.push(time_s, rr_ms)

    return work, len(beats)


def _day_over_hour(hour_rr: np.ndarray) -> float:
    one = hour_rr[: np.searchsorted(np.cumsum(hour_rr), 3_600_000)]
    hour, day = (BeatSeries.from_rr(np.tile(one, hours)) for hours in (1, 24))
    one_h, one_day = _in_turn(lambda: analyse_in_bulk(hour), lambda: analyse_in_bulk(day))
    return one_day / one_h


def _command(hour_rr: np.ndarray) -> tuple[float, float]:
    """Processor time and memory of the whole command on a file of a day, from its start to its end."""
    hours = np.tile(hour_rr, 24)
    day = hours[: np.searchsorted(np.cumsum(hours), DAY_MS)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "day.txt"
        file.write_text("\n".join(f"{rr:.1f}" for rr in day))
        used = [_used("from cli.main import run; run()", "analyse", str(file)) for _ in range(3)]
    return min(seconds for seconds, _ in used), max(mb for _, mb in used)


def _used(script: str, *arguments: str) -> tuple[float, float]:
    """Seconds of processor time and MB that a program took in a fresh interpreter."""
    command = [sys.executable, "-c", USED, sys.executable, "-c", script, *arguments]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own interpreter
    seconds, largest_mb = (float(each) for each in told.stdout.split())
    return seconds, largest_mb


def _import_s(module: str) -> float:
    """In a fresh interpreter."""
    command = [sys.executable, "-c", IMPORT.format(module)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    runs = [subprocess.run(command, check=True, capture_output=True, text=True, env=environment) for _ in range(3)]  # noqa: S603 - our own interpreter
    return min(float(run.stdout) for run in runs)
