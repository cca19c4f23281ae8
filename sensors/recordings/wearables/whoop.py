"""WHOOP: cycles as the export and the API write them.

A cycle begins the evening before, so its day is that of waking. File names are translated, column names are not.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.parts import table
from sensors.recordings.text.wall_clock import utc_s, wall_s
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Nights, day_in, dicts_in, heart_rate, night_of, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, tzinfo

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part
    from sensors.recordings.text.tables import Header, Row

FORMAT: Final = RecordingFormat(
    "whoop",
    define("sensors.format.whoop", "WHOOP"),
    docs=DocsLine(
        "WHOOP",
        "zip or `physiological_cycles.csv`, in any language; JSON of recoveries from the API",
        "RMSSD of each night, on the day of waking",
        "recovery scores, open cycles",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

HRV: Final = re.compile(r"heart rate variability( \(rmssd\))? \(ms\)")
CYCLE: Final = re.compile(r"cycle start time")
ONSET, WAKING = re.compile(r"sleep onset"), re.compile(r"wake onset")
RESTING: Final = re.compile(r"resting heart rate \(bpm\)")
SCORE: Final = re.compile(r"recovery score %")
OF_CYCLE_START: Final = define(
    "sensors.whoop.of_cycle_start",
    "The table does not say when you woke up. Each night was given the day after the evening on which its cycle began.",
)
IN_JSON: Final = re.compile(r'"hrv_rmssd_milli"\s*:')


def recognises_part(part: Part) -> bool:
    """Whether it is the table of cycles, or JSON with recoveries in it."""
    if part.is_json:
        return bool(IN_JSON.search(part.head_text()))
    names = part.names_in_line()
    return any(map(HRV.fullmatch, names)) and any(map(CYCLE.fullmatch, names))


def read_parts(parts: Sequence[Part], about: About) -> Found:
    """The night of each cycle that has ended."""
    nights = Nights()
    for part in parts:
        if part.is_json:
            _add_recoveries(nights, part.json(), about.zone)
        else:
            _add_cycles(nights, *table(part))
    return nights.found(FORMAT)


def _add_cycles(nights: Nights, header: Header, rows: Sequence[Row]) -> None:
    says_waking = header.place_of(WAKING) is not None
    if not says_waking:
        nights.assume(OF_CYCLE_START())
    for row in rows:
        waking, onset = row.text(header.place_of(WAKING)), row.text(header.place_of(ONSET))
        nights.add(
            day_in(waking) if says_waking else _day_after(row.text(header.place_of(CYCLE))),
            row.number_or_none(header.place_of(HRV)),
            hr_bpm=heart_rate(row.number_or_none(header.place_of(RESTING))),
            length_s=(wall_s(waking) or 0.0) - (wall_s(onset) or 0.0) if onset else 0.0,
        )
        if number(row.number_or_none(header.place_of(SCORE))):
            nights.leave_out(texts.SCORES)


def _day_after(cycle_start: str) -> date | None:
    """The day of waking of a cycle, which begins as its person falls asleep."""
    second = wall_s(cycle_start)
    return None if second is None else night_of(datetime.fromtimestamp(second, UTC))


def _add_recoveries(nights: Nights, value: Any, zone: tzinfo) -> None:  # noqa: ANN401 - any JSON
    for item in dicts_in(value):
        score = item.get("score")
        if isinstance(score, dict) and "hrv_rmssd_milli" in score:
            hr_bpm = heart_rate(score.get("resting_heart_rate"))
            nights.add(_day_of(item, zone), score["hrv_rmssd_milli"], hr_bpm=hr_bpm)


def _day_of(item: Mapping[str, Any], zone: tzinfo) -> date | None:
    """A recovery is computed when its person wakes up."""
    stamp = item.get("created_at")
    second = utc_s(stamp) if isinstance(stamp, str) else None
    return None if second is None else datetime.fromtimestamp(second, zone).date()
