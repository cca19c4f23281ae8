"""Evaluation: the lights of people from their days, all at once or evening by evening with equal results."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hrv.light.calendar import side_by_side, walk, walk_through
from hrv.light.checkpoint import Remembered, looked_at
from hrv.light.compared_days import DaysOfLine, compared
from hrv.light.comparison import ROWS, histories_of, in_order, kind_to_compare, says_something
from hrv.light.explanation import Told, tell
from hrv.light.prior import ANYBODY, Prior
from hrv.light.usual_range import NUMBERS, Bands, band_numbers, first_state, no_bands
from hrv.numeric.person_rows import join, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hrv.light.calendar import Histories
    from hrv.light.daily_value import DailyValue, Kind
    from hrv.light.detector import FilterState
    from hrv.light.light import Light
    from hrv.numeric.arrays import Floats
    from hrv.sources.source import SourceChange

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PersonDays:
    """A person to be evaluated: their days, and the light that stood, whose memory saves the long walk."""

    days: Iterable[DailyValue]
    before: Light | None = None
    prior: Prior = ANYBODY


class _Person(NamedTuple):
    """What the walk starts from: what is remembered at the end of `until`."""

    line: DaysOfLine
    """The days that are compared on the day of the light."""

    change: SourceChange | None
    seen: Floats
    kind: Kind
    first_day: date
    until: date
    memory: FilterState
    prior: Prior
    kept: Remembered | None
    bands: Bands
    """Those that are known, up to `until`."""


def evaluate(days: Iterable[DailyValue], *, on: date, before: Light | None = None, prior: Prior = ANYBODY) -> Light:
    """The light on a day, from the days up to it.

    `before`, the light that stood, is never needed: the days alone give the same light, and know how long it has
    stood. But when it remembers these very days, only those since are walked through; `days` may then leave out what
    is older than 28 days before the day of `before`. Where they hold several kinds or sources they may not: then the
    light remembers another `first_day` than `before`, or nothing, and has to be asked for again with all of them. Days
    after `on` are not looked at. Raises `ValueError` when a day of one kind comes twice from one source.
    """
    return evaluate_all([PersonDays(days, before, prior)], on=on)[0]


def evaluate_all(cases: Sequence[PersonDays], *, on: date) -> list[Light]:
    """The lights of many people on one day; those who were last seen on the same day walk together."""
    people = [_recall(case, on) for case in cases]
    together: dict[date, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        together[person.until].append(number)
    lights: dict[int, Light] = {}
    for until, numbers in together.items():
        group = [people[number] for number in numbers]
        lights.update(zip(numbers, _evaluate_group(group, until=until, on=on), strict=True))
    return [lights[number] for number in range(len(cases))]


def _recall(case: PersonDays, on: date) -> _Person:
    """Start from what was remembered if it still holds, or else from before the first day."""
    past = [day for day in case.days if day.day <= on]
    kind = kind_to_compare(past, on)
    days = in_order(past, kind)
    seen = looked_at(days)
    kept = None if case.before is None else case.before.memory
    if (
        kept is not None
        and kept.kind is kind
        and kept.until < on
        and all(day.source == kept.source for day in days if says_something(day))
        and (kept.change is None or kept.change.settled_on is not None)
        and kept.came_from(seen, prior=case.prior)
    ):
        line = DaysOfLine(days, kept.source, kept.first_day)
        return _Person(
            line,
            kept.change,
            seen,
            kind,
            kept.first_day,
            kept.until,
            kept.memory(),
            case.prior,
            kept,
            kept.bands(),
        )
    return _from_the_first_day(days, seen, kind=kind, on=on, prior=case.prior)


def _from_the_first_day(days: Sequence[DailyValue], seen: Floats, *, kind: Kind, on: date, prior: Prior) -> _Person:
    if not days:
        line, change, first_day = DaysOfLine((), kind.usual_source, on), None, on
    else:
        lines = compared(days)
        line, first_day = lines.on(on), days[0].day
        change = lines.last_change
    begins = line.days[0].day if line.days else first_day
    until = begins - ONE_DAY
    return _Person(line, change, seen, kind, first_day, until, first_state(prior), prior, None, no_bands(begins))


def _evaluate_group(group: Sequence[_Person], *, until: date, on: date) -> list[Light]:
    """Walk to the end of yesterday, keep that, and look at today from there: today's values may still change."""
    yesterday = on - ONE_DAY
    before = join([person.memory for person in group])
    memory, bands = _walk_and_note(before, group, first=until + ONE_DAY, last=yesterday)
    packed = pack(memory)
    today = Told.of(walk_through(memory, _side_by_side(group, first=on, last=on)), on=on)
    lights = []
    for number, person in enumerate(group):
        kept = person.kept if until == yesterday else None
        rows = packed[ROWS * number : ROWS * (number + 1)]
        keep = kept or _keep(person, rows, bands[:, number], until=yesterday, on=on)
        lights.append(tell(today, number, line=person.line, kind=person.kind, change=person.change, memory=keep))
    return lights


def _keep(person: _Person, rows: Floats, bands: Floats, *, until: date, on: date) -> Remembered | None:
    """What tomorrow starts from; nothing while yesterday another line decided, which today's values may call back."""
    decides_from = person.line.decides_from
    if person.first_day < decides_from == on:
        return None
    known = person.bands.followed_by(bands)
    return Remembered.of(
        rows,
        person.seen,
        kind=person.kind,
        first_day=person.first_day,
        until=until,
        prior=person.prior,
        source=person.line.source_on(until),
        change=person.change,
        bands=known.since(decides_from) if person.first_day < decides_from else known,
    )


def _walk_and_note(
    memory: FilterState, group: Sequence[_Person], *, first: date, last: date
) -> tuple[FilterState, Floats]:
    """What is remembered after these days, and everybody's band at the end of each (days x people x 2)."""
    bands = np.empty(((last - first).days + 1, len(group), NUMBERS))
    after = memory
    if len(bands):
        for number, after in enumerate(walk(memory, _side_by_side(group, first=first, last=last))):
            bands[number] = band_numbers(after)
    return after, bands


def _side_by_side(group: Sequence[_Person], *, first: date, last: date) -> Histories:
    return side_by_side([histories_of(each.line.days, first=first, last=last, moves=each.line.moves) for each in group])
