"""What a window, a beat and a day cost, beside NeuroKit2 on the same machine in the same minute."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.hrv_hearts import Heart
from benchmarks.hrv_others import quiet
from hrv import BeatSeries, LiveIndices, analyse, find_artifacts
from hrv.bulk import analyse_in_bulk, spectra, time_domains
from hrv.clean import CleanBeats, longest_stretches
from hrv.windows import place_windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WINDOW_S: Final = 300.0
WINDOWS: Final = 256
BEATS_A_SECOND: Final = 1.2
IMPORT: Final = "import time; began = time.perf_counter(); import {}; print(time.perf_counter() - began)"


def pace(seed: int) -> Iterator[str]:
    """Processor time, which other programs on the machine disturb less than the clock on the wall."""
    rng = np.random.default_rng(seed)
    hour = np.concatenate([Heart.resting(rng).beats(rng, WINDOW_S) for _ in range(WINDOWS // 4)])
    series = BeatSeries.from_rr(np.tile(hour, 4))
    theirs = _neurokit_ms(series.between(0, WINDOW_S))
    bulk = _milliseconds(lambda: _bulk_indices(series)) / WINDOWS
    whole = _milliseconds(lambda: analyse_in_bulk(series, hop_s=WINDOW_S)) / WINDOWS
    record = _milliseconds(lambda: analyse(series.between(0, 8 * WINDOW_S), hop_s=WINDOW_S)) / 7
    live = _live_microseconds(series)
    yield "## Speed, one core"
    yield "| what | measured | goal |"
    yield "|---|---|---|"
    yield f"| NeuroKit2, a 5-min window: artefacts, time, frequency | {theirs:.1f} ms | |"
    yield f"| bulk: artefacts, time, frequency | {bulk:.3f} ms, **{theirs / bulk:.0f} times as fast** | 150 times |"
    yield f"| bulk: whole windows, intervals and all | {whole:.3f} ms, {theirs / whole:.0f} times | |"
    yield f"| engine of record: one stored window, by NeuroKit2 itself | {record:.1f} ms | <= 12 ms |"
    yield f"| live: one beat | {live:.1f} us | <= 20 us |"
    yield f"| live sessions on one core | {1e6 / (live * BEATS_A_SECOND):,.0f} | >= 10,000 |"
    live_s, neurokit_s = _import_s("hrv.live"), _import_s("neurokit2")
    yield f"| import of the live path | {live_s:.2f} s (NeuroKit2 {neurokit_s:.1f} s) | <= 0.3 s |"
    yield f"| 24 hours against one hour, in bulk | {_day_over_hour(hour):.1f} times | 24 +- 3 |"


def _milliseconds(work: Callable[[], object], times: int = 5) -> float:
    """The best of some runs."""
    best = np.inf
    for _ in range(times):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return 1000 * best


def _bulk_indices(series: BeatSeries) -> object:
    spans = place_windows(series, window_s=WINDOW_S, hop_s=WINDOW_S)
    clean = CleanBeats.of(series, find_artifacts(series).masked, spans)
    windows = range(len(spans))
    return time_domains(clean, windows), spectra(clean, longest_stretches(clean, windows))


def _neurokit_ms(part: BeatSeries) -> float:
    """As it is commonly called: Kubios correction, `hrv_time`, `hrv_frequency`."""
    import neurokit2 as nk

    peaks = np.append(0, np.round(np.cumsum(part.rr_ms))).astype(int)
    beats = {"RRI": part.rr_ms, "RRI_Time": part.time_s}

    def work() -> None:
        nk.signal_fixpeaks(peaks, sampling_rate=1000, method="Kubios", iterative=True)
        nk.hrv_time(beats)
        nk.hrv_frequency(beats, normalize=False)

    with quiet():
        work()
        return _milliseconds(work, times=10)


def _live_microseconds(series: BeatSeries) -> float:
    beats = list(zip(series.time_s.tolist(), series.rr_ms.tolist(), strict=True))[:20_000]

    def work() -> None:
        indices = LiveIndices()
        for time_s, rr_ms in beats:
            indices.push(time_s, rr_ms)

    return 1000 * _milliseconds(work, times=3) / len(beats)


def _day_over_hour(hour_rr: np.ndarray) -> float:
    one = hour_rr[: np.searchsorted(np.cumsum(hour_rr), 3_600_000)]
    hour, day = (BeatSeries.from_rr(np.tile(one, hours)) for hours in (1, 24))
    return _milliseconds(lambda: analyse_in_bulk(day)) / _milliseconds(lambda: analyse_in_bulk(hour))


def _import_s(module: str) -> float:
    """In a fresh interpreter."""
    command = [sys.executable, "-c", IMPORT.format(module)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    runs = [subprocess.run(command, check=True, capture_output=True, text=True, env=environment) for _ in range(3)]  # noqa: S603 - our own interpreter
    return min(float(run.stdout) for run in runs)
