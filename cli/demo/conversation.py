"""The demo's one conversation: a person asks, the nurse answers, through the product's own workflow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.care import workflow
from alerts.care.plans import Agreed, Plan
from store.models import PlanLevel
from store.subjects import Nurse

if TYPE_CHECKING:
    from datetime import datetime

    from store import Store
    from store.models import Account, Case
    from store.subjects import Employee

SHARED_FOR: Final = timedelta(days=120)
SEEN_AFTER: Final = timedelta(days=1)
MET_AFTER: Final = timedelta(days=4)
PLANNED_AFTER: Final = timedelta(days=7)
FOLLOWED_UP_AFTER: Final = timedelta(days=21)


class DemoConversation:
    """A person who says yes to a talk, and the nurse who follows up; `go_on` does what is due at a moment."""

    def __init__(self, store: Store, *, person: Employee, nurse: Account, asked_at: datetime) -> None:
        self._store = store
        self._person = person
        self._nurse = Nurse(nurse.id)
        self._case: Case | None = None
        steps = (
            (timedelta(0), self._ask),
            (SEEN_AFTER, self._accept),
            (MET_AFTER, self._meet),
            (PLANNED_AFTER, self._plan),
            (FOLLOWED_UP_AFTER, self._follow_up),
        )
        self._ahead = [(asked_at + after, step) for after, step in steps]

    def go_on(self, *, now: datetime) -> None:
        """Take the steps whose moment has come."""
        while self._ahead and self._ahead[0][0] <= now:
            _, step = self._ahead.pop(0)
            self._case = step(now)

    @property
    def _case_id(self) -> str:
        if self._case is None:
            raise RuntimeError("A conversation begins with being asked for.")
        return self._case.id

    def _ask(self, now: datetime) -> Case:
        with self._store.reading(self._person, now=now) as record:
            waiting = record.prompts.open_for(self._person.person_id)
        return workflow.ask(
            self._store,
            person=self._person,
            nurse_id=self._nurse.account_id,
            message="The evenings have been short since the move to the new system. I would like help to plan it.",
            share_until=now + SHARED_FOR,
            prompt_id=waiting[0].id if waiting else None,
            now=now,
        )

    def _accept(self, now: datetime) -> Case:
        contact_by = (now + timedelta(days=3)).date()
        return workflow.take(self._store, nurse=self._nurse, case_id=self._case_id, contact_by=contact_by, now=now)

    def _meet(self, now: datetime) -> Case:
        note = "Talked for half an hour. Three systems at once, and nobody has said which one comes first."
        return workflow.record_meeting(self._store, nurse=self._nurse, case_id=self._case_id, note=note, now=now)

    def _plan(self, now: datetime) -> Case:
        day = now.date()
        items = (
            Agreed(
                "Ask the leader which of the three systems comes first.", PlanLevel.LEADER, day + timedelta(days=14)
            ),
            Agreed("Two mornings a week without meetings.", PlanLevel.GROUP, day + timedelta(days=14)),
            Agreed("A walk before going home.", PlanLevel.INDIVIDUAL, day + timedelta(days=21)),
        )
        plan = Plan(
            problem="Three systems change at the same time and the order is not decided, mostly late in the day.",
            items=items,
        )
        return workflow.plan(self._store, nurse=self._nurse, case_id=self._case_id, plan=plan, now=now)

    def _follow_up(self, now: datetime) -> Case:
        return workflow.record_follow_up(
            self._store,
            nurse=self._nurse,
            case_id=self._case_id,
            outcomes=(),
            note="The order is decided. Mornings are quieter. We look again next month.",
            next_on=now.date() + timedelta(days=21),
            now=now,
        )
