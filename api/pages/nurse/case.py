"""*Case*: a conversation, as the nurse and as the person read it; what either can do now comes from its state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, Response

from alerts.care import workflow
from alerts.care.cases import Party, Step
from alerts.care.consent_text import CONSENT
from alerts.care.sharing import beside
from alerts.refusals import Refused
from api.pages.employee.talk import end_of_share, share_days
from api.pages.nurse.plan_form import PlanForm, chosen_day, outcomes, review_days
from api.pages.typed import LINES
from api.pages.visit import EmployeesVisit, NursesVisit, PartysVisit, Visit, see
from api.presenters.case import ConversationPage, conversation_page
from api.presenters.ratings import Choice
from api.presenters.sharing import last_day
from api.presenters.words import PLAN_LEVELS, PLAN_STATUS
from api.problems import absent
from messages import Message
from store.models import Purpose
from store.subjects import Employee, Nurse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from store import Record
    from store.models import Case

router = APIRouter(prefix="/cases/{case_id}", include_in_schema=False, default_response_class=HTMLResponse)

CaseId = Annotated[str, Path(max_length=64)]
Day = Annotated[str, Form(max_length=64)]
Note = Annotated[str, LINES, Form(max_length=4000)]
Rows = Annotated[tuple[str, ...], Form(max_length=20)]


@router.get("")
def case_page(visit: PartysVisit, case_id: CaseId, *, saved: bool = False) -> HTMLResponse:
    """The conversation. A nurse's look at it is added to the list that the person reads."""
    return _page(visit, case_id, saved=saved)


@router.post("/take")
def take(visit: NursesVisit, case_id: CaseId, *, next_on: Day = "", note: Note = "") -> Response:
    """Tell the person that the wish was seen, and by when to expect to hear."""

    def step() -> None:
        contact_by = chosen_day(next_on)
        workflow.take(
            visit.store, nurse=visit.subject, case_id=case_id, contact_by=contact_by, note=note, now=visit.now
        )

    return _try(visit, case_id, Step.TAKE, step)


@router.post("/meet")
def meet(visit: NursesVisit, case_id: CaseId, *, next_on: Day = "", note: Note = "") -> Response:
    """Write down that they talked."""

    def step() -> None:
        following = chosen_day(next_on)
        workflow.record_meeting(
            visit.store, nurse=visit.subject, case_id=case_id, next_on=following, note=note, now=visit.now
        )

    return _try(visit, case_id, Step.MEET, step)


@router.post("/plan")
def plan(
    visit: NursesVisit,
    case_id: CaseId,
    *,
    problem: Note = "",
    text: Rows = (),
    level: Rows = (),
    review_on: Rows = (),
    only_individual_because: Note = "",
) -> Response:
    """Write down what was agreed."""
    form = PlanForm.typed(problem, only_individual_because, texts=text, levels=level, days=review_on)

    def step() -> None:
        workflow.plan(visit.store, nurse=visit.subject, case_id=case_id, plan=form.plan(), now=visit.now)

    return _try(visit, case_id, Step.PLAN, step, form=form)


@router.post("/follow-up")
def follow_up(
    visit: NursesVisit, case_id: CaseId, *, item: Rows = (), status: Rows = (), next_on: Day = "", note: Note = ""
) -> Response:
    """Write down how the agreed things went, and when they are looked at again."""

    def step() -> None:
        following = chosen_day(next_on)
        workflow.record_follow_up(
            visit.store,
            nurse=visit.subject,
            case_id=case_id,
            outcomes=outcomes(item, status, review_on=following),
            next_on=following,
            note=note,
            now=visit.now,
        )

    return _try(visit, case_id, Step.FOLLOW_UP, step)


@router.post("/step-down")
def step_down(visit: NursesVisit, case_id: CaseId, *, next_on: Day = "", note: Note = "") -> Response:
    """Make contact lighter."""

    def step() -> None:
        following = chosen_day(next_on)
        workflow.begin_step_down(
            visit.store, nurse=visit.subject, case_id=case_id, next_on=following, note=note, now=visit.now
        )

    return _try(visit, case_id, Step.STEP_DOWN, step)


