"""LF and HF against the truth at every heart rate, and what our way changes on real recordings."""

from __future__ import annotations

import csv
import gzip
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.hrv_hearts import two_sines, wander
from benchmarks.hrv_others import neurokit
from benchmarks.hrv_recordings import ABSENT, FOLDER, ecg_beats
from hrv import BeatSeries, Quality
from hrv.engines.vectorised import analyse_in_bulk
from hrv.spectral.spectrum import HF_HZ, LF_HZ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.random import Generator

    from hrv import Window
    from hrv.numeric.arrays import Floats

SECONDS: Final = 300.0
SLOW_MS: Final = 25.0
BREATH_MS: Final = 40.0
RATES_BPM: Final = (45, 50, 55, 60, 67, 75, 86, 100, 110)
BREATHS_A_MINUTE: Final = (6, 8, 10, 12, 15, 18, 20)
HEARTS: Final = 8
ENOUGH_BEATS_A_BREATH: Final = 2.5
GRID_S: Final = 0.25
REAL_WINDOWS: Final = 60
NEUROKIT: Final = {"psd_method": "welch", "normalize": False}


def known_waves(seed: int) -> Iterator[str]:
    """A breath of known power at each heart rate, beside a slow wave where that has a band of its own."""
    yield (
        f"## Power of breathing against the truth, in %: ours, and in brackets NeuroKit2's curve as it is; "
        f"median of {HEARTS} series whose waves begin anywhere"
    )
    yield from _grid(seed, _two_waves)


def wandering_waves(seed: int) -> Iterator[str]:
    """The same with breathing that wanders in rate and depth and a level that drifts; the truth is Welch's too."""
    yield (
        f"## The same where breathing wanders in rate and depth and the level drifts, against Welch's method on the "
        f"wave itself; median of {HEARTS}"
    )
    yield from _grid(seed, _wandering)


def _grid(seed: int, error: Callable[[Generator, float, float], tuple[float, float]]) -> Iterator[str]:
    yield f"| beats a minute | {' | '.join(f'{breaths} breaths' for breaths in BREATHS_A_MINUTE)} |"
    yield "|---|" + "---|" * len(BREATHS_A_MINUTE)
    largest = {True: 0.0, False: 0.0}
    for bpm in RATES_BPM:
        cells = []
        for breaths in BREATHS_A_MINUTE:
            rngs = [np.random.default_rng((seed, bpm, breaths, heart)) for heart in range(HEARTS)]
            off = 100 * np.array([error(rng, bpm + rng.uniform(-1, 1), breaths / 60) for rng in rngs])
            enough = bpm / breaths >= ENOUGH_BEATS_A_BREATH
            largest[enough] = max(largest[enough], float(np.abs(off[:, 0]).max()))
            ours, theirs = np.median(off, axis=0)
            cells.append(f"{ours:+.1f} ({theirs:+.0f})")
        yield f"| {bpm} | {' | '.join(cells)} |"
    yield ""
    yield (
        f"The largest error of ours in a single series is {largest[True]:.1f} % with {ENOUGH_BEATS_A_BREATH} beats a "
        f"breath and more, {largest[False]:.1f} % with fewer (two is the limit of what beats can show)."
    )


def _two_waves(rng: Generator, bpm: float, breath_hz: float) -> tuple[float, float]:
    """How far our power and NeuroKit2's are off that of two sines, in the band of the breath."""
    in_hf = breath_hz > HF_HZ[0]
    slow_ms = SLOW_MS if in_hf else 0.0  # two waves in one band would beat
    rr = two_sines(
        SECONDS, mean_ms=60_000 / bpm, lf_ms=slow_ms, hf_ms=BREATH_MS, hf_hz=breath_hz, turns=rng.uniform(0, 1, 2)
    )
    truth = BREATH_MS**2 / 2
    ours, theirs = _ours(rr), neurokit(rr, **NEUROKIT)
    return (ours.hf_ms2 if in_hf else ours.lf_ms2) / truth - 1, (theirs.hf if in_hf else theirs.lf) / truth - 1


def _wandering(rng: Generator, bpm: float, breath_hz: float) -> tuple[float, float]:
    """The same for a heart that wanders; the truth is Welch's power of its level, which beats only sample."""
    level, mean_ms = _wandering_level(rng, 60_000 / bpm, breath_hz), 60_000 / bpm
    rr, time_s = [], 0.0
    while time_s < SECONDS:
        rr.append(float(level(np.array(time_s))))
        time_s += rr[-1] / 1000
    begin_s = rr[0] / 1000
    at_s = np.arange(begin_s, time_s + 0.01, 0.01)
    band = HF_HZ if breath_hz > HF_HZ[0] else LF_HZ
    truth = _welch_power(level(at_s - mean_ms / 1000), band)  # an interval stands at its end, one interval late
    ours, theirs = _ours(np.array(rr)), neurokit(np.array(rr), **NEUROKIT)
    pair = (ours.hf_ms2, theirs.hf) if band is HF_HZ else (ours.lf_ms2, theirs.lf)
    return pair[0] / truth - 1, pair[1] / truth - 1


