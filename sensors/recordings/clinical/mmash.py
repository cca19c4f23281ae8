"""Intervals in seconds with the second in which each ended, as PhysioNet's MMASH writes them.

The stamps are cut to whole seconds and the first interval is an offset. Stamps tell where beats are missing; where one
beat lies beside the next only the intervals tell.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.recordings import texts
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.tables import Header, Row, first_line, header_of, rows_below
from sensors.recordings.text.timelines import by_arrival
from sensors.recordings.text.wall_clock import in_utc, utc_s, wall_s

if TYPE_CHECKING:
    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "mmash",
    define("sensors.format.mmash", "a table of intervals between heartbeats in seconds"),
    docs=DocsLine(
        "PhysioNet (MMASH)", "`,Time,Interval between heartbeats (s)`, with dates", "beats", "the first offset"
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

RR: Final = re.compile(r"intervals? between (heart ?)?beats ?[(\[](s|ms|sec|seconds)[)\]]")
TIME: Final = re.compile(r"time|timestamp|date ?time|date")
IN_MS: Final = re.compile(r".*[(\[]ms[)\]]")
OFFSET_MS: Final = 2500.0
OFFSET: Final = define(
    "sensors.mmash.offset",
    "The first interval, %(seconds)s s, was left out: it is the time before the first beat.",
)


def recognises(text: str) -> bool:
    """Whether a column of intervals between heartbeats stands beside one of times."""
    header = header_of(first_line(text))
    return header is not None and header.place_of(RR) is not None and header.place_of(TIME) is not None


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError names the first row that cannot be understood."""
    lines = text.splitlines()
    header = header_of(lines[0]) or Header(",", ())
    place = header.place_of(RR) or 0
    rows = list(rows_below(lines, header))
    scale = 1.0 if IN_MS.fullmatch(header.names[place]) else 1000.0
    rr_ms = np.array([row.number(place) for row in rows]) * scale
    stamps = np.array([_stamp(row, header.place_of(TIME)) for row in rows])
    moments, remarks = in_utc(stamps, about.zone)
    left_out: tuple[Message, ...] = ()
    if rr_ms.size and rr_ms[0] > OFFSET_MS:
        left_out = (OFFSET(seconds=round(float(rr_ms[0]) / 1000, 3)),)
        moments, rr_ms = moments[1:], rr_ms[1:]
    series = by_arrival(moments.tolist(), rr_ms.tolist())
    began_at = datetime.fromtimestamp(float(series.time_s[0]), UTC)
    return Found.of_beats(FORMAT, series, began_at, remarks, left_out=left_out)


def _stamp(row: Row, place: int | None) -> float:
    second = wall_s(row.text(place))
    if second is None or utc_s(row.text(place)) is not None:
        raise UnreadableRecordingError(texts.NO_TIME(line=str(row.line), found=row.text(place)[:30]))
    return second
