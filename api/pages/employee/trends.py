"""*Trends*: the person's days beside their usual range, resting heart rate, recordings, and their own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from alerts.calendar import span_of
from alerts.day_notes import prior_of
from api.pages.visit import EmployeesVisit, Visit
from api.presenters.ratings import DiaryLine, diary_lines
from api.presenters.recordings import RecordingLine, recording_line
from api.presenters.trend import LEAD_IN, TrendView, trend_view
from messages.message import N_

if TYPE_CHECKING:
    from store import Record
    from store.subjects import Employee

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

EVER: Final = date(2000, 1, 1)
MOST_RECORDINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days up to today; all of them when `length` is None."""

    key: str
    text: str
    length: timedelta | None

    def since(self, today: date) -> date:
        """The first day of it."""
        return EVER if self.length is None else today - self.length + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TrendsView:
    """Everything on the page *Trends*."""

    trend: TrendView
    recordings: tuple[RecordingLine, ...]
    diary: tuple[DiaryLine, ...]


PERIODS: Final = (
    Period("4w", N_("4 weeks"), timedelta(weeks=4)),
    Period("3m", N_("3 months"), timedelta(days=91)),
    Period("all", N_("All"), None),
)
USUAL_PERIOD: Final = PERIODS[1]


@router.get("/trends")
def trends_page(visit: EmployeesVisit, period: str = "") -> HTMLResponse:
    """The chosen period; three months unless another one is named."""
    chosen = next((each for each in PERIODS if each.key == period), USUAL_PERIOD)
    with visit.reading() as record:
        page = _view(record, visit, since=chosen.since(visit.today))
    return visit.page("employee/trends.html", page=page, periods=PERIODS, chosen=chosen)


def _view(record: Record, visit: Visit[Employee], *, since: date) -> TrendsView:
    person_id = visit.subject.person_id
    begins, _ = span_of(since, zone=visit.zone)
    noted = record.tags.list(person_id, since=since - LEAD_IN)
    newest_first = record.recordings.list(person_id, since=begins)[::-1][:MOST_RECORDINGS]
    return TrendsView(
        trend=trend_view(
            record.days.list(person_id, since=since - LEAD_IN),
            since=since,
            noted=noted,
            prior=prior_of(record, person_id),
        ),
        recordings=tuple(recording_line(each, record.windows.of_recording(each.id)) for each in newest_first),
        diary=diary_lines(record.ratings.list(person_id, since=since), (each for each in noted if each.day >= since)),
    )
