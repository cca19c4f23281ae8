"""Suunto: `.sml` of older watches and JSON of newer ones. All intervals of a move stand in one list, in ms."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from messages import define
from sensors.recordings import texts
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.timelines import by_running_sum, no_beats
from sensors.recordings.text.wall_clock import began_in_utc, utc_s, wall_s
from sensors.recordings.wearables.nights import dicts_in
from sensors.recordings.xml_stream import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "suunto",
    define("sensors.format.suunto", "Suunto"),
    docs=DocsLine("Suunto", "`.sml`, or JSON with `R-R`", "beats"),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

SML: Final = re.compile(r"<(?:\w+:)?sml[\s>]|<DeviceLog[\s>]")
IN_JSON: Final = re.compile(r'"R-R"\s*:')
WORDS: Final = re.compile(r"[\s,;]+")
HEAD: Final = 4096
STAMPS: Final = ("DateTime", "TimeISO8601")

NO_BEATS: Final = define(
    "sensors.suunto.no_beats",
    "This Suunto file holds no RR intervals. Wear a chest strap, and export the move again.",
)
NOT_AN_INTERVAL: Final = define(
    "sensors.suunto.not_an_interval",
    "RR interval number %(number)s is '%(found)s' where milliseconds should be. Export the move again.",
)


def recognises(text: str) -> bool:
    """Whether it is their XML, or JSON with a list of intervals as they name it."""
    if text[:1] == "<":
        return SML.search(text[:HEAD]) is not None
    return text[:1] in {"{", "["} and IN_JSON.search(text) is not None


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError when it holds no intervals or is damaged."""
    words, stamp = _from_xml(text) if text[:1] == "<" else _from_json(text)
    if not words:
        raise UnreadableRecordingError(NO_BEATS())
    began_at, remarks = _began(stamp, about)
    rr_ms = np.array([_interval(word, number) for number, word in enumerate(words, start=1)])
    series = by_running_sum(rr_ms, start_s=began_at.timestamp() if began_at else 0.0)
    return Found.of_beats(FORMAT, series, began_at, remarks, left_out=no_beats(rr_ms))


def _began(stamp: str, about: About) -> tuple[datetime | None, tuple[Message, ...]]:
    """The moment of a stamp, with an offset or on the watch's own clock."""
    moment_s = utc_s(stamp)
    return began_in_utc(wall_s(stamp), about.zone) if moment_s is None else (datetime.fromtimestamp(moment_s, UTC), ())


def _interval(word: object, number: int) -> float:
    try:
        return float(str(word))
    except ValueError as error:
        raise UnreadableRecordingError(NOT_AN_INTERVAL(number=number, found=str(word)[:20])) from error


def _from_xml(text: str) -> tuple[Sequence[object], str]:
    """The words of the list, and when the move began."""
    path: list[str] = []
    words: list[str] = []
    stamps: list[str] = []

    def begins(name: str, _: list[str]) -> None:
        path.append(name.rpartition(":")[2])

    def holds(data: str) -> None:
        if path[-2:] == ["R-R", "Data"]:
            words.append(data)
        elif path[-2:] == ["Header", "DateTime"]:
            stamps.append(data)

    def ends(_: str) -> None:
        path.pop()

    parse(io.BytesIO(text.encode()), begins=begins, text=holds, ends=ends, encoding="utf-8")
    return WORDS.split("".join(words).strip()) if words else (), "".join(stamps).strip()


def _from_json(text: str) -> tuple[Sequence[object], str]:
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableRecordingError(texts.DAMAGED_JSON()) from error
    words: list[object] = []
    stamp = ""
    for item in dicts_in(value):
        stamp = stamp or next((str(item[name]) for name in STAMPS if name in item), "")
        intervals = item.get("R-R")
        data = intervals.get("Data") if isinstance(intervals, dict) else None
        words += WORDS.split(data.strip()) if isinstance(data, str) and data.strip() else ()
        words += data if isinstance(data, list) else ()
    return words, stamp
