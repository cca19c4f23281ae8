"""Cases: conversations a person asked for, moved step by step by compare-and-set, with the plan that came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, insert, or_, select, update

from store.access.readable import Readers, Share
from store.crypto.keys import SealedPlace
from store.errors import NotHere
from store.models.care import Case, CaseState, CaseStep, OverdueReview, PlanItem, PlanLevel, PlanStatus, WorklistRow
from store.models.trust import AuditKind, Purpose
from store.repositories.base import Repository, new_id, require
from store.repositories.people.account_end import withdraw_all
from store.subjects import Engine, Nurse, Role, id_of
from store.tables import accounts, case_steps, cases, plan_items

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from store.repositories.base import AnyRow, AnySelect


class Cases(Repository):
    """Seen by the person, and by the case's own nurse while a CASE consent lives; the program sees dates only."""

    readers = Readers(nurse=Share(Purpose.CASE))

    def open(self, person_id: str, *, nurse_id: str, note: str = "") -> Case:
        """Ask for a conversation with a nurse; while one is open, asking again gives the one there is."""
        require(self._is_person(person_id) and self._is_nurse(nurse_id))
        case_id = new_id()
        facts = {"id": case_id, "person_id": person_id, "nurse_id": nurse_id, "state": CaseState.REQUESTED}
        sealed = self._vault.seal_json(note, _place("cases", "note", person_id, case_id))
        is_new = self._insert_once(cases, {**facts, "revision": 0, "opened_at": self._now, "note": sealed})
        case = self._open_case_of(person_id)
        if is_new:
            self._write_step(case, came_from=None, note=note)
            self._trail.record(AuditKind.CASE_OPENED, person_id=person_id, detail=f"case={case_id} nurse={nurse_id}")
        return case

    def get(self, case_id: str) -> Case | None:
        """One case."""
        row = self._one(self._cases().where(cases.c.id == case_id))
        return None if row is None else self._seen(self._case(row))

    def of_person(self, person_id: str) -> tuple[Case, ...]:
        """A person's cases, newest first."""
        statement = self._cases().where(cases.c.person_id == person_id)
        rows = self._all(statement.order_by(cases.c.opened_at.desc(), cases.c.id))
        return tuple(self._seen(self._case(row)) for row in rows)

    def worklist(self) -> tuple[WorklistRow, ...]:
        """The nurse's open cases, the next review first; only of people whose share lives."""
        if not isinstance(self._subject, Nurse):
            return ()
        named = select(cases, accounts.c.name).join(accounts, accounts.c.id == cases.c.person_id)
        soonest = (cases.c.next_review_on.is_not(None), cases.c.next_review_on, cases.c.opened_at, cases.c.id)
        rows = self._all(named.where(self._may_see(), cases.c.closed_at.is_(None)).order_by(*soonest))
        return tuple(WorklistRow(self._seen(self._case(row)), row.name) for row in rows)

    def count_steps(self, *, to: Collection[CaseState], since: datetime) -> int:
        """How many steps into these states a nurse took since a moment: that nurse's own work, as a number alone."""
        if not isinstance(self._subject, Nurse):
            return 0
        mine = (case_steps.c.by == self._subject.account_id, case_steps.c.to_state.in_(to), case_steps.c.at >= since)
        return self._connection.scalar(select(func.count()).select_from(case_steps).where(*mine)) or 0

    def steps(self, case_id: str) -> tuple[CaseStep, ...]:
        """Every move of a case, oldest first."""
        statement = select(case_steps).join(cases, cases.c.id == case_steps.c.case_id)
        rows = self._all(statement.where(cases.c.id == case_id, self._may_see()).order_by(case_steps.c.revision))
        for row in rows:
            self._saw(row.person_id, "case")
        return tuple(self._step(row) for row in rows)

    def move(
        self, case_id: str, *, revision: int, to: CaseState, note: str = "", next_review_on: date | None = None
    ) -> Case | None:
        """Take a case one step on; None when somebody else moved it first, NotHere when it is not the subject's.

        A case that is over shares nothing more: every consent of the person that names its nurse ends with it.
        """
        before = self._mine(case_id)
        values = {"state": to, "revision": revision + 1, "next_review_on": next_review_on}
        step = update(cases).where(cases.c.id == case_id, cases.c.revision == revision)
        if not self._changed(step.values(**values, closed_at=self._now if to.is_over else None)):
            return None
        after = self._mine(case_id)
        self._write_step(after, came_from=before.state, note=note)
        self._trail.record(AuditKind.CASE_MOVED, person_id=after.person_id, detail=f"case={case_id} to={to}")
        if to.is_over:
            self._end_shares(after)
        return after

    def add_item(self, case_id: str, *, level: PlanLevel, text: str, review_on: date) -> PlanItem:
        """Put an agreed thing into the plan of a case."""
        person_id = self._mine(case_id).person_id
        item_id = new_id()
        facts = {"id": item_id, "case_id": case_id, "level": level, "review_on": review_on, "status": PlanStatus.OPEN}
        sealed = self._vault.seal_json(text, _place("plan_items", "content", person_id, item_id))
        row = {**facts, "person_id": person_id, "created_at": self._now, "content": sealed}
        self._connection.execute(insert(plan_items).values(row))
        self._trail.record(AuditKind.PLAN_CHANGED, person_id=person_id, detail=f"case={case_id} item={item_id} added")
        return PlanItem(**facts, text=text)  # type: ignore[arg-type] # the facts above, under the same names

    def set_item(self, item_id: str, *, status: PlanStatus, review_on: date) -> bool:
        """Say what became of an agreed thing, and when it is looked at again; False when it is not the subject's."""
        mine = select(cases.c.id).where(self._may_see())
        statement = update(plan_items).where(plan_items.c.id == item_id, plan_items.c.case_id.in_(mine))
        changed = statement.values(status=status, review_on=review_on)
        row = self._one(changed.returning(plan_items.c.person_id, plan_items.c.case_id))
        if row is None:
            return False
        detail = f"case={row.case_id} item={item_id} {status}"
        self._trail.record(AuditKind.PLAN_CHANGED, person_id=row.person_id, detail=detail)
        return True

    def items(self, case_id: str) -> tuple[PlanItem, ...]:
        """The plan of a case, in the order in which it was agreed."""
        statement = select(plan_items).join(cases, cases.c.id == plan_items.c.case_id)
        mine = statement.where(cases.c.id == case_id, self._may_see())
        rows = self._all(mine.order_by(plan_items.c.created_at, plan_items.c.id))
        for row in rows:
            self._saw(row.person_id, "case")
        return tuple(self._item(row) for row in rows)

    def overdue(self, *, on: date) -> tuple[OverdueReview, ...]:
        """Open cases whose review day is before `on`: the subject's own for a nurse, all for the program."""
        passed = and_(cases.c.next_review_on < on, cases.c.closed_at.is_(None))
        fields = (cases.c.id, cases.c.person_id, cases.c.nurse_id, cases.c.next_review_on)
        may_see = or_(self._may_see(), self._readable(cases.c.person_id, Readers(engine=True)))
        rows = self._all(select(*fields).where(passed, may_see).order_by(cases.c.next_review_on, cases.c.id))
        for row in rows:
            self._saw(row.person_id, "case")
        return tuple(OverdueReview(row.id, row.person_id, row.nurse_id, row.next_review_on) for row in rows)

    def mark_reminded(self, review: OverdueReview) -> bool:
        """Remind of an overdue review; True for exactly one of those who try, once for each review day."""
        require(isinstance(self._subject, Engine))
        not_yet = or_(cases.c.reminded_for.is_(None), cases.c.reminded_for != review.next_review_on)
        statement = update(cases).where(
            cases.c.id == review.case_id, cases.c.next_review_on == review.next_review_on, not_yet
        )
        return self._changed(statement.values(reminded_for=review.next_review_on))

    def _may_see(self) -> ColumnElement[bool]:
        shared = self._readable(cases.c.person_id)
        if isinstance(self._subject, Nurse):
            return shared & (cases.c.nurse_id == self._subject.account_id)
        return shared

    def _cases(self) -> AnySelect:
        return select(cases).where(self._may_see())

    def _seen(self, case: Case) -> Case:
        self._saw(case.person_id, "case")
        return case

    def _is_nurse(self, nurse_id: str) -> bool:
        nurse = exists().where(accounts.c.id == nurse_id, accounts.c.role == Role.NURSE, accounts.c.closed_at.is_(None))
        return bool(self._connection.scalar(select(nurse)))

    def _mine(self, case_id: str) -> Case:
        row = self._one(self._cases().where(cases.c.id == case_id))
        if row is None:
            raise NotHere
        return self._case(row)

    def _open_case_of(self, person_id: str) -> Case:
        return self._case(
            self._connection.execute(
                self._cases().where(cases.c.person_id == person_id, cases.c.closed_at.is_(None))
            ).one()
        )

    def _end_shares(self, case: Case) -> None:
        by = id_of(self._subject)
        withdraw_all(self._connection, case.person_id, now=self._now, by=by, grantee_id=case.nurse_id)
        detail = f"case={case.id} grantee={case.nurse_id}"
        self._trail.record(AuditKind.CONSENT_WITHDRAWN, person_id=case.person_id, detail=detail)

    def _write_step(self, case: Case, *, came_from: CaseState | None, note: str) -> None:
        row_id = f"{case.id}:{case.revision}"
        sealed = self._vault.seal_json(note, _place("case_steps", "note", case.person_id, row_id))
        facts = {"case_id": case.id, "revision": case.revision, "person_id": case.person_id, "at": self._now}
        moved = {"from_state": came_from, "to_state": case.state, "by": id_of(self._subject), "note": sealed}
        self._connection.execute(insert(case_steps).values(**facts, **moved))

    def _case(self, row: AnyRow) -> Case:
        return Case(
            id=row.id,
            person_id=row.person_id,
            nurse_id=row.nurse_id,
            state=row.state,
            revision=row.revision,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            next_review_on=row.next_review_on,
            note=self._vault.open_json(row.note, _place("cases", "note", row.person_id, row.id)),
        )

    def _step(self, row: AnyRow) -> CaseStep:
        place = _place("case_steps", "note", row.person_id, f"{row.case_id}:{row.revision}")
        return CaseStep(row.from_state, row.to_state, row.at, row.by, self._vault.open_json(row.note, place))

    def _item(self, row: AnyRow) -> PlanItem:
        place = _place("plan_items", "content", row.person_id, row.id)
        return PlanItem(
            id=row.id,
            case_id=row.case_id,
            level=row.level,
            review_on=row.review_on,
            status=row.status,
            text=self._vault.open_json(row.content, place),
        )


def _place(table: str, column: str, person_id: str, row_id: str) -> SealedPlace:
    return SealedPlace(table, column, person_id, row_id)
