"""What the person and the nurse agree on: few things, each looked at again, and not about the person alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.refusals import Refused
from store.models import PlanLevel

if TYPE_CHECKING:
    from datetime import date


MAX_ITEMS: Final = 3
LONGEST_WAIT: Final = timedelta(days=183)
"""A review later than half a year away would be no review."""

_FEWEST_TELLING_WORDS: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]{2,}")

# Words that name the whole without saying what, when, or which part of work: English, Danish and Norwegian.
_VAGUE: Final = frozenset(
    _WORD.findall(
        "a alt alting am and arbeid arbejde are at bad being belastet belastning busy del det do dårlig dårligt er "
        "everything for general generally generelt gjøre gøre hard have i is it jeg just life livet lot meget much "
        "my mye of og on pres press pressed pressure på really so strain strained stress stressed stressende "
        "stresset sur svært that the things tired to too travel travelt travl travlt træt trøtt tung tungt "
        "vanskelig very work workload"
    ),
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """One thing that will be tried, where the change is made, and the day on which both look at it again."""

    text: str
    level: PlanLevel
    review_on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What is difficult, what will be tried, and why nothing around the person is changed if nothing is."""

    problem: str
    items: tuple[Agreed, ...]
    only_individual_because: str = ""

    @property
    def words(self) -> str:
        """The problem, and the reason if there is one, as they stand in the history of the conversation."""
        return "\n\n".join(part for part in (self.problem.strip(), self.only_individual_because.strip()) if part)

    @property
    def next_review_on(self) -> date:
        """The first day on which somebody looks at it again."""
        return min(item.review_on for item in self.items)


def check(plan: Plan, *, today: date) -> None:
    """Raise `Refused`, with what to write instead, unless the plan can be followed up."""
    _check_problem(plan.problem)
    _check_number(plan.items)
    for item in plan.items:
        _check_item(item, today=today)
    _check_reach(plan)


def telling_words(text: str) -> frozenset[str]:
    """The different words of a text that say what, when or where, in lower case."""
    return frozenset(_WORD.findall(text.lower())) - _VAGUE


def _check_problem(problem: str) -> None:
    if len(telling_words(problem)) < _FEWEST_TELLING_WORDS:
        raise Refused(
            texts.SAY_PROBLEM(),
        )


def _check_number(items: tuple[Agreed, ...]) -> None:
    if not items:
        raise Refused(texts.NO_ITEM())
    if len(items) > MAX_ITEMS:
        raise Refused(texts.TOO_MANY_ITEMS())


def _check_item(item: Agreed, *, today: date) -> None:
    if not item.text.strip():
        raise Refused(texts.EMPTY_ITEM())
    if item.review_on <= today:
        raise Refused(texts.REVIEW_AHEAD())
    if item.review_on > today + LONGEST_WAIT:
        raise Refused(texts.REVIEW_SOON())


def _check_reach(plan: Plan) -> None:
    if any(item.level is not PlanLevel.INDIVIDUAL for item in plan.items):
        return
    if len(telling_words(plan.only_individual_because)) < _FEWEST_TELLING_WORDS:
        raise Refused(
            texts.REACH(),
        )
