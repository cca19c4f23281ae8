"""How windows look in a terminal."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from rich.table import Table

from hrv import parasympathetic_view
from hrv.engines.complexity import complexity
from hrv.texts import no_complexity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hrv import BeatSeries, Window
    from sensors.recordings.registry import RecordedBeats

Columns: TypeAlias = "tuple[tuple[str, Callable[[Window], str]], ...]"
ABSENT: Final = "-"
COLUMNS: Final[Columns] = (
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
OF_Z_VALUES: Final = (
    "z: standard deviations from the mean of resting adults (Nunan 2010), each by itself; the spread of the SD1 share "
    "is derived from theirs with an assumed correlation."
)
MORE_COLUMNS: Final[Columns] = (
    ("masked", lambda window: str(window.n_masked)),
    ("coverage", lambda window: f"{window.coverage:.0%}"),
    ("hole", lambda window: _figure(window.longest_gap_s, 1)),
    ("mean RR", lambda window: _figure(window.mean_rr_ms, 0)),
    ("ln RMSSD", lambda window: _figure(window.ln_rmssd, 2)),
    ("pNN20", lambda window: _figure(window.pnn20, 1)),
    ("SD1", lambda window: _figure(window.sd1_ms, 1)),
    ("SD2", lambda window: _figure(window.sd2_ms, 1)),
    ("RSA", lambda window: _figure(window.rsa_ms, 0)),
    ("z of RR", lambda window: _signed(parasympathetic_view(window).mean_rr_z)),
    ("z of RMSSD", lambda window: _signed(parasympathetic_view(window).rmssd_z)),
    ("z of SD1 share", lambda window: _signed(parasympathetic_view(window).sd1_share_z)),
)
"""The rest; z values say where a window lies among resting adults in general, never beside the person's own range."""


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


def structure(series: BeatSeries) -> str:
    """DFA alpha 1 and sample entropy in a line, or why there are none."""
    found = complexity(series)
    if found.dfa_alpha1 is None or found.sample_entropy is None:
        return f"DFA alpha 1 and sample entropy: none. {no_complexity(found.why['dfa_alpha1'])}"
    return (
        f"DFA alpha 1 {found.dfa_alpha1:.2f} and sample entropy {found.sample_entropy:.2f}, of the longest unbroken "
        f"run of {found.n_beats} beats."
    )


def table(recorded: RecordedBeats, windows: Sequence[Window], columns: Columns) -> Table:
    """One row a window; RMSSD and its like in ms, LF and HF in ms2, br/min is breathing; an absent value is a dash."""
    shown = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    shown.add_column("from", no_wrap=True)
    for name, _ in columns:
        shown.add_column(name, justify="right", no_wrap=True)
    for window in windows:
        shown.add_row(_moment(recorded, window.start_s), *(cell(window) for _, cell in columns))
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


def _signed(value: float | None) -> str:
    return ABSENT if value is None else f"{value:+.1f}"


def _interval(low: float | None, high: float | None) -> str:
    return ABSENT if low is None or high is None else f"{low:.0f} to {high:.0f}"
