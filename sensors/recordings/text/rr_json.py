"""RR intervals in JSON: a bare list of numbers, or one under a name that says what it is, or in a row for each beat.

They go the way of tables: what is a unit, what has to be asked and what is left out is decided there.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hrv.beats import BeatSeries
from messages import define, define_plural
from sensors.recordings import texts
from sensors.recordings.decision import numerals
from sensors.recordings.decision import texts as decision_texts
from sensors.recordings.decision.column_names import UNITS, is_of_intervals, unit_in
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.seen import Offer, Question
from sensors.recordings.text import intervals
from sensors.recordings.text.wall_clock import began_in_utc, utc_s, wall_s
from sensors.recordings.wearables.nights import dicts_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from messages import Message
    from sensors.recordings.model import About, Found
    from sensors.recordings.seen import Seen

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
    r"(rr|r-r|ibi|nn|rri)([ _-]?(intervals?|data|list|values|series|s))?([ _-]?(in[ _-]?)?(?P<unit>ms|s|msec|sec))?",
    re.IGNORECASE,
)
NAME_IN_TEXT: Final = re.compile(rf'"(?:{NAMES.pattern})"\s*:', re.IGNORECASE)
BARE: Final = re.compile(r"\[\s*(?:-?\d+(?:\.\d+)?|null)\s*,\s*(?:-?\d|null)")
TIMES: Final = re.compile(r"time|timestamp|date|datetime|ts|time_?(ms|s|stamp)", re.IGNORECASE)
BEGINS: Final = re.compile(
    r"(start|begin|began|recorded)([ _-]?(time|at|date|datetime))?|date|datetime|date_?time|timestamp", re.IGNORECASE
)
FEWEST: Final = 2
LOST: Final = "0"
"""How a lost interval is written where no time beside it shows the gap: no beat ends such a one."""

SAME_MS: Final = 1.0
SHOWN: Final = 3

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
    """Read it; UnreadableRecordingError when it is damaged, holds no intervals, or leaves a question open."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableRecordingError(texts.DAMAGED_JSON()) from error
    lists = list(_rows(value) or _lists(value))
    if not lists:
        raise UnreadableRecordingError(texts.TOO_FEW())
    chosen, found = _the_one(lists, replace(about, decimal="point", column=""), wanted=about.column)
    others = sum(len(each.values) for each in lists) - len(chosen.values)
    left_out = (*((OTHER_LISTS(n=others),) if others else ()), *found.left_out)
    began_at, remarks = (None, ()) if chosen.times else _began(value, about)
    if found.beats is None or began_at is None:
        return replace(found, left_out=left_out)
    began_s, series = began_at.timestamp(), found.beats.series
    moved = BeatSeries(series.time_s + began_s, series.rr_ms, series.segment, series.flags)
    beats = replace(found.beats, series=moved, started_at=began_at)
    return replace(found, beats=beats, remarks=(*remarks, *found.remarks), left_out=left_out)


# ---------------------------------------------------------------------------- what the file holds
@dataclass(frozen=True, slots=True)
class _List:
    """The values under one name of intervals, in the order of the file, and their times if each has one."""

    name: str
    values: Sequence[object]
    times: Sequence[object] = ()
    name_of_times: str = ""

    @property
    def cells(self) -> list[str]:
        """The values as cells of a column; UnreadableRecordingError names the first that is none."""
        return [self._cell(value, number) for number, value in enumerate(self.values, start=1)]

    def _cell(self, value: object, number: int) -> str:
        if _is_lost(value):
            return "" if self.times else LOST
        with contextlib.suppress(ValueError):
            if abs(read := float(str(value))) < numerals.LARGEST:
                return repr(read)
        raise UnreadableRecordingError(decision_texts.NOT_A_NUMBER(number=number, found=str(value)[:20]))

    @property
    def header(self) -> str:
        """Its name, or one that says the same and that columns of intervals have."""
        name = self.name.lower()
        named = NAMES.fullmatch(name)
        unit = unit_in(name) or (UNITS.get(named["unit"] or "", "") if named else "")
        return self.name if is_of_intervals(name) and unit == unit_in(name) else f"rr ({unit})" if unit else "rr"

    def lost_in(self, lines: Iterable[str]) -> int:
        """How many of some lines of its table stand for a value that was lost."""
        return sum(_is_lost(self.values[int(line) - 2]) for line in lines)


