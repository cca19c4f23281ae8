"""Samsung Health: a table of sleeps without a value, and beside it files with RMSSD of short windows.

The table's stamps are UTC, with the offset in a column of its own; its rows have one cell more than its header. The
account's own export has the windows in a cell. A night is the mean of its windows, on the day of waking.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.parts import table
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.wall_clock import wall_s
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Nights, moment_of, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part
    from sensors.recordings.text.tables import Header, Row

FORMAT: Final = RecordingFormat(
    "samsung-health",
    define("sensors.format.samsung_health", "Samsung Health"),
    docs=DocsLine(
        "Samsung Health",
        "zip of the app's folder: `com.samsung.health.hrv.*.csv` with its `jsons`; the account's csv",
        "the mean RMSSD of each sleep",
        "SDNN",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

BEGINNING: Final = "com.samsung.health.hrv"
BINS: Final = re.compile(r"binning_data|binning|data|hrv(?:_data)?|value", re.IGNORECASE)
START, END, OFFSET = re.compile(r"start_time"), re.compile(r"end_time"), re.compile(r"time_offset")
UTC_OFFSET: Final = re.compile(r"UTC([+-])(\d{2}):?(\d{2})")
IN_JSON: Final = re.compile(r'^\s*\[\s*\{[^}]*"rmssd"\s*:')
START_IN_JSON: Final = re.compile(r'"start_time"\s*:')
LONGEST_OFFSET_S: Final = 50_400
"""No place is further from UTC than 14 hours; a number above counts milliseconds."""

FOLDER: Final = define(
    "sensors.samsung_health.folder",
    "This table of Samsung Health names the files with the values and holds none. Put the whole folder that the app "
    "wrote, with the folder jsons in it, into a zip, and give that.",
)


def recognises_part(part: Part) -> bool:
    """Whether it is the table of sleeps, windows of one of them, or the account's table with windows in its cells."""
    text = part.head_text()
    if part.is_json:
        return bool(IN_JSON.match(text) and START_IN_JSON.search(text))
    return text.startswith(BEGINNING) or _has_windows_in_cells(text)


def _has_windows_in_cells(text: str) -> bool:
    first = text[:8192].lower().partition("\n")[0]
    return "start_time" in first and '""rmssd""' in text.lower().replace(" ", "")


def read_parts(parts: Sequence[Part], about: About) -> Found:
    """The mean of each sleep's windows."""
    sleeps = _Sleeps({part.name.rpartition("/")[2]: part for part in parts if part.is_json}, about.zone)
    for part in parts:
        if not part.is_json:
            sleeps.add(*table(part, header_line=1 if part.head_text().startswith(BEGINNING) else 0))
    return sleeps.found()


class _Sleeps:
    """The sleeps of the tables, and the files with windows to which they lead."""

    def __init__(self, files: Mapping[str, Part], zone: tzinfo) -> None:
        self._files, self._zone = files, zone
        self._named: set[str] = set()
        self._nights = Nights()

    def add(self, header: Header, rows: Sequence[Row]) -> None:
        """Take the windows of each sleep, which stand in a file that it names, or in its own cell."""
        for row in rows:
            zone = _zone(row.text(header.place_of(OFFSET)), self._zone)
            cell = next((text for text in map(str.strip, row.cells) if text.startswith("[")), "")
            name = row.text(header.place_of(BINS)).rpartition("/")[2]
            if cell:
                _add(self._nights, _value(cell), zone)
                continue
            self._named.add(name)
            if name in self._files:
                end_s = wall_s(row.text(header.place_of(END)))
                end = None if end_s is None else datetime.fromtimestamp(end_s, UTC).astimezone(zone)
                _add(self._nights, self._files[name].json(), zone, end)
            else:
                self._nights.leave_out(texts.NO_VALUE)

    def found(self) -> Found:
        """The nights, also of windows that no table names."""
        if self._named and self._named.isdisjoint(self._files):
            raise UnreadableRecordingError(FOLDER())
        for name in sorted(self._files.keys() - self._named):
            _add(self._nights, self._files[name].json(), self._zone)
        return self._nights.found(FORMAT)


def _value(cell: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def _add(nights: Nights, windows: Any, zone: tzinfo, end: datetime | None = None) -> None:  # noqa: ANN401 - any JSON
    listed = [each for each in windows if isinstance(each, dict)] if isinstance(windows, list) else []
    values = [value for each in listed if (value := number(each.get("rmssd"))) is not None]
    ends = [moment for each in listed if (moment := moment_of(each.get("end_time"), zone)) is not None]
    nights.leave_out(texts.SDNN, sum(number(each.get("sdnn")) is not None for each in listed))
    waking = end or max(ends, default=None)
    nights.add(
        None if waking is None else waking.date(),
        sum(values) / len(values) if values else None,
        n=max(1, len(values)),
        length_s=(max(ends) - min(ends)).total_seconds() if ends else 0.0,
    )


def _zone(text: str, otherwise: tzinfo) -> tzinfo:
    """The zone in a cell: UTC+0100, or a number of milliseconds."""
    found = UTC_OFFSET.fullmatch(text)
    if found is not None:
        seconds = (1 if found[1] == "+" else -1) * (int(found[2]) * 3600 + int(found[3]) * 60)
    elif text.lstrip("+-").isdecimal():
        seconds = int(text) // (1000 if abs(int(text)) > LONGEST_OFFSET_S else 1)
    else:
        return otherwise
    return timezone(timedelta(seconds=seconds)) if abs(seconds) <= LONGEST_OFFSET_S else otherwise
