"""Real recordings with something to compare with: a toolbox's windows, an ECG beside other devices, an app."""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv import BeatSeries, Quality
from hrv.engines.vectorised import analyse_in_bulk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hrv import Window
    from hrv.numeric.arrays import Bools, Floats

FOLDER: Final = Path(os.environ.get("PULSRO_REAL_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
ABSENT: Final = "Real recordings are absent; PULSRO_REAL_DATA names their folder."
TOOLBOX_HZ: Final = 125.0
"""The published run took the 128 Hz annotations for 125 Hz ones; so must who compares with it."""

SKIP: Final = 59
NORMAL: Final = 1
DEVICES: Final = {
    "Kyto earlobe": "kyto",
    "HeartMath earlobe": "heartmath",
    "Rhythm armband": "rhythm",
    "Empatica wrist": "empatica",
}
ECG_BEGINS: Final = datetime(2023, 6, 30, tzinfo=UTC)


class Pair(NamedTuple):
    """What we say and what somebody else says about the same minutes."""

    ours: Window
    theirs: dict[str, float]


def annotated_beats(path: Path) -> tuple[Floats, Bools]:
    """RR intervals in ms of a WFDB annotation file, and whether both beats of each are normal."""
    words = np.frombuffer(path.read_bytes(), "<u2").astype(int)
    samples, kinds, now, place = [], [], 0, 0
    while place < words.size and words[place]:
        kind, distance = words[place] >> 10, words[place] & 1023
        if kind == SKIP:
            now += (words[place + 1] << 16) + words[place + 2]
            place += 3
            continue
        now += distance
        samples.append(now)
        kinds.append(kind)
        place += 1
    normal = np.array(kinds) == NORMAL
    return np.diff(samples) / TOOLBOX_HZ * 1000, normal[1:] & normal[:-1]


def toolbox_pairs(folder: Path, person: str) -> list[Pair]:
    """Our windows beside those that the PhysioNet toolbox published, five minutes every half minute."""
    with (folder / "toolbox-reference" / "NSR_HRV_allwindows_allpatients.csv").open(encoding="utf-8") as file:
        published = {float(row["t_start"]): row for row in csv.DictReader(file) if row["patID"] == person}
    rr, _ = annotated_beats(folder / "toolbox-reference" / f"{person}.ecg")
    series = BeatSeries.from_rr(rr)
    windows = analyse_in_bulk(series.between(0, max(published) + 301), hop_s=30.0)
    return [
        Pair(window, {name: float(value) for name, value in published[at].items() if name != "patID"})
        for window in windows
        if (at := round(window.start_s)) in published
    ]


def device_beats(path: Path) -> BeatSeries:
    """One of the devices worn beside the ECG; beats are placed by their own sum, anew after every lost stretch."""
    with path.open(encoding="utf-8") as file:
        rows = [row[:2] for row in csv.reader(file) if row and row[0].isdigit()]
    stamps, rr = (np.array([float(row[column]) for row in rows]) for column in (0, 1))
    times, segments, now, segment = [], [], stamps[0] / 1000, 0
    for stamp_s, interval_s in zip(stamps / 1000, rr / 1000, strict=True):
        now += interval_s
        if abs(stamp_s - now) > 3.0:
            now, segment = max(stamp_s, now), segment + 1
        times.append(now)
        segments.append(segment)
    return BeatSeries(time_s=times, rr_ms=rr, segment=segments, flags=np.zeros(rr.size))


def ecg_beats(path: Path) -> BeatSeries:
    """The criterion: R peaks of the VU-AMS, by its own clock, which is two hours ahead of UTC."""
    with path.open(encoding="utf-8") as file:
        rows = [line.split("\t") for line in file.read().splitlines()[2:]]
    rr = np.array([float(row[2]) for row in rows])
    begins = datetime.strptime(rows[0][0], "%d-%m-%y/%H:%M:%S.%f").replace(tzinfo=UTC).timestamp() - 7200
    return BeatSeries.from_rr(rr[rr > 0], start=begins)


def conditions(path: Path) -> dict[str, tuple[float, float]]:
    """What the person did, from when to when (seconds since 1970)."""
    spans: dict[str, list[float]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            hours, minutes, seconds = (int(part) for part in row["timestamp"].split(":"))
            spans[row["conditions"]].append(ECG_BEGINS.timestamp() + hours * 3600 + minutes * 60 + seconds - 7200)
    return {name: (start, end) for name, (start, end) in spans.items()}


def whole(series: BeatSeries, start_s: float, end_s: float) -> Window | None:
    """One window over everything between two moments."""
    windows = analyse_in_bulk(series.between(start_s, end_s), window_s=3600.0)
    return windows[0] if windows else None


def toolbox() -> Iterator[str]:
    """Ours against the published windows."""
    yield "## Against the PhysioNet toolbox's published windows (nsr001, nsr004)"
    if not FOLDER.is_dir():
        yield ABSENT
        return
    yield "| person | windows | RMSSD: median (p95) off | SDNN | mean RR | where neither left a beat out: RMSSD |"
    yield "|---|---|---|---|---|---|"
    for person in ("nsr001", "nsr004"):
        pairs = [pair for pair in toolbox_pairs(FOLDER, person) if pair.ours.quality is Quality.GOOD]
        clean = [
            pair for pair in pairs if not pair.ours.n_masked and abs(pair.theirs["btsdet"] - pair.ours.n_beats) <= 1
        ]
        columns = [
            _off(pairs, *names) for names in (("rmssd_ms", "RMSSD"), ("sdnn_ms", "SDNN"), ("mean_rr_ms", "NNmean"))
        ]
        yield f"| {person} | {len(pairs)} | {' | '.join((*columns, _off(clean, 'rmssd_ms', 'RMSSD')))} |"


def _off(pairs: list[Pair], ours: str, theirs: str) -> str:
    off = [100 * abs(getattr(pair.ours, ours) / pair.theirs[theirs] - 1) for pair in pairs if pair.theirs[theirs] > 0]
    return f"{np.median(off):.2f} ({np.percentile(off, 95):.1f}) %" if off else "-"


def five_devices() -> Iterator[str]:
    """Masked RMSSD of devices worn at once, beside that of the ECG."""
    yield "## Worn at once: RMSSD in ms, beats masked, coverage; the ECG is the criterion"
    if not FOLDER.is_dir():
        yield ABSENT
        return
    folder = FOLDER / "five-devices"
    devices = {"ECG": ecg_beats(folder / "test_vu.txt")}
    devices |= {name: device_beats(folder / f"test_{file}.csv") for name, file in DEVICES.items()}
    yield f"| condition | {' | '.join(devices)} |"
    yield "|---|" + "---|" * len(devices)
    for condition, span in conditions(folder / "test_events.csv").items():
        yield f"| {condition} | {' | '.join(_device_cell(whole(series, *span)) for series in devices.values())} |"


def _device_cell(window: Window | None) -> str:
    if window is None:
        return "no window"
    share = f"{window.n_masked / window.n_beats:.0%} masked, {window.coverage:.0%} covered"
    if window.rmssd_ms is None:
        return f"rejected ({share})"
    return f"{window.rmssd_ms:.1f} [{window.rmssd_ms_lo:.0f}-{window.rmssd_ms_hi:.0f}] ({share}, {window.rhythm})"


def run_windows(folder: Path) -> list[tuple[Window, float]]:
    """Two-minute windows of a run, and the RMSSD that the recording app showed at the same moment."""
    with gzip.open(folder / "h10-run" / "rr.csv.gz", "rt") as file:
        rows = [row for row in csv.reader(file) if row and row[0].isdigit()]
    rr = np.array([float(row[1]) for row in rows])
    since = np.array([float(row[2]) for row in rows]) / 1000
    series = BeatSeries.from_rr(rr, start=float(since[0]))
    with gzip.open(folder / "h10-run" / "features.csv.gz", "rt") as file:
        shown = {round(float(row["timestamp"])): float(row["rmssd"]) for row in csv.DictReader(file)}
    windows = analyse_in_bulk(series, window_s=120.0, hop_s=120.0)
    return [(window, shown[at]) for window in windows if (at := 5 * round(window.end_s / 5)) in shown]


def run() -> Iterator[str]:
    """Ours against an app's, running."""
    yield "## A run of 1.7 hours, two-minute windows, against the recording app's RMSSD"
    if not FOLDER.is_dir():
        yield ABSENT
        return
    pairs = [(window.rmssd_ms, shown) for window, shown in run_windows(FOLDER) if window.rmssd_ms and shown > 0]
    off = 100 * np.abs(np.log([ours / shown for ours, shown in pairs]))
    yield f"{len(pairs)} windows: median difference {np.median(off):.1f} %, p95 {np.percentile(off, 95):.0f} %"
