"""Rows under a header that names a column of RR intervals in ms.

HRV Logger writes `timestamp, rr, since_start` or, in newer versions, `date,rr,since start` with the phone's own clock;
ECG recorders write `time,ecg,hr,rr` with an interval only in the rows where one came in.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.recordings import texts
from sensors.recordings.formats import RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.tables import Header, Row, first_line, header_of, rows_below
from sensors.recordings.text.timelines import by_arrival, by_running_sum
from sensors.recordings.text.wall_clock import in_utc, utc_s, wall_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "rr-column", define("sensors.format.rr_column", "a table with a column of RR intervals")
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.ONE_COLUMN

RR_NAMES: Final = re.compile(r"(rr|r-r|rri|ibi)([ _-]?interval)?([ _]?[(\[]?ms[)\]]?)?")
TIME_NAMES: Final = re.compile(r"(phone )?(time|timestamp|date|datetime)([ _]?[(\[]?(ms|s|ns|us)[)\]]?)?")
UNITS_S: Final = (1.0, 1e-3, 1e-6, 1e-9)
EARLIEST_DATE_S: Final = 315532800.0  # 1980: a smaller number of seconds counts from the start of the recording
LATEST_DATE_S: Final = 7258118400.0  # 2200


def recognises(text: str) -> bool:
    """Whether the header names a column of RR intervals."""
    header = _header(first_line(text))
    return header is not None and header.place_of(RR_NAMES) is not None


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError names the first row that cannot be understood."""
    lines = text.splitlines()
    header = _header(lines[0]) or Header(",", ())
    rr_place, time_place = header.place_of(RR_NAMES), header.place_of(TIME_NAMES)
    rows = [row for row in rows_below(lines, header) if row.text(rr_place)]
    rr_ms = [row.number(rr_place) for row in rows]
    if time_place is None:
        return Found.of_beats(FORMAT, by_running_sum(np.array(rr_ms)))
    stamps = _stamps(rows, time_place, rr_ms, about)
    series = by_arrival(stamps.arrival_s, rr_ms)
    return Found.of_beats(FORMAT, series, _date(stamps.arrival_s), stamps.remarks)


def _header(line: str) -> Header | None:
    """The header in a line; intervals may be the only column."""
    alone = " ".join(line.replace('"', "").lower().split())
    return header_of(line) or (Header(";", (alone,)) if RR_NAMES.fullmatch(alone) else None)


@dataclass(frozen=True, slots=True)
class _Stamps:
    """When each row was logged, in seconds since 1970 or since the beginning."""

    arrival_s: Sequence[float]
    remarks: tuple[Message, ...] = ()


def _stamps(rows: Sequence[Row], place: int, rr_ms: list[float], about: About) -> _Stamps:
    if not rows or wall_s(rows[0].text(place)) is None:
        return _Stamps(_in_seconds([row.number(place) for row in rows], rr_ms))
    if utc_s(rows[0].text(place)) is not None:
        return _Stamps([_moment(utc_s(row.text(place)), row, place) for row in rows])
    moments, remarks = in_utc(np.array([_moment(wall_s(row.text(place)), row, place) for row in rows]), about.zone)
    return _Stamps(moments.tolist(), remarks)


def _moment(second: float | None, row: Row, place: int) -> float:
    if second is None:
        raise UnreadableRecordingError(texts.NO_TIME(line=str(row.line), found=row.text(place)[:30]))
    return second


def _in_seconds(stamps: list[float], rr_ms: list[float]) -> list[float]:
    """The stamps in seconds, in the unit in which they last about as long as the heart beat."""
    span, beating_s = max(stamps, default=0) - min(stamps, default=0), sum(rr_ms) / 1000
    if span <= 0 or beating_s <= 0:
        return stamps
    unit_s = min(UNITS_S, key=lambda unit: abs(math.log(span * unit / beating_s)))
    return [stamp * unit_s for stamp in stamps]


def _date(arrival_s: Sequence[float]) -> datetime | None:
    is_dated = bool(arrival_s) and EARLIEST_DATE_S < arrival_s[0] < LATEST_DATE_S
    return datetime.fromtimestamp(arrival_s[0], UTC) if is_dated else None
