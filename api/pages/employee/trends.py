"""*Trends*: the person's days beside their usual range, what happened on them, recordings, and their own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime

import hrv
from alerts import day_notes
from alerts.calendar import local_day, span_of
from api.pages.visit import EmployeesVisit, Visit
from api.presenters.glance.effects import DrawnEffect, drawn_effects
from api.presenters.glance.marks import Marks, marks, with_marked_days
from api.presenters.noted import learned
from api.presenters.ratings import DiaryLine, diary_lines
from api.presenters.recordings import RecordingLine, recording_line
from api.presenters.trend import LEAD_IN, TrendRow, TrendView, trend_view
from messages.message import N_
from store.models import RecordingKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store import Record
    from store.models import BreathingSession, DayTags, Recording
    from store.subjects import Employee

router = APIRouter(prefix="/trends", include_in_schema=False, default_response_class=HTMLResponse)

NEWEST: Final = 5
ON_A_PAGE: Final = 60


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days up to today."""

    key: str
    text: str
    days: int

    def since(self, today: date) -> date:
        """The first day of it."""
        return today - timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True)
class OwnDay:
    """What the person said of a day, beside what was measured on it."""

    line: DiaryLine
    row: TrendRow | None


@dataclass(frozen=True, slots=True)
class TrendsView:
    """Everything on the page *Trends*."""

    trend: TrendView
    marks: Marks
    effects: tuple[DrawnEffect, ...]
    recordings: tuple[RecordingLine, ...]
    own_days: tuple[OwnDay, ...]
    """The newest of them."""

    n_own_days: int


PERIODS: Final = (
    Period("30", N_("30 days"), 30),
    Period("90", N_("90 days"), 90),
    Period("365", N_("365 days"), 365),
)
USUAL_PERIOD: Final = PERIODS[1]
LONGEST_PERIOD: Final = PERIODS[-1]


@router.get("")
def trends_page(visit: EmployeesVisit, period: str = "") -> HTMLResponse:
    """The chosen period; ninety days unless another one is named."""
    chosen = next((each for each in PERIODS if each.key == period), USUAL_PERIOD)
    with visit.reading() as record:
        page = _view(record, visit, since=chosen.since(visit.today))
    return visit.page("employee/trends.html", page=page, periods=PERIODS, chosen=chosen)


@router.get("/recordings")
def recordings_page(visit: EmployeesVisit, before: AwareDatetime | None = None) -> HTMLResponse:
    """All recordings, newest first, a page at a time."""
    with visit.reading() as record:
        begun = record.recordings.list(visit.subject.person_id, before=before)[::-1]
        lines = _lines(record, begun[:ON_A_PAGE])
    earlier = lines[-1].started_at if len(begun) > ON_A_PAGE else None
    return visit.page("employee/recordings.html", recordings=lines, earlier=earlier)


@router.get("/days")
def own_days_page(visit: EmployeesVisit) -> HTMLResponse:
    """What the person said of the days of the last year, beside their values."""
    since = LONGEST_PERIOD.since(visit.today)
    with visit.reading() as record:
        noted = _noted(record, visit, since)
        own_days = _own_days(record, visit, _trend(record, visit, since, noted), noted, since=since)
    return visit.page("employee/own_days.html", own_days=own_days)


def _view(record: Record, visit: Visit[Employee], *, since: date) -> TrendsView:
    person_id = visit.subject.person_id
    noted = _noted(record, visit, since)
    trend = _trend(record, visit, since, noted)
    begins, _ = span_of(since, zone=visit.zone)
    begun = record.recordings.list(person_id, since=begins)[::-1]
    sessions = record.breathing.list(person_id, since=begins)
    breathed = _days_of((*_of_breathing(begun), *sessions), visit)
    marked = marks(record.lights.flips(person_id, since=since), noted, breathed, since=since)
    own_days = _own_days(record, visit, trend, noted, since=since)
    return TrendsView(
        trend=with_marked_days(trend, marked),
        marks=marked,
        effects=_effects(record, visit),
        recordings=_lines(record, begun[:NEWEST]),
        own_days=own_days[:NEWEST],
        n_own_days=len(own_days),
    )


def _trend(record: Record, visit: Visit[Employee], since: date, noted: Sequence[DayTags]) -> TrendView:
    person_id = visit.subject.person_id
    days = record.days.list(person_id, since=since - LEAD_IN)
    return trend_view(days, since=since, noted=noted, prior=day_notes.prior_of(record, person_id))


def _noted(record: Record, visit: Visit[Employee], since: date) -> tuple[DayTags, ...]:
    return record.tags.list(visit.subject.person_id, since=since - LEAD_IN)


def _of_breathing(begun: Sequence[Recording]) -> tuple[Recording, ...]:
    """Exercises with a strap; those without one are sessions alone."""
    return tuple(each for each in begun if each.kind is RecordingKind.BREATHING)


def _days_of(breathed: Sequence[Recording | BreathingSession], visit: Visit[Employee]) -> set[date]:
    return {local_day(each.started_at, zone=visit.zone) for each in breathed}


def _effects(record: Record, visit: Visit[Employee]) -> tuple[DrawnEffect, ...]:
    """What notes usually do, learned from all days."""
    person_id = visit.subject.person_id
    stored, noted = record.lights.current(person_id), record.tags.list(person_id)
    if stored is None or stored.light is None or not noted:
        return ()
    return drawn_effects(
        learned(hrv.tag_effects(stored.light, day_notes.explained(record.days.list(person_id), noted)))
    )


def _lines(record: Record, newest_first: Sequence[Recording]) -> tuple[RecordingLine, ...]:
    return tuple(recording_line(each, record.windows.of_recording(each.id)) for each in newest_first)


def _own_days(
    record: Record, visit: Visit[Employee], trend: TrendView, noted: Sequence[DayTags], *, since: date
) -> tuple[OwnDay, ...]:
    rows: Mapping[date, TrendRow] = {row.day: row for row in trend.rows}
    ratings = record.ratings.list(visit.subject.person_id, since=since)
    lines = diary_lines(ratings, (each for each in noted if each.day >= since))
    return tuple(OwnDay(line, rows.get(line.day)) for line in lines)
