"""intervals.icu: the wellness of each day, as JSON or csv. Its `hrv` is RMSSD by definition, `hrvSDNN` is SDNN."""

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
    "intervals-icu",
    define("sensors.format.intervals_icu", "intervals.icu"),
    docs=DocsLine(
        "intervals.icu",
        "wellness as JSON or csv, with `hrv` and `hrvSDNN` or `restingHR`",
        "`hrv` of each day, which intervals.icu defines as RMSSD",
        "SDNN, readiness",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

IN_JSON: Final = re.compile(r'"hrv"\s*:')
OTHERS_IN_JSON: Final = re.compile(r'"(?:hrvSDNN|restingHR)"\s*:')
OTHERS: Final = frozenset({"hrvsdnn", "restinghr"})

AS_SYNCED: Final = define(
    "sensors.intervals_icu.as_synced",
    "intervals.icu says that hrv is RMSSD. It holds whatever your app or watch sent there, which was taken to be that.",
)


def recognises_part(part: Part) -> bool:
    """Whether days have `hrv` and another of their fields."""
    if part.is_json:
        text = part.head_text()
        return bool(IN_JSON.search(text) and OTHERS_IN_JSON.search(text) and '"id"' in text)
    names = set(part.names_in_line())
    return names >= {"date", "hrv"} and not names.isdisjoint(OTHERS)


def read_parts(parts: Sequence[Part], _: About) -> Found:
    """The value of each day."""
    nights = Nights()
    for part in parts:
        for day in _days(part):
            nights.add(
                day_in(day.get("id")) or day_in(day.get("date")),
                day.get("hrv"),
                hr_bpm=heart_rate(day.get("restinghr")),
            )
            nights.leave_out(texts.SDNN, int(number(day.get("hrvsdnn")) is not None))
            nights.leave_out(texts.SCORES, int(number(day.get("readiness")) is not None))
    nights.assume(AS_SYNCED())
    return nights.found(FORMAT)


def _days(part: Part) -> Sequence[Mapping[str, Any]]:
    """The fields of each day by their names in small letters."""
    if part.is_json:
        return [
            {name.lower(): value for name, value in each.items()} for each in dicts_in(part.json()) if "hrv" in each
        ]
    header, rows = table(part)
    text_columns = {"date", "id"}
    return [
        {
            name: row.text(place) if name in text_columns else row.number_or_none(place)
            for place, name in enumerate(header.names)
        }
        for row in rows
    ]
