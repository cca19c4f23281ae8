"""What was written in an exercise: seen again, changed, printed, shown to one's nurse, or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, Response

from alerts.care import showing
from alerts.care.consent_text import CONSENT
from alerts.exercises import words
from alerts.exercises.catalogue import BY_KEY
from alerts.exercises.exercise import Exercise
from alerts.refusals import Refused
from api import texts
from api.pages.employee.talk import end_of_share, share_days
from api.pages.typed import plain_lines
from api.pages.visit import EmployeesVisit, Visit, see
from api.presenters.sharing import last_day
from api.problems import absent
from messages import Message, Text
from store.models import Purpose, Writing
from store.subjects import Employee

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

DONE: Final[Mapping[str, Text]] = {"saved": texts.SAVED, "shown": texts.PIECE_SHOWN}


async def form_of(request: Request) -> dict[str, list[str]]:
    """What was filled in, by name; files are none of it."""
    form = await request.form()
    return {name: [plain_lines(value) for value in form.getlist(name) if isinstance(value, str)] for name in form}


Key = Annotated[str, Path(max_length=64)]
Filled = Annotated[dict[str, list[str]], Depends(form_of)]


@router.post("/exercises/{key}/writings")
def write(visit: EmployeesVisit, key: Key, filled: Filled) -> Response:
    """Keep what was written; nothing written is nothing kept."""
    exercise = BY_KEY.get(key)
    if exercise is None or not exercise.blanks:
        raise absent()
    try:
        written = words.read(exercise, filled)
    except Refused as no:
        return visit.page("employee/writing.html", refused=no.message, **_unsaved(exercise, filled))
    if not written:
        return see(f"/exercises/{key}")
    with visit.changing() as record:
        writing = record.writings.add(visit.subject.person_id, exercise=key, words=written)
    return see(f"/writings/{writing.id}?done=saved")


@router.get("/writings/{writing_id}")
def writing_page(visit: EmployeesVisit, writing_id: Key, *, done: str = "") -> HTMLResponse:
    """One piece, to read and to change."""
    return _page(visit, writing_id, done=DONE[done]() if done in DONE else None)


@router.get("/writings/{writing_id}/print")
def print_view(visit: EmployeesVisit, writing_id: Key) -> HTMLResponse:
    """A card as it is shown on one's own screen or on paper; only for what is written for others."""
    writing, exercise = _own(visit, writing_id)
    if not exercise.is_for_others:
        raise absent()
    return visit.page("employee/writing_print.html", exercise=exercise, writing=writing, ticked=words.ticked)


@router.post("/writings/{writing_id}")
def change(visit: EmployeesVisit, writing_id: Key, filled: Filled) -> Response:
    """Keep other words in place of those that were there."""
    writing, exercise = _own(visit, writing_id)
    try:
        written = words.read(exercise, filled)
    except Refused as no:
        return _page(visit, writing_id, refused=no.message, typed=_typed(filled))
    with visit.changing() as record:
        record.writings.set(writing.id, written)
    return see(f"/writings/{writing.id}?done=saved")


@router.post("/writings/{writing_id}/delete")
def delete(visit: EmployeesVisit, writing_id: Key) -> Response:
    """Forget a piece for good; whoever could see it sees it no more."""
    writing, _ = _own(visit, writing_id)
    showing.forget(visit.store, person=visit.subject, writing_id=writing.id, now=visit.now)
    return see(f"/exercises/{writing.exercise}")


@router.post("/writings/{writing_id}/show")
def show(visit: EmployeesVisit, writing_id: Key, until: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Let the nurse of the open conversation see this piece until a day."""
    writing, exercise = _own(visit, writing_id)
    if not exercise.can_be_shown:
        raise absent()
    try:
        end = end_of_share(until, zone=visit.zone)
        showing.show(
            visit.store, person=visit.subject, writing_id=writing.id, until=end, now=visit.now, reader=visit.reader
        )
    except Refused as no:
        return _page(visit, writing_id, refused=no.message)
    return see(f"/writings/{writing.id}?done=shown")


def _own(visit: Visit[Employee], writing_id: str) -> tuple[Writing, Exercise]:
    with visit.reading() as record:
        writing = record.writings.get(writing_id)
    if writing is None:
        raise absent()
    return writing, BY_KEY[writing.exercise]


def _page(
    visit: Visit[Employee],
    writing_id: str,
    *,
    done: Message | None = None,
    refused: Message | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    writing, exercise = _own(visit, writing_id)
    with visit.reading() as record:
        nurses = {nurse.id: nurse.name for nurse in record.accounts.nurses()}
        live = record.consents.live(writing.person_id, purpose=Purpose.WRITTEN)
        cases = record.cases.of_person(writing.person_id)
    shown = next((consent for consent in live if consent.id == writing.shown_by), None)
    talks_with = next((nurses.get(case.nurse_id) for case in cases if not case.state.is_over), None)
    return visit.page(
        "employee/writing.html",
        refused=refused,
        done=done,
        exercise=exercise,
        writing=writing,
        words=writing.words if typed is None else typed,
        ticked=words.ticked,
        shown=shown,
        last_day=last_day(shown.until, zone=visit.zone) if shown and shown.until else None,
        shown_to=nurses.get(shown.grantee_id or "") if shown else None,
        talks_with=talks_with,
        days=share_days(visit.today),
        consent_text=CONSENT[Purpose.WRITTEN](),
    )


def _unsaved(exercise: Exercise, filled: Mapping[str, list[str]]) -> dict[str, object]:
    """What the page of a piece needs before there is one: what was typed stays in its places."""
    return {"exercise": exercise, "writing": None, "words": _typed(filled), "ticked": words.ticked, "done": None}


def _typed(filled: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: ",".join(values) for name, values in filled.items()}
