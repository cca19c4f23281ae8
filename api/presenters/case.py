"""A conversation as its two parties read it: how far it has come, the plan, what happened, and what can be done now.

What `Conversation` holds is told by the API; its properties are what a page says besides.
"""

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
    (N_("Lighter contact"), frozenset({CaseState.STEPPING_DOWN})),
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


class Conversation(View):
    """A conversation that you asked for, as the API tells it; its name there is this one."""

    id: str
    nurse_id: str
    state: CaseState
    opened_at: datetime
    closed_at: datetime | None
    next_review_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return not self.state.is_over

    @property
    def state_in_words(self) -> str:
        """How far it is."""
        return CASE_STATES[self.state]

    @property
    def path(self) -> tuple[Stage, ...]:
        """The whole way, with where it stands on it."""
        here = next(place for place, (_, states) in enumerate(_PATH) if self.state in states)
        return tuple(Stage(text, _when(place, here)) for place, (text, _) in enumerate(_PATH))

    @property
    def suggested(self) -> Step | None:
        """What the nurse usually does next."""
        return _SUGGESTED.get(self.state)

    @property
    def next_on(self) -> date | None:
        """The day agreed on, while it goes on."""
        return self.next_review_on if self.is_open else None

    def is_late(self, today: date) -> bool:
        """Whether that day has passed."""
        return self.next_on is not None and self.next_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationPage:
    """A conversation and what else its page shows; `name` is the other party's."""

    conversation: Conversation
    person_id: str
    name: str
    can: frozenset[Step]
    request: str
    plan: tuple[PlanLine, ...]
    history: tuple[HistoryLine, ...]
    is_late: bool
    shared_until: date | None


def conversation_page(
    case: Case,
    *,
    party: Party,
    name: str,
    names: Mapping[str, str],
    steps: Iterable[CaseStep],
    items: Iterable[PlanItem],
    today: date,
    shared_until: date | None,
) -> ConversationPage:
    """The conversation as `party` reads it today; `names` are those of the accounts that took steps, by id."""
    conversation = Conversation.model_validate(case)
    return ConversationPage(
        conversation=conversation,
        person_id=case.person_id,
        name=name,
        can=possible(case.state, by=party),
        request=case.note,
        plan=tuple(_plan_line(item, today=today) for item in items if item.status is not PlanStatus.DROPPED),
        history=tuple(reversed([_history_line(step, names) for step in steps])),
        is_late=conversation.is_late(today),
        shared_until=shared_until,
    )


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