def _wandering_level(rng: Generator, mean_ms: float, breath_hz: float) -> Callable[[Floats], Floats]:
    """Level, slow wave and breath of a heart as a smooth function of time."""
    count = int(SECONDS / GRID_S) + 60
    grid_s = (np.arange(count) - 20) * GRID_S
    depth, rate, slow, drift = (wander(rng, count) for _ in range(4))
    phase = 2 * np.pi * np.cumsum(breath_hz * (1 + 0.05 * rate)) * GRID_S
    slow_ms = SLOW_MS if breath_hz > HF_HZ[0] else 0.0  # two waves in one band would beat

    def level(at_s: Floats) -> Floats:
        breath = BREATH_MS * (1 + 0.15 * np.interp(at_s, grid_s, depth)) * np.sin(np.interp(at_s, grid_s, phase))
        wave = slow_ms * (1 + 0.3 * np.interp(at_s, grid_s, slow)) * np.sin(2 * np.pi * 0.1 * at_s)
        return mean_ms + breath + wave + 15 * np.interp(at_s, grid_s, drift)

    return level


def _welch_power(curve: Floats, band: tuple[float, float]) -> float:
    import neurokit2 as nk

    density = nk.signal_psd(curve, sampling_rate=100, method="welch", normalize=False, max_frequency=0.5)
    inside = density[(density.Frequency >= band[0]) & (density.Frequency < band[1])]
    return float(np.trapezoid(inside.Power, inside.Frequency))


def _ours(rr: Floats) -> Window:
    return analyse_in_bulk(BeatSeries.from_rr(rr), window_s=3600.0)[0]


def real_hearts() -> Iterator[str]:
    """What dividing changes on recordings: windows without a masked beat or a hole, by heart rate."""
    yield "## What ours changes on real recordings, five-minute windows without a masked beat or a hole"
    if not FOLDER.is_dir():
        yield ABSENT
        return
    yield "| heart rate | windows | LF beside NeuroKit2's: median (largest) | HF beside NeuroKit2's: median (largest) |"
    yield "|---|---|---|---|"
    rows = np.array([row for series in _recordings() for row in _changes(series)])
    for low, high in ((40, 55), (55, 65), (65, 80), (80, 120)):
        some = rows[(rows[:, 0] >= low) & (rows[:, 0] < high)]
        cells = (f"{np.median(some[:, at]):+.2g} % ({np.max(some[:, at]):+.2g} %)" for at in (1, 2))
        yield f"| {low} to {high} | {len(some)} | {' | '.join(cells)} |"


def _recordings() -> Iterator[BeatSeries]:
    for path in sorted((FOLDER / "nsr-24h").glob("*.gz")):
        with gzip.open(path, "rt") as file:
            yield BeatSeries.from_rr(np.loadtxt(file)[1:] * 1000)
    for path in sorted((FOLDER / "polar-h10-rest").glob("*.csv.gz")):
        yield _strap_at_rest(path)
    yield ecg_beats(FOLDER / "five-devices" / "test_vu.txt")


def _strap_at_rest(path: Path) -> BeatSeries:
    with gzip.open(path, "rt") as file:
        return BeatSeries.from_rr([float(row[1]) for row in list(csv.reader(file, delimiter=";"))[1:]])


def _changes(series: BeatSeries) -> Sequence[tuple[float, float, float]]:
    """Heart rate, and how far LF and HF are from NeuroKit2's, in %, for some windows of a recording."""
    windows = [
        window
        for window in analyse_in_bulk(series, hop_s=SECONDS)
        if window.quality is Quality.GOOD and not window.n_masked and not window.longest_gap_s
    ]
    some = windows[:: max(1, len(windows) // REAL_WINDOWS)][:REAL_WINDOWS]
    parts = [series.between(window.start_s, window.end_s) for window in some]
    theirs = [neurokit(part.rr_ms, time_s=part.time_s, **NEUROKIT) for part in parts]
    return [
        (window.hr_bpm, 100 * (window.lf_ms2 / their.lf - 1), 100 * (window.hf_ms2 / their.hf - 1))
        for window, their in zip(some, theirs, strict=True)
    ]
