"""What a new block means for recordings: they grow, and what is to be analysed again becomes due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, literal, null, or_, select, update

from store.columns import Utc
from store.repositories.base import new_id
from store.tables import recordings
from store.tables.writing import insert_once

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Connection

    from store.models.measured import Source


def note_arrival(
    connection: Connection, source: Source, *, started_at: datetime, ended_at: datetime, now: datetime
) -> None:
    """Make sure the source has its recording, and mark every recording that these beats belong to as due."""
    _ensure_recording(connection, source, started_at=started_at, ended_at=ended_at)
    own = recordings.c.source_id == source.id
    grown = {
        "started_at": lesser(recordings.c.started_at, started_at),
        "ended_at": greater(recordings.c.ended_at, ended_at),
    }
    connection.execute(update(recordings).where(own).values(**grown))
    to_read = {
        "unread_from": lesser(recordings.c.unread_from, started_at),
        "analysed_until": case(
            (recordings.c.analysed_until > started_at, _moment(started_at)), else_=recordings.c.analysed_until
        ),
        "analysis_due_at": func.coalesce(recordings.c.analysis_due_at, _once_finished(now)),
    }
    slices = _slices_of(source.person_id, started_at=started_at, ended_at=ended_at)
    connection.execute(update(recordings).where(or_(own, slices)).values(**to_read))


def lesser(column: Column[Any], moment: datetime) -> ColumnElement[Any]:
    """The earlier of the two; the moment where the column is empty."""
    return case((column < moment, column), else_=_moment(moment))


def greater(column: Column[Any], moment: datetime) -> ColumnElement[Any]:
    """The later of the two; the moment where the column is empty."""
    return case((column > moment, column), else_=_moment(moment))


def _moment(moment: datetime) -> ColumnElement[Any]:
    return literal(moment, Utc())


def _once_finished(now: datetime) -> ColumnElement[Any]:
    """Now; never yet for a sitting that is still going on."""
    return case((recordings.c.ended_at.is_not(None), _moment(now)), else_=null())


def _slices_of(person_id: str, *, started_at: datetime, ended_at: datetime) -> ColumnElement[bool]:
    """Sittings without a source of their own, which these beats fall into."""
    return and_(
        recordings.c.person_id == person_id,
        recordings.c.source_id.is_(None),
        recordings.c.started_at <= ended_at,
        or_(recordings.c.ended_at.is_(None), recordings.c.ended_at >= started_at),
    )


def _ensure_recording(connection: Connection, source: Source, *, started_at: datetime, ended_at: datetime) -> None:
    known = select(recordings.c.id).where(recordings.c.source_id == source.id)
    if connection.scalar(known) is None:
        facts = {"person_id": source.person_id, "source_id": source.id, "kind": source.kind, "revision": 0}
        insert_once(connection, recordings, {"id": new_id(), "started_at": started_at, "ended_at": ended_at, **facts})