def _is_lost(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().lower() in numerals.MISSING
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def _lists(value: Any) -> Iterator[_List]:  # noqa: ANN401 - any JSON
    """The values under each name of intervals."""
    lists: dict[str, list[object]] = defaultdict(list)
    if isinstance(value, list):
        lists[""] = _values(value)
    for item in dicts_in(value):
        for name, each in item.items():
            if NAMES.fullmatch(name):
                lists[name] += _values(each)
    return (_List(name, values) for name, values in lists.items() if _n_numbers(values) >= FEWEST)


def _values(each: object) -> list[object]:
    """What can be intervals: a number, or a list of them in which some may be missing."""
    if isinstance(each, list):
        return [] if any(isinstance(value, (dict, list)) for value in each) else each
    return [each] if each is None or _n_numbers([each]) else []


def _n_numbers(values: Iterable[object]) -> int:
    return sum(isinstance(each, (int, float)) and not isinstance(each, bool) for each in values)


def _rows(value: Any) -> list[_List]:  # noqa: ANN401 - any JSON
    """The same of objects with a time each, if that is what a list in the file consists of."""
    for each in (value, *(inner for item in dicts_in(value) for inner in item.values())):
        if isinstance(each, list) and len(each) >= FEWEST and all(map(_is_row, each)):
            time = next(name for name in each[0] if TIMES.fullmatch(name))
            names = dict.fromkeys(name for row in each for name in row if NAMES.fullmatch(name))
            times = [row.get(time) for row in each]
            return [_List(name, [row.get(name) for row in each], times, time) for name in names]
    return []


def _is_row(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    has_interval = any(NAMES.fullmatch(name) and not isinstance(value, (list, dict)) for name, value in item.items())
    return has_interval and any(TIMES.fullmatch(name) for name in item)


# ---------------------------------------------------------------------------- how it is read
def _the_one(lists: Sequence[_List], about: About, *, wanted: str) -> tuple[_List, Found]:
    """The list that a person named, or else the longest; UnreadableRecordingError asks where several differ."""
    names = tuple(each.name or "1" for each in lists)
    if wanted:
        fitting = [each for place, each in enumerate(lists) if wanted in {each.name, str(place + 1)}]
        if not fitting:
            raise UnreadableRecordingError(decision_texts.NO_SUCH_COLUMN(column=wanted, columns=names))
    else:
        longest = max(len(each.values) for each in lists)
        fitting = [each for each in lists if len(each.values) == longest]
    readings = list(_readable(fitting, about))
    if any(_differs(found, readings[0][1]) for _, found in readings):
        offers = tuple(Offer(each.name, _first_rows(found)) for each, found in readings)
        said = decision_texts.WHICH_COLUMN(columns=tuple(each.name for each, _ in readings))
        raise UnreadableRecordingError(said, questions=(Question("column", said, offers),))
    return readings[0]


def _readable(lists: Sequence[_List], about: About) -> Iterator[tuple[_List, Found]]:
    """Those that can be read; UnreadableRecordingError as of the first when there is none."""
    errors: list[UnreadableRecordingError] = []
    for each in lists:
        try:
            yield each, _read_as_table(each, about)
        except UnreadableRecordingError as error:
            errors.append(error)
    if len(errors) == len(lists):
        raise errors[0]


def _differs(one: Found, other: Found) -> bool:
    if one.beats is None or other.beats is None:
        return True
    values, others = one.beats.series.rr_ms, other.beats.series.rr_ms
    return values.size != others.size or not np.allclose(values, others, rtol=0, atol=SAME_MS)


def _first_rows(found: Found) -> tuple[str, ...]:
    return tuple(f"{rr_ms:.1f} ms" for rr_ms in found.beats.series.rr_ms[:SHOWN].tolist()) if found.beats else ()


def _read_as_table(listed: _List, about: About) -> Found:
    """What a table with these values holds, told of the list, for nobody knows the lines of the table."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\n")
    columns = [[listed.header, *listed.cells]]
    if listed.times:
        columns.insert(0, ["time", *("" if each is None else str(each) for each in listed.times)])
    table.writerows(zip(*columns, strict=True))
    try:
        found = intervals.read(written.getvalue(), about)
    except UnreadableRecordingError as error:
        seen = error.seen and _seen(error.seen, listed)
        raise UnreadableRecordingError(_of_list(error.message), seen=seen, questions=error.questions) from error
    return replace(
        found,
        format=FORMAT,
        beats=found.beats and replace(found.beats, format=FORMAT),
        left_out=tuple(said for each in found.left_out for said in _without_lines(each, listed)),
        seen=found.seen and _seen(found.seen, listed),
    )


def _of_list(refused: Message) -> Message:
    """The same, with the number of a time in the list where its line in the table is named."""
    if refused.code not in {texts.NO_TIME.code, texts.NO_NUMBER.code}:
        return refused
    number = int(str(refused.parameters["line"])) - 1
    return decision_texts.NOT_A_TIME(number=number, found=refused.parameters["found"])


def _seen(seen: Seen, listed: _List) -> Seen:
    columns = {"intervals": listed.name, "stamps": listed.name_of_times}
    named = {role: name for role, name in columns.items() if name}
    return replace(seen, separator="", header=(), header_line=None, columns=named, decimal="")


def _without_lines(said: Message, listed: _List) -> Iterator[Message]:
    """The same, with values that were lost apart from those that no heart makes."""
    lines = said.parameters.get("lines")
    if said.code != decision_texts.NO_BEAT.code or not isinstance(lines, tuple):
        yield said
        return
    n_lost = listed.lost_in(map(str, lines))
    for text, n in ((decision_texts.NO_INTERVAL, n_lost), (decision_texts.NO_BEATS, len(lines) - n_lost)):
        if n:
            yield text(n=n)


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
