"""A conversation as its two parties read it: how far it has come, the plan, what happened, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.care.cases import Party, Step, possible
from api.presenters.view import View
from api.presenters.words import CASE_STATES, PLAN_LEVELS, PLAN_STATUS
from messages.message import N_
from store.models import CaseState, PlanStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.models import Case, CaseStep, PlanItem

_HAPPENED: Final[Mapping[CaseState, str]] = MappingProxyType(
    {
        CaseState.REQUESTED: N_("Asked to talk"),
        CaseState.SHARED: N_("Showed the trend"),
        CaseState.MET: N_("Talked"),
        CaseState.PLANNED: N_("Agreed on a plan"),
        CaseState.FOLLOWED_UP: N_("Looked at the plan"),
        CaseState.STEPPING_DOWN: N_("Made contact lighter"),
        CaseState.CLOSED: N_("Ended"),
        CaseState.WITHDRAWN: N_("Stopped"),
    }
)
_PATH: Final = (
    (N_("Asked"), frozenset({CaseState.REQUESTED, CaseState.SHARED})),
    (N_("Talked"), frozenset({CaseState.MET})),
    (N_("Plan"), frozenset({CaseState.PLANNED})),
    (N_("Follow-up"), frozenset({CaseState.FOLLOWED_UP})),
    (N_("Stepping down"), frozenset({CaseState.STEPPING_DOWN})),
    (N_("Ended"), frozenset({CaseState.CLOSED, CaseState.WITHDRAWN})),
)
_SUGGESTED: Final[Mapping[CaseState, Step]] = MappingProxyType(
    {
        CaseState.REQUESTED: Step.MEET,
        CaseState.SHARED: Step.MEET,
        CaseState.MET: Step.PLAN,
        CaseState.PLANNED: Step.FOLLOW_UP,
        CaseState.FOLLOWED_UP: Step.STEP_DOWN,
        CaseState.STEPPING_DOWN: Step.CLOSE,
    }
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One place on the way of a conversation; `when` is past, now or ahead."""

    text: str
    when: str

    @property
    def is_current(self) -> bool:
        """Whether the conversation stands here."""
        return self.when == "now"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One agreed thing."""

    id: str
    text: str
    level: str
    status: str
    is_open: bool
    review_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened, by whom, and what was written down."""

    at: datetime
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """Everything on the page of a conversation; `name` is the other party's."""

    id: str
    person_id: str
    name: str
    state: str
    is_open: bool
    path: tuple[Stage, ...]
    can: frozenset[Step]
    suggested: Step | None
    request: str
    plan: tuple[PlanLine, ...]
    history: tuple[HistoryLine, ...]
    next_review_on: date | None
    is_late: bool
    shared_until: date | None


def case_view(
    case: Case,
    *,
    party: Party,
    name: str,
    names: Mapping[str, str],
    steps: Iterable[CaseStep],
    items: Iterable[PlanItem],
    today: date,
    shared_until: date | None,
) -> CaseView:
    """The conversation as `party` reads it today; `names` are those of the accounts that took steps, by id."""
    is_open = not case.state.is_over
    return CaseView(
        id=case.id,
        person_id=case.person_id,
        name=name,
        state=CASE_STATES[case.state],
        is_open=is_open,
        path=path_of(case.state),
        can=possible(case.state, by=party),
        suggested=_SUGGESTED.get(case.state),
        request=case.note,
        plan=tuple(_plan_line(item, today=today) for item in items if item.status is not PlanStatus.DROPPED),
        history=tuple(reversed([_history_line(step, names) for step in steps])),
        next_review_on=case.next_review_on if is_open else None,
        is_late=is_open and case.next_review_on is not None and case.next_review_on < today,
        shared_until=shared_until,
    )


def path_of(state: CaseState) -> tuple[Stage, ...]:
    """The whole way, with where the conversation stands on it."""
    here = next(place for place, (_, states) in enumerate(_PATH) if state in states)
    return tuple(Stage(text, _when(place, here)) for place, (text, _) in enumerate(_PATH))


def _when(place: int, here: int) -> str:
    if place == here:
        return "now"
    return "past" if place < here else "ahead"


def _plan_line(item: PlanItem, *, today: date) -> PlanLine:
    is_open = item.status is PlanStatus.OPEN
    return PlanLine(
        id=item.id,
        text=item.text,
        level=PLAN_LEVELS[item.level],
        status=PLAN_STATUS[item.status],
        is_open=is_open,
        review_on=item.review_on,
        is_late=is_open and item.review_on < today,
    )


def _history_line(step: CaseStep, names: Mapping[str, str]) -> HistoryLine:
    asked = step.from_state is None  # what was said when asking stands at the top of the page
    note = "" if asked else step.note
    return HistoryLine(at=step.at, what=_HAPPENED[step.to_state], who=names.get(step.by or "", ""), note=note)


class Conversation(View):
    """A conversation that you asked for, as the API tells it; its name there is this one."""

    id: str
    nurse_id: str
    state: CaseState
    opened_at: datetime
    closed_at: datetime | None
    next_review_on: date | None
