"""What was read from a large file, as JSON: the command line sends this and keeps the rest of an export at home.

It comes back as what it was: format, days with their sources, beats, and every message by its code.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hrv.beats import COLUMNS, BeatSeries
from hrv.sources.source import source_of
from messages import Message, define
from sensors.recordings.daily.day_tables import HIGHEST_MS, LOWEST_MS
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import OF_THE_FILE, DayReading, Found
from sensors.recordings.recorded_beats import RecordedBeats, UnreadableRecordingError
from sensors.recordings.wearables.nights import heart_rate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from messages import Parameter
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "pulsro-extract",
    define("sensors.format.pulsro_extract", "what pulsro import took from a large file"),
    docs=DocsLine(
        "`pulsro import`", "JSON that begins with `pulsro_extract`", "what it had read from a file over 8 MiB"
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

BEGINNING: Final = '{"pulsro_extract": 1,'
MESSAGES: Final = ("left_out", "assumptions", "remarks")
DAMAGED: Final = define(
    "sensors.extract.damaged",
    "What was taken from the file did not arrive as it was sent. Send it again, with the same version of Pulsro on "
    "both sides.",
)


def written(found: Found) -> bytes:
    """All that was found, apart from how it was seen."""
    said = {name: [each.to_json() for each in getattr(found, name)] for name in MESSAGES}
    days = [[d.day.isoformat(), d.rmssd_ms, d.hr_bpm, d.n, d.source] for d in found.days]
    beats = None if found.beats is None else _beats(found.beats)
    told = {"pulsro_extract": 1, "format": found.format.value, "days": days, "beats": beats, **said}
    return json.dumps(told).encode()


def recognises(text: str) -> bool:
    """Whether it begins as we begin it."""
    return text.startswith(BEGINNING)


def read(text: str, _: About) -> Found:
    """Read it; UnreadableRecordingError when it is not as it was written."""
    try:
        told = json.loads(text)
        days = tuple(map(_day, told["days"]))
        form = _format(told["format"])
        left_out, assumptions, remarks = (tuple(map(_message, told[name])) for name in MESSAGES)
        beats = None if told["beats"] is None else _recorded(told["beats"], form)
        return Found(form, beats, days, left_out, assumptions, remarks)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableRecordingError(DAMAGED()) from error


def _day(told: Sequence[Any]) -> DayReading:
    """One day as it was sent; ValueError for numbers that are none of a heart."""
    day, rmssd_ms, hr_bpm, n, source = told
    is_rmssd = LOWEST_MS <= rmssd_ms <= HIGHEST_MS
    if not is_rmssd or heart_rate(hr_bpm) != hr_bpm or n < 1:
        raise ValueError(rmssd_ms, hr_bpm, n)
    named = source_of(source) if source else OF_THE_FILE
    return DayReading(date.fromisoformat(day), float(rmssd_ms), hr_bpm, int(n), named)


def _beats(beats: RecordedBeats) -> Mapping[str, object]:
    columns = {name: getattr(beats.series, name).tolist() for name in COLUMNS}
    return {"started_at": beats.started_at.isoformat() if beats.started_at else None, **columns}


def _recorded(told: Mapping[str, Any], form: RecordingFormat) -> RecordedBeats:
    series = BeatSeries(
        np.array(told["time_s"], np.float64),
        np.array(told["rr_ms"], np.float64),
        np.array(told["segment"], np.int32),
        np.array(told["flags"], np.uint8),
    )
    started_at = told["started_at"]
    return RecordedBeats(series, datetime.fromisoformat(started_at) if started_at else None, form)


def _format(value: str) -> RecordingFormat:
    from sensors.recordings.registry import formats  # it finds this module

    return {each.value: each for each in formats()}[value]


def _message(told: Mapping[str, Any]) -> Message:
    """A message that this version can render; ValueError for any other."""
    message = Message(str(told["code"]), {name: _parameter(value) for name, value in told["parameters"].items()})
    if str(message) == message.code:
        raise ValueError("a text that is not known here")
    return message


def _parameter(value: Any) -> Parameter:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return _message(value)
    if isinstance(value, list):
        return tuple(map(_parameter, value))
    if isinstance(value, (str, int, float)):
        return value
    raise ValueError("no parameter of a message")
