"""SelfLoops: a date in words, a header, then rows of milliseconds since the beginning, heart rate and RR interval."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.text.logged import logged
from sensors.recordings.text.tables import LONGEST_HEADER, Header, header_of, rows_below
from sensors.recordings.text.wall_clock import began_in_utc

if TYPE_CHECKING:
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "selfloops",
    define("sensors.format.selfloops", "SelfLoops"),
    docs=DocsLine("SelfLoops", "a date in words, then `Time (ms),HR (bpm),R-R (ms)`", "beats"),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

TIME: Final = re.compile(r"time \(ms\)")
RR: Final = re.compile(r"r-r \(ms\)")
HEADER_LINE: Final = 1


def recognises(text: str) -> bool:
    """Whether the second line is their header."""
    lines = text[:LONGEST_HEADER].splitlines()
    header = header_of(lines[1]) if len(lines) > HEADER_LINE else None
    return header is not None and header.place_of(TIME) == 0 and header.place_of(RR) is not None


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError names the first row that cannot be understood.

    A date in another language than English is left to the person, like no date at all.
    """
    lines = text.splitlines()
    header = header_of(lines[HEADER_LINE]) or Header(",", ())
    rows = rows_below(lines, header, first=HEADER_LINE + 1)
    began_at, remarks = began_in_utc(_began_on_the_wall(lines[0]), about.zone)
    start_s = began_at.timestamp() if began_at else 0.0
    arrival_s = [start_s + row.number(header.place_of(TIME)) / 1000 for row in rows]
    rr_ms = [row.number(header.place_of(RR)) for row in rows]
    found = logged(arrival_s, rr_ms, [row.line for row in rows])
    return Found.of_beats(FORMAT, found.series, began_at, (*remarks, *found.remarks), left_out=found.left_out)


def _began_on_the_wall(line: str) -> float | None:
    try:
        return datetime.strptime(line.strip(), "%d %B %Y %H:%M:%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
