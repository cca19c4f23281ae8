"""Garmin Connect: health status and sleeps of an account's export, and JSON of the web and the Health API.

`lastNightAvg`, `avgOvernightHrv` and the metric HRV are the mean RMSSD of the night. The mean of a week and the highest
five minutes are not, and none of them ever stands in for a night that is missing.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Nights, day_in, dicts_in, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part

FORMAT: Final = RecordingFormat(
    "garmin",
    define("sensors.format.garmin", "Garmin Connect"),
    docs=DocsLine(
        "Garmin Connect",
        "zip of the account, `*_healthStatusData.json`, `*_sleepData.json`, JSON of the web or the Health API",
        "RMSSD of each night",
        "means of a week, highest five minutes, baselines",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

MARKS: Final = re.compile(r'"(?:lastNightAvg|avgOvernightHrv|healthStatusMetrics)"|"type"\s*:\s*"HRV"')
DAY: Final = re.compile(r'"calendarDate"\s*:')
LAST_NIGHT, METRIC, OVERNIGHT = range(3)
"""Where the value of a night may stand; what comes first here is taken where several tell of one day."""

OTHERS: Final = {
    "weeklyAvg": texts.WEEKLY,
    "lastNight5MinHigh": texts.HIGHEST,
    "baseline": texts.BASELINES,
    "baselineUpperLimit": texts.BASELINES,
}


def recognises_part(part: Part) -> bool:
    """Whether it is JSON with days and a field that holds their HRV."""
    if not part.is_json:
        return False
    text = part.head_text()
    return bool(DAY.search(text) and MARKS.search(text))


def read_parts(parts: Sequence[Part], _: About) -> Found:
    """The night of each day."""
    nights = Nights()
    days: dict[date | None, list[tuple[int, float]]] = {}
    for part in parts:
        for item in dicts_in(part.json()):
            if "calendarDate" in item:
                _add(days, nights, item)
    for day, values in days.items():
        for value in [each for _, each in sorted(values, key=itemgetter(0))]:
            nights.add(day, value)
        if not values:
            nights.add(day, None)
    return nights.found(FORMAT)


def _add(days: dict[date | None, list[tuple[int, float]]], nights: Nights, item: Mapping[str, Any]) -> None:
    """Keep what an object says of its night, and count what it says of other things."""
    metrics = _metrics(item)
    given = [(LAST_NIGHT, item["lastNightAvg"])] if "lastNightAvg" in item else []
    given += [(METRIC, each.get("value")) for each in metrics]
    given += [(OVERNIGHT, item["avgOvernightHrv"])] if "avgOvernightHrv" in item else []
    if given:
        values = days.setdefault(day_in(item["calendarDate"]), [])
        values += [(place, value) for place, each in given if (value := number(each)) is not None]
    for each in (item, *metrics):
        for name, reason in OTHERS.items():
            is_given = isinstance(each.get(name), dict) or number(each.get(name)) is not None
            nights.leave_out(reason, int(is_given))


def _metrics(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    metrics = item.get("metrics")
    return (
        [each for each in metrics if isinstance(each, dict) and each.get("type") == "HRV"]
        if isinstance(metrics, list)
        else []
    )
