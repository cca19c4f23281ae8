"""Tables and summary of `pulsro analyse` in a terminal."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from cli.files import own_texts, texts
from cli.files import window_texts as of
from cli.shared.terminal import ABSENT, figure, percentage, words
from hrv import parasympathetic_view
from hrv.engines.complexity import complexity
from hrv.texts import no_complexity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hrv import BeatSeries, Between, NextReading, Window
    from messages import Message, Text
    from sensors.recordings.registry import RecordedBeats

Columns: TypeAlias = "tuple[tuple[Text, Callable[[Window], str]], ...]"
COLUMNS: Final[Columns] = (
    (of.OF_QUALITY, lambda window: words(of.QUALITY[window.quality]())),
    (of.N_BEATS, lambda window: figure(window.n_beats)),
    (of.HR, lambda window: figure(window.hr_bpm, 0)),
    (of.RMSSD, lambda window: figure(window.rmssd_ms, 1)),
    (texts.INTERVAL, lambda window: _interval(window.rmssd_ms_lo, window.rmssd_ms_hi)),
    (of.SDNN, lambda window: figure(window.sdnn_ms, 1)),
    (of.PNN50, lambda window: figure(window.pnn50, 1)),
    (of.LF, lambda window: figure(window.lf_ms2, 0)),
    (of.HF, lambda window: figure(window.hf_ms2, 0)),
    (of.BREATHING, lambda window: figure(window.breathing_per_min, 1)),
    (of.OF_RHYTHM, lambda window: words(of.RHYTHM[window.rhythm]())),
)
MORE_COLUMNS: Final[Columns] = (
    (of.MASKED, lambda window: figure(window.n_masked)),
    (of.COVERAGE, lambda window: percentage(window.coverage)),
    (of.HOLE, lambda window: figure(window.longest_gap_s, 1)),
    (of.MEAN_RR, lambda window: figure(window.mean_rr_ms, 0)),
    (of.LN_RMSSD, lambda window: figure(window.ln_rmssd, 2)),
    (of.PNN20, lambda window: figure(window.pnn20, 1)),
    (of.SD1, lambda window: figure(window.sd1_ms, 1)),
    (of.SD2, lambda window: figure(window.sd2_ms, 1)),
    (of.RSA, lambda window: figure(window.rsa_ms, 0)),
    (of.Z_RR, lambda window: figure(parasympathetic_view(window).mean_rr_z, 1, sign=True)),
    (of.Z_RMSSD, lambda window: figure(parasympathetic_view(window).rmssd_z, 1, sign=True)),
    (of.Z_SD1_SHARE, lambda window: figure(parasympathetic_view(window).sd1_share_z, 1, sign=True)),
)
"""The rest; z values say where a window lies among resting adults in general, never beside the person's own range."""


def summary(file: Path, recorded: RecordedBeats, windows: Sequence[Window]) -> str:
    """What the file is and what came of it, in a few lines."""
    series = recorded.series
    of_file = of.RECORDING(
        file=file.name,
        format=recorded.format.value,
        began=began(recorded),
        hours=figure((float(series.time_s[-1]) - float(series.time_s[0])) / 3600, 1),
        beats=of.BEATS(n=len(series)),
        stretches=texts.STRETCHES(n=len(set(series.segment.tolist()))),
    )
    grades = Counter(each.quality for each in windows).items()
    counted = tuple(of.GRADE(n=count, grade=of.QUALITY[grade]()) for grade, count in grades)
    return "\n".join((words(of_file), words(of.WINDOWS(grades=counted) if windows else of.TOO_SHORT())))


def structure(series: BeatSeries) -> str:
    """DFA alpha 1 and sample entropy in a line, or why there are none."""
    found = complexity(series)
    if found.dfa_alpha1 is None or found.sample_entropy is None:
        return words(of.NO_STRUCTURE(why=no_complexity(found.why["dfa_alpha1"])))
    alpha, entropy = figure(found.dfa_alpha1, 2), figure(found.sample_entropy, 2)
    return words(of.STRUCTURE(alpha=alpha, entropy=entropy, n=found.n_beats))


def table(
    recorded: RecordedBeats, windows: Sequence[Window], columns: Columns, *, expected: Sequence[NextReading] = ()
) -> str:
    """One row a window; RMSSD and its like in ms, LF and HF in ms2, br/min is breathing; an absent value is a dash.

    `expected` is what is expected after each window, and is shown where it is given. Plain columns, for a day has more
    than a thousand rows.
    """
    shown = [[words(texts.FROM()), *(_moment(recorded, window.start_s) for window in windows)]]
    shown += [[words(name()), *map(cell, windows)] for name, cell in columns]
    if expected:
        shown.append([words(of.NEXT()), *(_expected(each.rmssd_ms) for each in expected)])
    widths = [max(map(len, column)) for column in shown]
    return "\n".join(" ".join(map(str.rjust, row, widths)) for row in zip(*shown, strict=True))


def began(recorded: RecordedBeats) -> Message:
    """When a recording began, where it says so."""
    return own_texts.BEGAN(at=recorded.started_at) if recorded.started_at else own_texts.NO_DATE()


def _moment(recorded: RecordedBeats, moment_s: float) -> str:
    if recorded.started_at is not None:
        return f"{datetime.fromtimestamp(moment_s, UTC):%H:%M:%S}"
    minutes, seconds = divmod(int(moment_s), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _interval(low: float | None, high: float | None) -> str:
    return ABSENT if low is None or high is None else words(texts.TO(low=figure(low), high=figure(high)))


def _expected(between: Between | None) -> str:
    return ABSENT if between is None else _interval(between.lo, between.hi)
