"""One prompt: answering it in any of its ways, or being left alone for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, Response

from alerts.day_notes import Which
from alerts.prompts import answers
from alerts.refusals import Refused
from alerts.work_factors import offered_in
from api.pages.typed import LINES
from api.pages.visit import EmployeesVisit, Visit, see
from api.presenters.prompt import prompt_view
from api.problems import absent
from messages import Message
from store.models import Answer, AnswerKind
from store.subjects import Employee

router = APIRouter(prefix="/prompts/{prompt_id}", include_in_schema=False, default_response_class=HTMLResponse)

PromptId = Annotated[str, Path(max_length=64)]
Keys = Annotated[tuple[str, ...], Form()]


@router.get("")
def prompt_page(visit: EmployeesVisit, prompt_id: PromptId) -> HTMLResponse:
    """The prompt, open or answered."""
    return _page(visit, prompt_id)


@router.post("/answer")
def answer(
    visit: EmployeesVisit,
    prompt_id: PromptId,
    *,
    kind: Annotated[AnswerKind, Form()],
    actions: Keys = (),
    tags: Keys = (),
    work: Keys = (),
    about: Annotated[Which, Form()] = Which.TODAY,
    note: Annotated[str, LINES, Form(max_length=2000)] = "",
) -> Response:
    """Keep the answer; the first one counts, and a second one only shows what counted."""
    _require_own(visit, prompt_id)
    given = Answer(kind, actions if kind is AnswerKind.ACTION else (), tags, note.strip())
    try:
        answers.answer(
            visit.store, person=visit.subject, prompt_id=prompt_id, answer=given, about=about, work=work, now=visit.now
        )
    except Refused as no:
        return _page(visit, prompt_id, refused=no.message)
    return see(f"/prompts/{prompt_id}")


@router.post("/snooze")
def snooze(visit: EmployeesVisit, prompt_id: PromptId, days: Annotated[int, Form(ge=0, le=366)]) -> Response:
    """Be quiet about it for some days."""
    _require_own(visit, prompt_id)
    until = visit.now + timedelta(days=days)
    try:
        answers.snooze(visit.store, person=visit.subject, prompt_id=prompt_id, until=until, now=visit.now)
    except Refused as no:
        return _page(visit, prompt_id, refused=no.message)
    return see("/today?saved=later")


def _require_own(visit: Visit[Employee], prompt_id: str) -> None:
    with visit.reading() as record:
        if record.prompts.get(prompt_id) is None:
            raise absent()


def _page(visit: Visit[Employee], prompt_id: str, *, refused: Message | None = None) -> HTMLResponse:
    with visit.reading() as record:
        prompt = record.prompts.get(prompt_id)
        if prompt is None or prompt.delivered_at is None:
            raise absent()
        view = prompt_view(prompt, times_busy=answers.times_busy(record, visit.subject))
        may_talk = all(case.state.is_over for case in record.cases.of_person(visit.subject.person_id))
    factors = offered_in(visit.reader.language)
    return visit.page("employee/prompt.html", refused=refused, prompt=view, may_talk=may_talk, factors=factors)
