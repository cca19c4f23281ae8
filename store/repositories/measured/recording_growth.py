"""What a new block means for recordings: they grow, and what is to be analysed again becomes due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import BindParameter, bindparam, case, func, insert, literal, null, or_, select, update

from store.database.columns import Utc
from store.repositories.base import new_id
from store.tables import recordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, ColumnElement, Connection

    from store.models.measured import Source

Span: TypeAlias = tuple[datetime, datetime]


def lesser(column: Column[Any], moment: datetime | BindParameter[datetime]) -> ColumnElement[Any]:
    """The earlier of the two; the moment where the column is empty."""
    return case((column < moment, column), else_=_moment(moment))


def greater(column: Column[Any], moment: datetime | BindParameter[datetime]) -> ColumnElement[Any]:
    """The later of the two; the moment where the column is empty."""
    return case((column > moment, column), else_=_moment(moment))


def _moment(moment: datetime | BindParameter[datetime]) -> ColumnElement[Any]:
    return moment if isinstance(moment, BindParameter) else literal(moment, Utc())


FIRST, LAST, NOW = (bindparam(name, type_=Utc()) for name in ("first", "last", "now"))
TO_READ = {
    "unread_from": lesser(recordings.c.unread_from, FIRST),
    "analysed_until": case((recordings.c.analysed_until > FIRST, FIRST), else_=recordings.c.analysed_until),
}
GIVEN_UP = recordings.c.trouble.is_not(None) & recordings.c.analysis_due_at.is_(None)
BEGIN = insert(recordings)
GROW = (
    update(recordings)
    .where(recordings.c.source_id == bindparam("source"))
    .values(
        started_at=lesser(recordings.c.started_at, FIRST),
        ended_at=greater(recordings.c.ended_at, LAST),
        analysis_due_at=case((GIVEN_UP, null()), else_=func.coalesce(recordings.c.analysis_due_at, NOW)),
        **TO_READ,
    )
)
SLICE = (
    (recordings.c.person_id == bindparam("person"))
    & recordings.c.source_id.is_(None)
    & (recordings.c.started_at <= LAST)
    & or_(recordings.c.ended_at.is_(None), recordings.c.ended_at >= FIRST)
)
"""Sittings without a source of their own, which beats of these moments fall into."""

ANY_SLICE = select(recordings.c.id).where(SLICE).limit(1)
ONCE_FINISHED = case((recordings.c.ended_at.is_(None) | GIVEN_UP, null()), else_=NOW)
"""Now; never yet for a sitting that is still going on."""

REOPEN = (
    update(recordings)
    .where(SLICE)
    .values(analysis_due_at=func.coalesce(recordings.c.analysis_due_at, ONCE_FINISHED), **TO_READ)
)


def note_arrivals(connection: Connection, source: Source, spans: Sequence[Span], *, now: datetime) -> None:
    """Make sure the source has its recording, and mark every recording that these beats belong to as due.

    `spans` are the first and the last moment of each block. Whoever calls holds the person's key.
    """
    hull = {"first": min(first for first, _ in spans), "last": max(last for _, last in spans), "now": now}
    if connection.execute(GROW, {"source": source.id, **hull}).rowcount == 0:
        connection.execute(BEGIN, _row(source, **hull))
    if connection.scalar(ANY_SLICE, {"person": source.person_id, **hull}) is not None:
        each = [{"person": source.person_id, "first": first, "last": last, "now": now} for first, last in spans]
        connection.execute(REOPEN, each)


def _row(source: Source, *, first: datetime, last: datetime, now: datetime) -> dict[str, Any]:
    facts = {"person_id": source.person_id, "source_id": source.id, "kind": source.kind, "revision": 0}
    times = {"started_at": first, "ended_at": last, "unread_from": first, "analysis_due_at": now}
    return {"id": new_id(), **facts, **times}
