"""The nurse's day: who asked, what is next and when, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import Field

from alerts.care.expected_by_chance import red_a_week
from api.presenters.view import View
from api.presenters.words import CASE_STATES
from messages.message import N_
from store.models import CaseState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from store.models import WorklistRow

ANSWER_WITHIN: Final = timedelta(days=3)
"""Somebody who asked to talk should hear from the nurse within so many days; after that the line counts as late."""

LATELY: Final = timedelta(days=7)
FOUR_WEEKS: Final = timedelta(weeks=4)
CONTACTS: Final = frozenset({CaseState.MET, CaseState.PLANNED, CaseState.FOLLOWED_UP, CaseState.STEPPING_DOWN})
"""Steps that a nurse writes down after being in touch with the person."""

NEXT: Final[Mapping[CaseState, str]] = MappingProxyType(
    {
        CaseState.REQUESTED: N_("Get in touch and agree on a time to talk"),
        CaseState.SHARED: N_("Get in touch and agree on a time to talk"),
        CaseState.MET: N_("Write the plan together"),
        CaseState.PLANNED: N_("Look at the plan together"),
        CaseState.FOLLOWED_UP: N_("Make contact lighter, or make a new plan"),
        CaseState.STEPPING_DOWN: N_("One more short contact, then end it together"),
        CaseState.CLOSED: N_("Nothing more"),
        CaseState.WITHDRAWN: N_("Nothing more"),
    }
)


class WorklistLine(View):
    """One person who asked, with what is next and by when."""

    case_id: str
    person_id: str
    person_name: str
    state: CaseState
    opened_at: datetime
    next_review_on: date | None
    due_on: date | None = Field(description="The day agreed on, or by which somebody who asked should hear from you.")
    is_late: bool
    is_new: bool = Field(description="Whether the person still waits for a first contact.")

    @property
    def state_in_words(self) -> str:
        """How far the conversation is."""
        return CASE_STATES[self.state]

    @property
    def next_step(self) -> str:
        """What the nurse does next."""
        return NEXT[self.state]


@dataclass(frozen=True, slots=True)
class Worklist:
    """Late lines first, then those who wait for a first contact, then the rest by date."""

    late: tuple[WorklistLine, ...]
    new: tuple[WorklistLine, ...]
    coming: tuple[WorklistLine, ...]

    @property
    def count(self) -> int:
        """How many people are on the list."""
        return len(self.late) + len(self.new) + len(self.coming)


@dataclass(frozen=True, slots=True)
class Workload:
    """What the list costs: red lights to expect of chance alone, beside the contacts there were."""

    people: int
    """How many show this nurse their light."""

    red_a_week: float
    contacts_last_week: int
    contacts_last_four_weeks: int

    @property
    def weeks_for_one_red(self) -> float | None:
        """In how many weeks one red light is to be expected of chance alone."""
        return 1 / self.red_a_week if self.red_a_week else None

    @property
    def contacts_a_week(self) -> float:
        """How many contacts there were a week, over the last four."""
        return self.contacts_last_four_weeks / 4


def worklist(rows: Iterable[WorklistRow], *, today: date, zone: ZoneInfo) -> Worklist:
    """The list as the nurse reads it on the calendar day `today` in `zone`."""
    lines = sorted((worklist_line(row, today=today, zone=zone) for row in rows), key=_soonest_first)
    return Worklist(
        late=tuple(line for line in lines if line.is_late),
        new=tuple(line for line in lines if line.is_new and not line.is_late),
        coming=tuple(line for line in lines if not line.is_new and not line.is_late),
    )


def workload_of(*, people: int, last_week: int, last_four_weeks: int) -> Workload:
    """The price of the list, from how many people show their light and the contacts that were written down."""
    return Workload(people, red_a_week(people), last_week, last_four_weeks)


def worklist_line(row: WorklistRow, *, today: date, zone: ZoneInfo) -> WorklistLine:
    """The line of a row as it stands on the calendar day `today` in `zone`."""
    case = row.case
    is_new = case.state in {CaseState.REQUESTED, CaseState.SHARED}
    answer_by = (case.opened_at.astimezone(zone) + ANSWER_WITHIN).date() if is_new else None
    due_on = case.next_review_on or answer_by
    return WorklistLine(
        case_id=case.id,
        person_id=case.person_id,
        person_name=row.person_name,
        state=case.state,
        opened_at=case.opened_at,
        next_review_on=case.next_review_on,
        due_on=due_on,
        is_late=due_on is not None and due_on < today,
        is_new=is_new,
    )


def _soonest_first(line: WorklistLine) -> tuple[bool, int, str]:
    return (line.due_on is None, line.due_on.toordinal() if line.due_on else 0, line.person_name)
