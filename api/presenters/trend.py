"""A person's days as a table that a chart is drawn from: values with their intervals, each beside its usual range."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.day_notes import explained
from api.presenters.words import source_change
from hrv import ANYBODY, Kind, Place, Rhythm, usual_ranges
from hrv.light.compared_days import ComparedDays, compared
from hrv.light.comparison import EVALUATED_KINDS, counts, in_order
from hrv.numeric.normal import NORMAL_90
from messages.message import N_
from store.models import is_away, without_days_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hrv import DailyValue, Prior, UsualRange
    from hrv.light.checkpoint import Remembered
    from hrv.light.usual_range import Band
    from messages import Message
    from store.models import Away, DayTags

ONE_DAY: Final = timedelta(days=1)
LEAD_IN: Final = timedelta(days=120)
"""How far before the first day shown values are needed, so that its usual range rests on all that it can."""

PLACES: Final[Mapping[Place, str]] = MappingProxyType(
    {
        Place.HIGHER: N_("higher than usual"),
        Place.WITHIN: N_("within the usual range"),
        Place.A_LITTLE_BELOW: N_("a little lower than usual"),
        Place.CLEARLY_BELOW: N_("clearly lower than usual"),
    }
)
NOTHING_TO_COMPARE: Final = N_("nothing to compare with yet")
AWAY: Final = N_("paused, not compared")
NO_VALUE: Final = N_("no good value")
UNCLEAR_RHYTHM: Final = N_("the rhythm could not be read clearly")
LOWER: Final = frozenset({Place.A_LITTLE_BELOW, Place.CLEARLY_BELOW})


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One day with a recording; what there is none of is None."""

    day: date
    rmssd_ms: float | None
    low_ms: float | None
    high_ms: float | None
    usual_low_ms: float | None
    usual_high_ms: float | None
    resting_hr_bpm: float | None
    place: Place | None
    words: str


@dataclass(frozen=True, slots=True)
class TrendView:
    """The days of one kind in order, and what can be said of them in a sentence."""

    rows: tuple[TrendRow, ...]
    kind: Kind = Kind.CHECK
    source_changes: tuple[Message, ...] = ()
    """That another device or app took over on one of these days, or begins to."""

    @property
    def n_values(self) -> int:
        """On how many days there was a good value."""
        return sum(row.rmssd_ms is not None for row in self.rows)

    @property
    def n_compared(self) -> int:
        """How many of those could be compared with a usual range."""
        return sum(row.place is not None for row in self.rows)

    @property
    def n_lower(self) -> int:
        """How many of those lay below it."""
        return sum(row.place in LOWER for row in self.rows)

    @property
    def hr_low_bpm(self) -> float | None:
        """The lowest resting heart rate."""
        return min((row.resting_hr_bpm for row in self.rows if row.resting_hr_bpm is not None), default=None)

    @property
    def hr_high_bpm(self) -> float | None:
        """The highest resting heart rate."""
        return max((row.resting_hr_bpm for row in self.rows if row.resting_hr_bpm is not None), default=None)


def trend_view(
    days: Sequence[DailyValue],
    *,
    since: date,
    noted: Iterable[DayTags] = (),
    prior: Prior = ANYBODY,
    memory: Remembered | None = None,
    away: Sequence[Away] = (),
) -> TrendView:
    """The days from `since` on; earlier ones only say what was usual. Only the kind that most days have is shown.

    What was `noted` is taken into account for the usual range, as the light does. Of a day with several sources the one
    that decides is shown. What the light keeps in its `memory` saves a walk through all days. Days `away` are shown,
    and say nothing of the others.
    """
    kind = usual_kind(without_days_away(days, away) or days)
    of_kind = in_order(days, kind)
    if not of_kind:
        return TrendView((), kind)
    known = explained(without_days_away(of_kind, away), noted)
    bands = _kept(memory, known, since=since)
    if bands is None:
        bands = {on: usual.band for on, usual in usual_ranges(known, kind=kind, prior=prior).items()}
    return _view(of_kind, bands, in_order(known, kind), since=since, away=away)


def _kept(memory: Remembered | None, known: Sequence[DailyValue], *, since: date) -> Mapping[date, Band] | None:
    """The bands that the light has kept of the days before those shown; None where one of them is missing."""
    if memory is None or not known or memory.kind is not known[0].kind:
        return None
    shown = [value.day for value in known if value.day >= since]
    kept = memory.bands()
    is_whole = not shown or kept.cover(max(shown[0] - ONE_DAY, known[0].day), shown[-1] - ONE_DAY)
    return kept.by_day() if is_whole else None


