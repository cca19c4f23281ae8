"""What is typed into the forms of a conversation, and the agreements it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from alerts.care.plans import LONGEST_WAIT, MAX_ITEMS, Agreed, Plan
from alerts.care.workflow import ItemOutcome
from alerts.refusals import Refused
from alerts.texts import REVIEW_AHEAD
from api import texts
from store.models import PlanLevel, PlanStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REVIEW_AFTER: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ItemForm:
    """One row of the form of a plan, as typed."""

    text: str = ""
    level: str = PlanLevel.LEADER
    review_on: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written; where it changes and when it is reviewed mean nothing without a text."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The form of a plan, as typed, with as many rows as a plan may have."""

    problem: str = ""
    items: tuple[ItemForm, ...] = (ItemForm(),) * MAX_ITEMS
    only_individual_because: str = ""

    @classmethod
    def typed(
        cls, problem: str, because: str, *, texts: Sequence[str], levels: Sequence[str], days: Sequence[str]
    ) -> PlanForm:
        """The form from its parallel fields."""
        rows = tuple(ItemForm(*row) for row in zip_longest(texts, levels, days, fillvalue=""))
        return cls(problem, (*rows, *(ItemForm(),) * MAX_ITEMS)[: max(len(rows), MAX_ITEMS)], because)

    def plan(self) -> Plan:
        """The plan that was typed; raises `Refused` for a day or a level that is none."""
        agreed = tuple(_agreed(item) for item in self.items if not item.is_empty)
        return Plan(self.problem.strip(), agreed, self.only_individual_because.strip())


@dataclass(frozen=True, slots=True)
class ReviewDays:
    """The days that can be chosen for looking again."""

    first: date
    proposed: date
    last: date


def review_days(today: date) -> ReviewDays:
    """The days that can be chosen on `today`."""
    return ReviewDays(today + timedelta(days=1), today + REVIEW_AFTER, today + LONGEST_WAIT)


def chosen_day(text: str) -> date:
    """The day that was chosen; raises `Refused` when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(REVIEW_AHEAD()) from None


def outcomes(items: Iterable[str], statuses: Iterable[str], *, review_on: date) -> tuple[ItemOutcome, ...]:
    """What became of the agreed things; what goes on is looked at again on `review_on`."""
    return tuple(
        ItemOutcome(item, _status(status), review_on) for item, status in zip_longest(items, statuses, fillvalue="")
    )


def _agreed(item: ItemForm) -> Agreed:
    try:
        level = PlanLevel(item.level)
    except ValueError:
        raise Refused(texts.CHOOSE_FROM_LIST()) from None
    return Agreed(item.text.strip(), level, chosen_day(item.review_on))


def _status(status: str) -> PlanStatus:
    try:
        return PlanStatus(status)
    except ValueError:
        raise Refused(texts.CHOOSE_FROM_LIST()) from None
