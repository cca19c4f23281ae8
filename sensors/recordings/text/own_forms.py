"""Our own ways to write beats down, each of which comes back as it was: csv, plain text, and for Kubios.

csv    one row a beat: `time_s,rr_ms,segment,flags`; every number exactly.
plain  one RR interval in ms a line.
kubios two columns, the moment of the beat since the beginning and its RR interval, both in seconds.

Plain files and those for Kubios begin with remarks (#), which other programs pass over. The last of them tells in JSON
what intervals alone cannot: when the recording began, where unbroken stretches begin, which beats are flagged. In plain
files moments are the running sum of the intervals, put right wherever it would be off by more than 5 ms; everything
else, and everything in the other two forms, comes back exactly.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hrv.beats import COLUMNS, BeatSeries
from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.tables import first_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "pulsro-csv",
    define("sensors.format.pulsro_csv", "Pulsro's own csv"),
    docs=DocsLine("Pulsro", "its own csv, plain and Kubios forms", "beats"),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

CSV_HEADER: Final = ",".join(COLUMNS)
MARK: Final = "# pulsro "
MOST_OFF_S: Final = 0.005
EARLIEST_DATE_S: Final = 315532800.0  # 1980: a smaller number of seconds counts from the start of the recording
DAMAGED: Final = define(
    "sensors.own_forms.damaged",
    "This file was written by Pulsro but has been changed since. Export it again.",
)


class Form(StrEnum):
    """The forms in which beats are exported."""

    CSV = "csv"
    PLAIN = "plain"
    KUBIOS = "kubios"


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the intervals alone do not tell; runs are pairs of the number of a beat and what holds from there on."""

    start_s: float
    segments: list[list[int]]
    flags: list[list[int]]
    moments: list[list[float]]


def written(series: BeatSeries, form: Form) -> str:
    """A recording as text; ValueError when it holds no beats."""
    if not len(series):
        raise ValueError("There are no beats to export.")
    return _WRITERS[form](series)


def recognises(text: str) -> bool:
    """Whether the header is that of our csv form."""
    return first_line(text).strip() == CSV_HEADER


def read(text: str, _: About) -> Found:
    """Read our csv form; UnreadableRecordingError when it was changed."""
    columns = list(zip(*(line.split(",") for line in text.splitlines()[1:] if line), strict=False))
    if len(columns) != len(COLUMNS):
        raise UnreadableRecordingError(DAMAGED())
    series = BeatSeries(*(_array(column, kind) for column, kind in zip(columns, COLUMNS.values(), strict=True)))
    return Found.of_beats(FORMAT, series, _date(series))


def is_marked(text: str) -> bool:
    """Whether a text holds our remark on what intervals alone do not tell."""
    return text.startswith(MARK) or f"\n{MARK}" in text[:2000]


def read_marked(text: str) -> tuple[BeatSeries, datetime | None]:
    """Beats of our plain form or of the one for Kubios, and when they began.

    UnreadableRecordingError when it was changed.
    """
    lines = text.splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith(MARK))
    rows = [line.split() for line in lines[place + 1 :] if line]
    try:
        marks = _Marks(**json.loads(lines[place].removeprefix(MARK)))
        series = _series(rows, marks)
    except (ValueError, TypeError, ArithmeticError, IndexError, RecursionError) as error:
        raise UnreadableRecordingError(DAMAGED()) from error
    return series, _date(series)


def _series(rows: list[list[str]], marks: _Marks) -> BeatSeries:
    if len(rows[0]) == 1:
        rr_ms = np.array([float(row[0]) for row in rows])
        time_s = _summed(rr_ms, marks.moments)
    else:
        rr_ms = np.array([float(Decimal(row[1]).scaleb(3)) for row in rows])
        start = Decimal(repr(marks.start_s))
        time_s = np.array([float(start + Decimal(row[0])) for row in rows])
    segment = _spread(marks.segments, len(rows), np.int32)
    return BeatSeries(time_s, rr_ms, segment, _spread(marks.flags, len(rows), np.uint8))


def _csv(series: BeatSeries) -> str:
    columns = (getattr(series, name).tolist() for name in COLUMNS)
    rows = (f"{time_s!r},{rr_ms!r},{segment},{flags}" for time_s, rr_ms, segment, flags in zip(*columns, strict=True))
    return "\n".join((CSV_HEADER, *rows, ""))