def days_needed_since(since: date, memory: Remembered | None) -> date:
    """From which day on values are needed to show those from `since` on, beside what the light keeps."""
    is_kept = memory is not None and memory.change is None and memory.bands().first < since
    return since if is_kept else since - LEAD_IN


def recent_trend(
    days: Sequence[DailyValue], usual: UsualRange | None, *, since: date, away: Sequence[Away] = ()
) -> TrendView:
    """The days from `since` on beside the one usual range that holds today: no filter walks through the days for it."""
    kind = usual_kind(without_days_away(days, away) or days) if usual is None else usual.kind
    of_kind = in_order(days, kind)
    if not of_kind:
        return TrendView((), kind)
    bands = {} if usual is None else dict.fromkeys((value.day - ONE_DAY for value in of_kind), usual.band)
    return _view(of_kind, bands, without_days_away(of_kind, away), since=since, away=away)


def _view(
    of_kind: Sequence[DailyValue],
    bands: Mapping[date, Band],
    known: Sequence[DailyValue],
    *,
    since: date,
    away: Sequence[Away],
) -> TrendView:
    """The days of a kind beside their bands; `known` are those of them that are compared, with what was noted."""
    lines = compared(known) if known else ComparedDays(())
    measured = {day: tuple(values) for day, values in groupby(of_kind, key=attrgetter("day")) if day >= since}
    rows = (
        _row_away(values) if is_away(day, away) else _row_of(day, values, bands, lines)
        for day, values in measured.items()
    )
    return TrendView(tuple(rows), of_kind[0].kind, _changes(lines, since=since))


def _changes(lines: ComparedDays, *, since: date) -> tuple[Message, ...]:
    changes = (*lines.changes, *(() if lines.waiting is None else (lines.waiting,)))
    return tuple(source_change(each) for each in changes if each.since >= since)


def usual_kind(days: Iterable[DailyValue]) -> Kind:
    """The kind of measurement that most days have, checks before others; kinds are never compared with one another."""
    answered = {(value.kind, value.day) for value in days if value.ln_rmssd is not None}
    return max(EVALUATED_KINDS, key=[kind for kind, _ in answered].count)


def _row_of(day: date, values: Sequence[DailyValue], bands: Mapping[date, Band], lines: ComparedDays) -> TrendRow:
    """The value that is compared, beside the range of the day before: it must not hold the value itself."""
    line, yesterday = lines.on(day), day - ONE_DAY
    value = line.of(day)
    if value is None or (not counts(value) and any(map(counts, values))):
        return _row(next(each for each in values if counts(each)), None)  # of a source that waits
    is_same = lines.on(yesterday) is line and line.source_on(yesterday) == line.source_on(day)
    return _row(value, bands.get(yesterday) if is_same else None)


def _row_away(values: Sequence[DailyValue]) -> TrendRow:
    """A value of a day away, beside nothing."""
    value = next((each for each in values if counts(each)), values[0])
    return replace(_row(value, None), words=AWAY)


def _row(value: DailyValue, usual: Band | None) -> TrendRow:
    known = value.ln_rmssd is not None and value.rhythm is Rhythm.REGULAR
    ln, se = (value.ln_rmssd, value.se) if known else (None, None)
    place = None if usual is None or ln is None else usual.place(ln)
    return TrendRow(
        day=value.day,
        rmssd_ms=_ms(ln),
        low_ms=None if value.kind is Kind.REPORTED else _ms(ln, -NORMAL_90, se),
        high_ms=None if value.kind is Kind.REPORTED else _ms(ln, NORMAL_90, se),
        usual_low_ms=usual.low_ms if usual else None,
        usual_high_ms=usual.high_ms if usual else None,
        resting_hr_bpm=value.resting_hr_bpm if known else None,
        place=place,
        words=_words(value, place),
    )


def _ms(ln: float | None, times: float = 0.0, se: float | None = None) -> float | None:
    return None if ln is None else math.exp(ln + times * (se or 0.0))


def _words(value: DailyValue, place: Place | None) -> str:
    if value.rhythm is Rhythm.UNCLEAR:
        return UNCLEAR_RHYTHM
    if value.ln_rmssd is None:
        return NO_VALUE
    return NOTHING_TO_COMPARE if place is None else PLACES[place]