@router.post("/close")
def close(visit: PartysVisit, case_id: CaseId, *, note: Note = "") -> Response:
    """End the conversation; every share in it ends with it, so that a nurse goes back to the worklist."""
    ended = "/worklist" if isinstance(visit.subject, Nurse) else f"/cases/{case_id}"

    def step() -> None:
        workflow.close(visit.store, by=visit.subject, case_id=case_id, note=note, now=visit.now)

    return _try(visit, case_id, Step.CLOSE, step, then=ended)


@router.post("/share")
def share(
    visit: EmployeesVisit,
    case_id: CaseId,
    *,
    until: Day = "",
    ratings_too: Annotated[bool, Form()] = False,
    notes_too: Annotated[bool, Form()] = False,
) -> Response:
    """Show the trend to the nurse of this conversation until a day."""

    def step() -> None:
        end = end_of_share(until, zone=visit.zone)
        workflow.share_trend(
            visit.store,
            person=visit.subject,
            case_id=case_id,
            until=end,
            also=beside(ratings=ratings_too, notes=notes_too),
            now=visit.now,
            reader=visit.reader,
        )

    return _try(visit, case_id, Step.SHARE, step)


@router.post("/withdraw")
def withdraw(visit: EmployeesVisit, case_id: CaseId) -> Response:
    """Stop the conversation at once; no reason is asked for."""
    workflow.withdraw(visit.store, person=visit.subject, case_id=case_id, now=visit.now)
    return see(f"/cases/{case_id}")


def _try(
    visit: Visit[Employee] | Visit[Nurse],
    case_id: str,
    taken: Step,
    step: Callable[[], None],
    *,
    form: PlanForm | None = None,
    then: str = "",
) -> Response:
    """Take a step and show what became of it; or show the same form again, open, with what to do."""
    try:
        step()
    except Refused as no:
        return _page(visit, case_id, refused=no.message, opened=taken, form=form)
    return see(f"{then or f'/cases/{case_id}'}?saved=true")


def _page(
    visit: Visit[Employee] | Visit[Nurse],
    case_id: str,
    *,
    saved: bool = False,
    refused: Message | None = None,
    opened: Step | None = None,
    form: PlanForm | None = None,
) -> HTMLResponse:
    with visit.reading() as record:
        case = record.cases.get(case_id)
        if case is None:
            raise absent()
        view = _view(record, case, visit)
    return visit.page(
        "nurse/case.html",
        refused=refused,
        saved=saved,
        case=view,
        conversation=view.conversation,
        as_nurse=isinstance(visit.subject, Nurse),
        opened=opened or view.conversation.suggested,
        form=form or PlanForm(),
        levels=tuple(Choice(key, text) for key, text in PLAN_LEVELS.items()),
        statuses=tuple(Choice(key, text) for key, text in PLAN_STATUS.items()),
        review=review_days(visit.today),
        share=share_days(visit.today),
        trend_text=CONSENT[Purpose.TREND](),
    )


def _view(record: Record, case: Case, visit: Visit[Employee] | Visit[Nurse]) -> ConversationPage:
    as_nurse = isinstance(visit.subject, Nurse)
    person, nurse = _names(record, case)
    return conversation_page(
        case,
        party=Party.NURSE if as_nurse else Party.PERSON,
        name=person if as_nurse else nurse,
        names={case.person_id: person, case.nurse_id: nurse},
        steps=record.cases.steps(case.id),
        items=record.cases.items(case.id),
        today=visit.today,
        shared_until=_shared_until(record, case, visit),
    )


def _names(record: Record, case: Case) -> tuple[str, str]:
    known = {nurse.id: nurse.name for nurse in record.accounts.nurses()}
    nurse = record.accounts.name_of(case.nurse_id) or known.get(case.nurse_id, "")
    return record.accounts.name_of(case.person_id) or "", nurse


def _shared_until(record: Record, case: Case, visit: Visit[Employee] | Visit[Nurse]) -> date | None:
    ends = [
        consent.until
        for consent in record.consents.live(case.person_id, purpose=Purpose.TREND)
        if consent.grantee_id == case.nurse_id and consent.until is not None
    ]
    return last_day(max(ends), zone=visit.zone) if ends else None