def _plain(series: BeatSeries) -> str:
    marks = _marks(series, moments=_anchors(series))
    return "\n".join((*_heading(series, marks, "RR intervals in ms."), *map(repr, series.rr_ms.tolist()), ""))


def _kubios(series: BeatSeries) -> str:
    marks = _marks(series, moments=[])
    start = Decimal(repr(marks.start_s))
    rows = (
        f"{Decimal(repr(time_s)) - start:f}\t{Decimal(repr(rr_ms)).scaleb(-3):f}"
        for time_s, rr_ms in zip(series.time_s.tolist(), series.rr_ms.tolist(), strict=True)
    )
    return "\n".join((*_heading(series, marks, "Moment of the beat and RR interval, both in s."), *rows, ""))


_WRITERS: Final[Mapping[Form, Callable[[BeatSeries], str]]] = {
    Form.CSV: _csv,
    Form.PLAIN: _plain,
    Form.KUBIOS: _kubios,
}


def _heading(series: BeatSeries, marks: _Marks, what: str) -> Iterator[str]:
    yield f"# {what}"
    began_at = _date(series)
    if began_at is not None:
        yield f"# Began {began_at.isoformat()}"
    yield f"{MARK}{json.dumps(asdict(marks), separators=(',', ':'))}"


def _marks(series: BeatSeries, *, moments: list[list[float]]) -> _Marks:
    start_s = float(series.time_s[0] - series.rr_ms[0] / 1000)
    return _Marks(start_s, _runs(series.segment), _runs(series.flags), moments)


def _anchors(series: BeatSeries) -> list[list[float]]:
    """The beats from which the running sum has to begin again, with their moments."""
    anchors: list[list[float]] = []
    reached_s = -np.inf
    for place, (time_s, rr_ms) in enumerate(zip(series.time_s.tolist(), series.rr_ms.tolist(), strict=True)):
        reached_s += rr_ms / 1000
        if abs(reached_s - time_s) > MOST_OFF_S:
            anchors.append([place, time_s])
            reached_s = time_s
    return anchors


def _summed(rr_ms: NDArray[np.float64], anchors: list[list[float]]) -> NDArray[np.float64]:
    """The moments of beats whose running sum begins again at each anchor; IndexError as in `_spread`."""
    _refuse_strays([first for first, _ in anchors], rr_ms.size)
    time_s = np.empty(rr_ms.size)
    for (first, moment), (last, _) in pairwise([*anchors, [rr_ms.size, 0.0]]):
        part = slice(int(first), int(last))
        steps_s = rr_ms[part] / 1000
        time_s[part] = moment + np.cumsum(steps_s) - steps_s[0]
    return time_s


def _runs(values: NDArray[np.int32] | NDArray[np.uint8]) -> list[list[int]]:
    firsts = np.flatnonzero(np.diff(values.astype(np.int64), prepend=int(values[0]) - 1))
    return [[int(first), int(values[first])] for first in firsts]


def _spread(runs: list[list[int]], size: int, kind: type[np.integer[Any]]) -> NDArray[Any]:
    """Each run's value up to the first beat of the next; IndexError when a run lies where no beats are."""
    firsts = [first for first, _ in runs]
    _refuse_strays(firsts, size)
    return np.repeat(np.array([value for _, value in runs], kind), np.diff([*firsts, size]))


def _refuse_strays(firsts: Sequence[float], size: int) -> None:
    """What begins runs has to begin with the first beat and to go on in order, before anything is made of its size."""
    if firsts[0] != 0 or any(later <= first for first, later in pairwise([*firsts, size])):
        raise IndexError(firsts)


def _array(words: tuple[str, ...], kind: str) -> NDArray[Any]:
    try:
        return np.array([float(word) if "f" in kind else int(word) for word in words], kind)
    except (ValueError, OverflowError) as error:
        raise UnreadableRecordingError(DAMAGED()) from error


def _date(series: BeatSeries) -> datetime | None:
    start_s = float(series.time_s[0] - series.rr_ms[0] / 1000)
    return datetime.fromtimestamp(start_s, UTC) if start_s > EARLIEST_DATE_S else None
