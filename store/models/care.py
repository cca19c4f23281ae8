"""Conversations with a nurse, and the person's own rating of a day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


class CaseState(StrEnum):
    """Where a conversation stands."""

    REQUESTED = "requested"
    SHARED = "shared"
    MET = "met"
    PLANNED = "planned"
    FOLLOWED_UP = "followed_up"
    STEPPING_DOWN = "stepping_down"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_over(self) -> bool:
        """Nothing follows any more."""
        return self in {CaseState.CLOSED, CaseState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation between a person and one nurse; `revision` is what a move compares."""

    id: str
    person_id: str
    nurse_id: str
    state: CaseState
    revision: int
    opened_at: datetime
    closed_at: datetime | None
    next_review_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One move of a case: from where, to where, when, by whom, and why in their own words."""

    from_state: CaseState | None
    to_state: CaseState
    at: datetime
    by: str | None
    note: str


class PlanLevel(StrEnum):
    """Whom an item of a plan is about; a plan needs more than the individual."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    LEADER = "leader"
    ORGANISATION = "organisation"


class PlanStatus(StrEnum):
    """What became of an item of a plan."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One agreed thing with the day it is looked at again."""

    id: str
    case_id: str
    level: PlanLevel
    review_on: date
    status: PlanStatus
    text: str


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One line of a nurse's worklist: a person with a live share of their case."""

    case: Case
    person_name: str


@dataclass(frozen=True, slots=True)
class OverdueReview:
    """A case whose review day has passed, without a word of what it is about."""

    case_id: str
    person_id: str
    nurse_id: str
    next_review_on: date


@dataclass(frozen=True, slots=True)
class SelfRating:
    """The person's own colour for a day, beside the light and never merged into it."""

    day: date
    colour: str
    note: str = ""
    about: tuple[str, ...] = ()
    """What the day was about, as keys."""
