"""Oura: sleeps as the ring's app, its hub and its API write them, and the daily table of Oura on the web.

`average_hrv` is the mean RMSSD of one sleep. A day has one long sleep and perhaps naps; "HRV Balance" is a score.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.parts import table
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Nights, day_in, dicts_in, heart_rate, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part

FORMAT: Final = RecordingFormat(
    "oura",
    define("sensors.format.oura", "Oura"),
    docs=DocsLine(
        "Oura",
        "`sleepmodel.csv` of the hub, JSON of the app or the API, the table of Oura on the web",
        "RMSSD of the long sleep of each day",
        "naps, deleted sleeps, scores such as HRV Balance",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

COLUMNS: Final = frozenset({"average_hrv", "bedtime_end"})
TRENDS: Final = frozenset({"date", "average hrv"})
IN_JSON: Final = re.compile(r'"(?:average_hrv|rmssd)"\s*:')
OF_A_SLEEP: Final = re.compile(r'"(?:bedtime_end|summary_date)"\s*:')
LONG: Final = frozenset({"", "long_sleep"})
SCORE: Final = re.compile("hrv[ _]balance([ _]score)?")


def recognises_part(part: Part) -> bool:
    """Whether it is a table of sleeps or days, or JSON with sleeps in it."""
    if part.is_json:
        text = part.head_text()
        return bool(IN_JSON.search(text) and OF_A_SLEEP.search(text))
    names = set(part.names_in_line())
    return names >= COLUMNS or names >= TRENDS


def read_parts(parts: Sequence[Part], _: About) -> Found:
    """The long sleep of each day."""
    nights = Nights()
    for part in parts:
        for sleep in _sleeps(part, nights):
            _add(nights, sleep)
    return nights.found(FORMAT)


def _sleeps(part: Part, nights: Nights) -> Sequence[Mapping[str, Any]]:
    if part.is_json:
        return [each for each in dicts_in(part.json()) if _is_sleep(each)]
    header, rows = table(part)
    names = [name.replace("average hrv", "average_hrv") for name in header.names]
    if any(SCORE.fullmatch(name) for name in names):
        nights.leave_out(texts.SCORES, len(rows))
    return [{name: row.text(place) for place, name in enumerate(names)} for row in rows]


def _is_sleep(item: Mapping[str, Any]) -> bool:
    return "average_hrv" in item or ("rmssd" in item and "bedtime_end" in item)


def _add(nights: Nights, sleep: Mapping[str, Any]) -> None:
    is_nap = str(sleep.get("type") or "") not in LONG
    nights.add(
        day_in(sleep.get("day")) or day_in(sleep.get("bedtime_end")) or day_in(sleep.get("date")),
        sleep.get("average_hrv", sleep.get("rmssd")),
        reason=texts.NAPS if is_nap else None,
        hr_bpm=heart_rate(sleep.get("average_heart_rate", sleep.get("hr_average"))),
        length_s=number(sleep.get("total_sleep_duration", sleep.get("total"))) or 0.0,
    )
