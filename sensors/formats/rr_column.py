"""Comma separated rows under a header that names a column of RR intervals in ms.

HRV Logger writes `timestamp, rr, since_start`; ECG recorders write `time,ecg,hr,rr` with an interval only in the rows
where one came in.
"""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from sensors.formats.recorded_beats import RecordedBeats, RecordingFormat, UnreadableRecordingError
from sensors.formats.timelines import by_arrival, by_running_sum

RR_NAMES: Final = re.compile(r"(rr|r-r|rri|ibi)([ _-]?interval)?([ _]?[(\[]?ms[)\]]?)?")
TIME_NAMES: Final = re.compile(r"(phone )?(time|timestamp)([ _]?[(\[]?(ms|s|ns|us)[)\]]?)?")
UNITS_S: Final = (1.0, 1e-3, 1e-6, 1e-9)
EARLIEST_DATE_S: Final = 315532800.0  # 1980: a smaller number of seconds counts from the start of the recording
LARGEST_NUMBER: Final = 1e20  # nanoseconds since 1970 are well below
LATEST_DATE_S: Final = 7258118400.0  # 2200


def recognises(first_line: str) -> bool:
    """Whether this header names a column of RR intervals."""
    return _column(first_line, RR_NAMES) is not None


def read(text: str) -> RecordedBeats:
    """Read it; UnreadableRecordingError names the first row that cannot be understood."""
    lines = text.splitlines()
    rr_column, time_column = _column(lines[0], RR_NAMES), _column(lines[0], TIME_NAMES)
    rows = [row for row in _rows(lines) if _cell(row, rr_column)]
    rr_ms = [_number(row, rr_column) for row in rows]
    if time_column is None:
        return RecordedBeats(by_running_sum(np.array(rr_ms)), started_at=None, format=RecordingFormat.RR_COLUMN)
    arrival_s = _in_seconds([_number(row, time_column) for row in rows], rr_ms)
    return RecordedBeats(by_arrival(arrival_s, rr_ms), _date(arrival_s), RecordingFormat.RR_COLUMN)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row and where it stands in the file."""

    line: int
    cells: list[str]


def _rows(lines: list[str]) -> list[_Row]:
    reader = csv.reader(lines)
    try:
        next(reader)
        return [_Row(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise UnreadableRecordingError(
            f"Line {reader.line_num} cannot be split into cells. Look for a quotation mark that is never closed."
        ) from error


def _column(header: str, names: re.Pattern[str]) -> int | None:
    cells = [cell.strip().lower() for cell in header.split(",")]
    return next((index for index, cell in enumerate(cells) if names.fullmatch(cell)), None) if len(cells) > 1 else None


def _cell(row: _Row, column: int | None) -> str:
    return row.cells[column].strip() if column is not None and column < len(row.cells) else ""


def _number(row: _Row, column: int | None) -> float:
    text = _cell(row, column)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not abs(number) < LARGEST_NUMBER:
        raise UnreadableRecordingError(
            f"Line {row.line} holds {text[:20]!r} where a number should be. Export it again."
        )
    return number


def _in_seconds(stamps: list[float], rr_ms: list[float]) -> list[float]:
    """The stamps in seconds, in the unit in which they last about as long as the heart beat."""
    span, beating_s = max(stamps, default=0) - min(stamps, default=0), sum(rr_ms) / 1000
    if span <= 0 or beating_s <= 0:
        return stamps
    unit_s = min(UNITS_S, key=lambda unit: abs(math.log(span * unit / beating_s)))
    return [stamp * unit_s for stamp in stamps]


def _date(arrival_s: list[float]) -> datetime | None:
    is_dated = bool(arrival_s) and EARLIEST_DATE_S < arrival_s[0] < LATEST_DATE_S
    return datetime.fromtimestamp(arrival_s[0], UTC) if is_dated else None
