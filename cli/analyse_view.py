"""How windows look in a terminal."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hrv import Window
    from sensors.recordings import RecordedBeats

ABSENT: Final = "-"
COLUMNS: Final[tuple[tuple[str, Callable[[Window], str]], ...]] = (
    ("quality", lambda window: window.quality.value),
    ("beats", lambda window: str(window.n_beats)),
    ("HR", lambda window: _figure(window.hr_bpm, 0)),
    ("RMSSD", lambda window: _figure(window.rmssd_ms, 1)),
    ("90 %", lambda window: _interval(window.rmssd_ms_lo, window.rmssd_ms_hi)),
    ("SDNN", lambda window: _figure(window.sdnn_ms, 1)),
    ("pNN50", lambda window: _figure(window.pnn50, 1)),
    ("LF", lambda window: _figure(window.lf_ms2, 0)),
    ("HF", lambda window: _figure(window.hf_ms2, 0)),
    ("br/min", lambda window: _figure(window.breathing_per_min, 1)),
    ("rhythm", lambda window: window.rhythm.value),
)


def summary(file: Path, recorded: RecordedBeats, windows: Sequence[Window]) -> str:
    """What the file is and what came of it, in a few lines."""
    series = recorded.series
    hours = (float(series.time_s[-1]) - float(series.time_s[0])) / 3600
    segments = len(set(series.segment.tolist()))
    grades = ", ".join(f"{count} {grade}" for grade, count in Counter(each.quality.value for each in windows).items())
    return (
        f"{file.name}: {recorded.format.value}, {_began(recorded)}, {hours:.1f} h, {len(series)} beats in "
        f"{segments} unbroken {'stretch' if segments == 1 else 'stretches'}.\n"
        + (f"Windows: {grades}." if windows else "It is too short for a window of this length.")
    )


def table(recorded: RecordedBeats, windows: Sequence[Window]) -> Table:
    """One row a window; RMSSD and SDNN in ms, LF and HF in ms2, br/min is breathing; an absent value is a dash."""
    shown = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    shown.add_column("from", no_wrap=True)
    for name, _ in COLUMNS:
        shown.add_column(name, justify="right", no_wrap=True)
    for window in windows:
        shown.add_row(_moment(recorded, window.start_s), *(cell(window) for _, cell in COLUMNS))
    return shown


def _began(recorded: RecordedBeats) -> str:
    return f"began {recorded.started_at:%Y-%m-%d %H:%M} UTC" if recorded.started_at else "date unknown"


def _moment(recorded: RecordedBeats, moment_s: float) -> str:
    if recorded.started_at is not None:
        return f"{datetime.fromtimestamp(moment_s, UTC):%H:%M:%S}"
    minutes, seconds = divmod(int(moment_s), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _figure(value: float | None, digits: int) -> str:
    return ABSENT if value is None else f"{value:.{digits}f}"


def _interval(low: float | None, high: float | None) -> str:
    return ABSENT if low is None or high is None else f"{low:.0f} to {high:.0f}"
