"""Health Auto Export: Apple Health once more, as JSON or csv.

Its `heart_rate_variability` is Apple's SDNN. Only a metric that says RMSSD in its name is RMSSD.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from hrv.sources.source import Source, part_of
from messages import define, define_plural
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import model_of
from sensors.recordings.parts import table
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.wall_clock import wall_s
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Moments, Nights, day_in, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part

FORMAT: Final = RecordingFormat(
    "health-auto-export",
    define("sensors.format.health_auto_export", "Health Auto Export"),
    docs=DocsLine(
        "Health Auto Export",
        "JSON with `metrics`, or csv with `Date/Time`",
        "metrics that say RMSSD in their name, as the mean of a night",
        "heart-rate variability without that word: it is Apple's SDNN",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

IN_JSON: Final = re.compile(r'^\s*\{\s*"data"\s*:\s*\{(?:.*?)"metrics"\s*:', re.DOTALL)
STAMP: Final = re.compile(r"date/time|date")
VARIABILITY: Final = re.compile(r"heart[ _]rate[ _]variability", re.IGNORECASE)
RMSSD: Final = re.compile(r"rmssd", re.IGNORECASE)
ONLY_SDNN: Final = define_plural(
    "sensors.health_auto_export.only_sdnn",
    "The heart-rate variability in this file of Health Auto Export is one value of Apple's SDNN. That is another "
    "measure than RMSSD, so there is nothing to take.",
    "The heart-rate variability in this file of Health Auto Export is %(n)s values of Apple's SDNN. That is another "
    "measure than RMSSD, so there is nothing to take.",
)
FIRST_LINE: Final = "date/time"


def recognises_part(part: Part) -> bool:
    """Whether it is their JSON, or a table with their column of times and one of variability."""
    if part.is_json:
        return bool(IN_JSON.match(part.head_text()))
    names = part.names_in_line()
    return FIRST_LINE in names and any(map(VARIABILITY.search, names))


def read_parts(parts: Sequence[Part], _: About) -> Found:
    """The nights of what says that it is RMSSD."""
    nights, moments = Nights(), Moments()
    for part in parts:
        for name, stamp, value, source in _values(part):
            if RMSSD.search(name):
                _add(nights, moments, stamp, value, source=part_of(FORMAT.source, model_of(source)))
            elif VARIABILITY.search(name) and number(value) is not None:
                nights.leave_out(texts.SDNN)
    moments.give(nights)
    only_sdnn = next((each for each in nights.left_out if each.code == texts.SDNN.code), None)
    if only_sdnn is not None and not nights.readings():
        raise UnreadableRecordingError(ONLY_SDNN(**only_sdnn.parameters), left_out=nights.left_out)
    return nights.found(FORMAT)


def _add(nights: Nights, moments: Moments, stamp: str, value: object, *, source: Source) -> None:
    """One value of a whole day, where no time stands beside it, or of a moment."""
    second = wall_s(stamp)
    moment = None if second is None else datetime.fromtimestamp(second, UTC)
    if moment is None or moment.time() == time():
        nights.add(day_in(stamp), value, source=source)
    else:
        moments.add(nights, moment, value, source=source)


def _values(part: Part) -> Iterable[tuple[str, str, object, str]]:
    """Name, stamp, value and source of everything that may be variability."""
    return _in_json(part.json()) if part.is_json else _in_table(part)


def _in_json(value: Any) -> Iterator[tuple[str, str, object, str]]:  # noqa: ANN401 - any JSON
    data = value.get("data") if isinstance(value, dict) else None
    metrics = data.get("metrics") if isinstance(data, dict) else None
    for metric in metrics if isinstance(metrics, list) else ():
        name = str(metric.get("name")) if isinstance(metric, dict) else ""
        rows = metric.get("data") if VARIABILITY.search(name) or RMSSD.search(name) else None
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                yield name, str(row.get("date") or ""), row.get("qty", row.get("Avg")), str(row.get("source") or "")


def _in_table(part: Part) -> Iterator[tuple[str, str, object, str]]:
    header, rows = table(part)
    places = [place for place, name in enumerate(header.names) if VARIABILITY.search(name) or RMSSD.search(name)]
    for row in rows:
        for place in places:
            yield header.names[place], row.text(header.place_of(STAMP)), row.number_or_none(place), ""
