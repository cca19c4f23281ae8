"""RR intervals in JSON: a bare list of numbers, or one under a name that says what it is, or in a row for each beat."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from messages import define, define_plural
from sensors.recordings import texts
from sensors.recordings.decision import repeats
from sensors.recordings.decision.texts import REPEATED_INTERVALS
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text import intervals
from sensors.recordings.text.timelines import by_running_sum
from sensors.recordings.text.wall_clock import began_in_utc, utc_s, wall_s
from sensors.recordings.wearables.nights import dicts_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "rr-json",
    define("sensors.format.rr_json", "JSON with RR intervals"),
    docs=DocsLine(
        "any program", "JSON: a list of intervals in ms or s, bare or under `rr`, `RR`, `ibi` and the like", "beats"
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.ONE_COLUMN

NAMES: Final = re.compile(
    r"(rr|r-r|ibi|nn|rri)([ _-]?(intervals?|data|list|values|series|s))?([ _-]?(in[ _-]?)?(ms|s|msec|sec))?",
    re.IGNORECASE,
)
NAME_IN_TEXT: Final = re.compile(rf'"(?:{NAMES.pattern})"\s*:', re.IGNORECASE)
BARE: Final = re.compile(r"\[\s*-?\d+(?:\.\d+)?\s*,\s*-?\d")
TIMES: Final = re.compile(r"time|timestamp|date|datetime|ts|time_?(ms|s|stamp)", re.IGNORECASE)
BEGINS: Final = re.compile(
    r"(start|begin|began|recorded)([ _-]?(time|at|date|datetime))?|date|datetime|date_?time|timestamp", re.IGNORECASE
)
SECONDS_BELOW: Final = 10.0
FEWEST: Final = 2

OTHER_LISTS: Final = define_plural(
    "sensors.rr_json.other_lists",
    "One interval was left out: it stands in another list of the same file.",
    "%(n)s intervals were left out: they stand in other lists of the same file.",
)


def recognises(text: str) -> bool:
    """Whether it begins as a list of numbers does, or names a list of intervals."""
    is_json = text[:1] in {"{", "["}
    return is_json and (BARE.match(text) is not None or NAME_IN_TEXT.search(text) is not None)


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError when it is damaged or holds no intervals."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableRecordingError(texts.DAMAGED_JSON()) from error
    rows = _rows(value)
    if rows:
        return _as_table(rows, about)
    lists = _lists(value)
    if not lists:
        raise UnreadableRecordingError(texts.TOO_FEW())
    longest = max(lists.values(), key=len)
    rr_ms = np.array(longest, np.float64)
    rr_ms *= 1000.0 if np.median(rr_ms) < SECONDS_BELOW else 1.0
    began_at, remarks = _began(value, about)
    series = by_running_sum(kept := _once(rr_ms), start_s=began_at.timestamp() if began_at else 0.0)
    counts = {OTHER_LISTS: sum(map(len, lists.values())) - len(longest), REPEATED_INTERVALS: rr_ms.size - kept.size}
    left_out = tuple(said(n=n) for said, n in counts.items() if n)
    return Found.of_beats(FORMAT, series, began_at, remarks, left_out=left_out)


def _once(rr_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = repeats.once(rr_ms)
    return rr_ms if kept is None else rr_ms[kept]


def _lists(value: Any) -> Mapping[str, list[float]]:  # noqa: ANN401 - any JSON
    """The numbers under each name of intervals, in the order of the file."""
    lists: dict[str, list[float]] = defaultdict(list)
    if isinstance(value, list) and _numbers(value):
        lists[""] = _numbers(value)
    for item in dicts_in(value):
        for name, each in item.items():
            if NAMES.fullmatch(name):
                lists[name] += _numbers(each if isinstance(each, list) else [each])
    return {name: numbers for name, numbers in lists.items() if len(numbers) >= FEWEST}


def _numbers(values: Sequence[Any]) -> list[float]:
    return [float(each) for each in values if isinstance(each, (int, float)) and not isinstance(each, bool)]


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:  # noqa: ANN401 - any JSON
    """Objects with one interval and its time each, if that is what a list in the file consists of."""
    for each in (value, *(inner for item in dicts_in(value) for inner in item.values())):
        if isinstance(each, list) and len(each) >= FEWEST and all(map(_is_row, each)):
            return each
    return ()


def _is_row(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    has_interval = any(NAMES.fullmatch(name) and not isinstance(value, (list, dict)) for name, value in item.items())
    return has_interval and any(TIMES.fullmatch(name) for name in item)


def _as_table(rows: Sequence[Mapping[str, Any]], about: About) -> Found:
    """The same as a table of times and intervals, which has its own reader."""
    time = next(name for name in rows[0] if TIMES.fullmatch(name))
    rr = next(name for name in rows[0] if NAMES.fullmatch(name))
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(("time", "rr"))
    table.writerows((row.get(time, ""), row.get(rr, "")) for row in rows)
    found = intervals.read(written.getvalue(), about)
    beats = found.beats
    if beats is None:
        return found
    return Found.of_beats(
        FORMAT, beats.series, beats.started_at, found.remarks, left_out=found.left_out, assumptions=found.assumptions
    )


def _began(value: Any, about: About) -> tuple[datetime | None, tuple[Message, ...]]:  # noqa: ANN401 - any JSON
    """When it began, where one of the file's own fields says so."""
    for item in dicts_in(value):
        for name, each in item.items():
            if BEGINS.fullmatch(name) and isinstance(each, str):
                if (moment_s := utc_s(each)) is not None:
                    return datetime.fromtimestamp(moment_s, UTC), ()
                if (stamp_s := wall_s(each)) is not None:
                    return began_in_utc(stamp_s, about.zone)
    return None, ()
