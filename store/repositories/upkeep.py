"""What an operator may know of how the service is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from store.models.trust import ServiceCounts
from store.repositories.base import Repository
from store.subjects import Engine, Operator, Role
from store.tables import accounts, devices, lights, prompts, recordings

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement


class Upkeep(Repository):
    """Numbers for the operator and the program, that say nothing about anybody."""

    def counts(self) -> ServiceCounts | None:
        """How many accounts and devices there are, and how much waits; None for everybody else."""
        if not self._is(Operator, Engine):
            return None
        analyses, evaluations = recordings.c.analysis_due_at, lights.c.next_evaluation_at
        undelivered = prompts.c.delivered_at.is_(None)
        return ServiceCounts(
            accounts=self._accounts(),
            active_devices=self._count(devices.c.revoked_at.is_(None)),
            due_analyses=self._count(analyses <= self._now),
            due_evaluations=self._count(evaluations <= self._now),
            due_prompts=self._count(undelivered & (prompts.c.due_at <= self._now)),
            oldest_due_at=self._oldest(analyses, evaluations),
        )

    def _accounts(self) -> dict[Role, int]:
        statement = select(accounts.c.role, func.count().label("n")).where(accounts.c.closed_at.is_(None))
        counted = {row.role: row.n for row in self._all(statement.group_by(accounts.c.role))}
        return {role: counted.get(role, 0) for role in Role}

    def _count(self, condition: ColumnElement[bool]) -> int:
        return self._connection.scalar(select(func.count()).where(condition)) or 0

    def _oldest(self, *columns: Column[datetime]) -> datetime | None:
        oldest = [self._connection.scalar(select(func.min(column)).where(column <= self._now)) for column in columns]
        return min((moment for moment in oldest if moment is not None), default=None)
