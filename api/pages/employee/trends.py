"""*Trends*: the person's days beside their usual range, what happened on them, recordings, and their own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime

from alerts import day_notes, leave
from alerts.calendar import local_day, span_of
from api.pages.visit import EmployeesVisit, Visit
from api.presenters.glance.effects import DrawnEffect, drawn_effects
from api.presenters.glance.marks import Marks, marks, with_marked_days
from api.presenters.noted import learned
from api.presenters.ratings import DiaryLine, diary_lines
from api.presenters.recordings import RecordingLine, recording_line
from api.presenters.trend import TrendRow, TrendView, days_needed_since, trend_view
from messages.message import N_
from store.models import RecordingKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hrv import Light
    from store import Record
    from store.models import Away, BreathingSession, DayTags, Recording
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


@dataclass(frozen=True, slots=True)
class _Shown:
    """A person's days from `since` on, with the light that stands, everything they noted and their days away."""

    person_id: str
    since: date
    light: Light | None
    noted: tuple[DayTags, ...]
    away: tuple[Away, ...]
    trend: TrendView


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
        begun = record.recordings.newest(visit.subject.person_id, before=before, limit=ON_A_PAGE + 1)
        lines = _lines(record, begun[:ON_A_PAGE])
    earlier = lines[-1].started_at if len(begun) > ON_A_PAGE else None
    return visit.page("employee/recordings.html", recordings=lines, earlier=earlier)


@router.get("/days")
def own_days_page(visit: EmployeesVisit) -> HTMLResponse:
    """What the person said of the days of the last year, beside their values."""
    with visit.reading() as record:
        own_days = _own_days(record, _shown(record, visit.subject.person_id, since=LONGEST_PERIOD.since(visit.today)))
    return visit.page("employee/own_days.html", own_days=own_days)


def _view(record: Record, visit: Visit[Employee], *, since: date) -> TrendsView:
    person_id = visit.subject.person_id
    shown = _shown(record, person_id, since=since)
    begins, _ = span_of(since, zone=visit.zone)
    # exercises with a strap; those without one are sessions alone
    exercises = record.recordings.list(person_id, kinds=(RecordingKind.BREATHING,), since=begins)
    sessions = record.breathing.list(person_id, since=begins)
    breathed = _days_of((*exercises, *sessions), visit)
    marked = marks(record.lights.flips(person_id, since=since), shown.noted, breathed, since=since)
    own_days = _own_days(record, shown)
    return TrendsView(
        trend=with_marked_days(shown.trend, marked),
        marks=marked,
        effects=_effects(record, shown),
        recordings=_lines(record, record.recordings.newest(person_id, since=begins, limit=NEWEST)),
        own_days=own_days[:NEWEST],
        n_own_days=len(own_days),
    )


def _shown(record: Record, person_id: str, *, since: date) -> _Shown:
    stored, noted = record.lights.current(person_id), record.tags.list(person_id)
    light = stored.light if stored else None
    memory = light.memory if light else None
    needed_since = days_needed_since(since, memory)
    days, prior = record.days.list(person_id, since=needed_since), day_notes.prior_of(record, person_id)
    lately = [each for each in noted if each.day >= needed_since]
    away = leave.spells_away(record, person_id)
    trend = trend_view(days, since=since, noted=lately, prior=prior, memory=memory, away=away)
    return _Shown(person_id, since, light, noted, away, trend)


def _days_of(breathed: Sequence[Recording | BreathingSession], visit: Visit[Employee]) -> set[date]:
    return {local_day(each.started_at, zone=visit.zone) for each in breathed}


def _effects(record: Record, shown: _Shown) -> tuple[DrawnEffect, ...]:
    """What notes usually do, learned from all days."""
    found = day_notes.effects(record, shown.person_id, shown.light, shown.noted, away=shown.away)
    return drawn_effects(learned(found))


def _lines(record: Record, newest_first: Sequence[Recording]) -> tuple[RecordingLine, ...]:
    windows = record.windows.of_recordings([each.id for each in newest_first])
    return tuple(recording_line(each, windows[each.id]) for each in newest_first)


def _own_days(record: Record, shown: _Shown) -> tuple[OwnDay, ...]:
    rows: Mapping[date, TrendRow] = {row.day: row for row in shown.trend.rows}
    ratings = record.ratings.list(shown.person_id, since=shown.since)
    lines = diary_lines(ratings, (each for each in shown.noted if each.day >= shown.since))
    return tuple(OwnDay(line, rows.get(line.day)) for line in lines)
