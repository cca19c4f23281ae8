"""Movesense: messages of the heart-rate service as JSON, one a line or all in a list; intervals in ms in each."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final, TypeGuard

import numpy as np

from messages import define
from sensors.recordings import texts
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.timelines import by_running_sum, no_beats
from sensors.recordings.wearables.nights import dicts_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "movesense",
    define("sensors.format.movesense", "Movesense"),
    docs=DocsLine("Movesense", "JSON with `rrData`, one message a line or all in a list", "beats"),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

RR_DATA: Final = re.compile(r'"rrData"\s*:')
NOT_A_LINE: Final = define(
    "sensors.movesense.not_a_line",
    "Line %(line)s is no whole message of Movesense. The file is damaged or was cut short. Export it again.",
)


def recognises(text: str) -> bool:
    """Whether it is JSON with intervals as they name them."""
    return text[:1] in {"{", "["} and RR_DATA.search(text) is not None


def read(text: str, _: About) -> Found:
    """Read it; UnreadableRecordingError names the first line that is none."""
    rr_ms = np.array([each for message in _messages(text) for each in _intervals(message)], np.float64)
    return Found.of_beats(FORMAT, by_running_sum(rr_ms), left_out=no_beats(rr_ms))


def _messages(text: str) -> Iterable[Any]:
    """One value for each line, or the one that the whole file is."""
    try:
        return [json.loads(text)]
    except RecursionError as error:
        raise UnreadableRecordingError(texts.DAMAGED_JSON()) from error
    except ValueError:
        return [_line(line, number) for number, line in enumerate(text.splitlines(), start=1) if line.strip(" ,")]


def _line(line: str, number: int) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(line.strip(" ,"))
    except (ValueError, RecursionError) as error:
        raise UnreadableRecordingError(NOT_A_LINE(line=str(number))) from error


def _intervals(message: Any) -> Iterable[float]:  # noqa: ANN401 - any JSON
    """The intervals of a message in their order; nan where one was lost, for those beside it are no neighbours."""
    for item in dicts_in(message):
        if "rrData" in item:
            listed = item["rrData"] if isinstance(item["rrData"], list) else [None]
            yield from (float(each) if _is_number(each) else math.nan for each in listed)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
