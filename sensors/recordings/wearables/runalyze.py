"""Runalyze: one number for the heart-rate variability of each day, RMSSD or a logarithm, as its owner typed it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.parts import table
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.seen import Offer, Question
from sensors.recordings.wearables.nights import Nights, day_in, dicts_in, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part

FORMAT: Final = RecordingFormat(
    "runalyze",
    define("sensors.format.runalyze", "Runalyze"),
    docs=DocsLine(
        "Runalyze",
        "JSON of the API or csv, with `date_time`, `measurement_type` and `metric` or `hrv`",
        "the number of each day; below 10 it may be a logarithm, and Pulsro asks",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

TIMES: Final = ("date_time", "datetime", "date", "time")
VALUES: Final = ("rmssd", "metric", "hrv")
KIND: Final = "measurement_type"
IN_JSON: Final = re.compile(r'"measurement_type"\s*:')
VALUE_IN_JSON: Final = re.compile(r'"(?:metric|hrv|rmssd)"\s*:')
LOGARITHMS_BELOW: Final = 10.0
"""No logarithm of an RMSSD is above 6.5, and hardly a heart has an RMSSD below 10."""

FIRST_ROWS: Final = 3

AS_TYPED: Final = define(
    "sensors.runalyze.as_typed",
    "Runalyze holds one number for each day and does not say which. All are above 10, and were taken for RMSSD in ms.",
)
RMSSD_OR_LOGARITHM: Final = define(
    "sensors.runalyze.rmssd_or_logarithm",
    "Runalyze holds one number for each day, and here some are below 10. Are those RMSSD in ms, or its logarithm?",
)


def recognises_part(part: Part) -> bool:
    """Whether measurements have their kind and one number."""
    if part.is_json:
        text = part.head_text()
        return bool(IN_JSON.search(text) and VALUE_IN_JSON.search(text))
    names = {name.replace(" ", "_") for name in part.names_in_line()}
    return KIND in names and not names.isdisjoint(TIMES) and not names.isdisjoint(VALUES)


def read_parts(parts: Sequence[Part], about: About) -> Found:
    """The number of each day; UnreadableRecordingError with a question where it may be a logarithm."""
    nights = Nights()
    days = [(_first(row, TIMES), number(_first(row, VALUES))) for part in parts for row in _rows(part)]
    low = [(day, value) for day, value in days if value is not None and value < LOGARITHMS_BELOW]
    if low and about.unit not in {"ms", "ln"}:
        question = Question("unit", RMSSD_OR_LOGARITHM(), (_offer("ms", low), _offer("ln", low)))
        raise UnreadableRecordingError(question.message, questions=(question,))
    for day, value in days:
        nights.add(day_in(day), _in_ms(value, about.unit))
    if not low:
        nights.assume(AS_TYPED())
    return nights.found(FORMAT)


def _in_ms(value: float | None, unit: str) -> float | None:
    is_logarithm = value is not None and value < LOGARITHMS_BELOW and unit == "ln"
    return math.exp(value) if value is not None and is_logarithm else value


def _offer(unit: str, rows: Sequence[tuple[Any, float]]) -> Offer:
    """The first rows as a unit would have them."""
    return Offer(unit, tuple(f"{day}: {_in_ms(value, unit):.1f} ms" for day, value in rows[:FIRST_ROWS]))


def _first(row: Mapping[str, Any], names: Sequence[str]) -> Any:  # noqa: ANN401 - whatever a file holds
    return next((row[name] for name in names if name in row), None)


def _rows(part: Part) -> Sequence[Mapping[str, Any]]:
    if part.is_json:
        return [each for each in dicts_in(part.json()) if not each.keys().isdisjoint(VALUES)]
    header, rows = table(part)
    names = [name.replace(" ", "_") for name in header.names]
    return [
        {name: row.text(place) if name in TIMES else row.number_or_none(place) for place, name in enumerate(names)}
        for row in rows
    ]
