"""*Exercises*: three for how one feels, all the others below, and each on a page of its own where it runs."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts import diary
from alerts.exercises.catalogue import BY_KEY
from alerts.exercises.exercise import Exercise
from api import texts
from api.pages.typed import LINES
from api.pages.visit import EmployeesVisit, see
from api.presenters.actions import OFFERS, SHELVES, length
from api.problems import absent

router = APIRouter(prefix="/exercises", include_in_schema=False, default_response_class=HTMLResponse)

LONGEST_LINE: Final = 2000
Key = Annotated[str, Path(max_length=64)]
Line = Annotated[str, LINES, Form(max_length=LONGEST_LINE)]


@router.get("")
def exercises(visit: EmployeesVisit) -> HTMLResponse:
    """Three for each way to feel, and all of them under *more*. Nothing of what is tapped here is kept."""
    return visit.page("employee/exercises.html", offers=OFFERS, shelves=SHELVES, length=length)


@router.get("/{key}")
def exercise(visit: EmployeesVisit, key: Key, *, kept: bool = False) -> HTMLResponse:
    """One exercise, which runs in the page itself."""
    found = _exercise(key)
    with visit.reading() as record:
        written = record.writings.list(visit.subject.person_id, exercise=key) if found.blanks else ()
    said = texts.KEPT_IN_DIARY() if kept else None
    return visit.page("employee/exercise.html", exercise=found, length=length, said=said, written=written)


@router.post("/{key}/noticed")
def keep_noticed(visit: EmployeesVisit, key: Key, *, did: Line = "", noticed: Line = "") -> RedirectResponse:
    """Add what the person did and noticed to their diary; without a word of what was noticed nothing is kept."""
    known = _exercise(key)
    if not noticed.strip():
        return see(f"/exercises/{known.key}")
    line = ": ".join(part for part in (did.strip(), noticed.strip()) if part)
    with visit.changing() as record:
        diary.add_line(record, person=visit.subject, day=visit.today, text=line)
    return see(f"/exercises/{known.key}?kept=true")


def _exercise(key: str) -> Exercise:
    if key not in BY_KEY:
        raise absent()
    return BY_KEY[key]
