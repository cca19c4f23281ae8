"""Recordings: the sittings, and the queue of those that wait for analysis."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Integer, bindparam, case, null, select, update

from store.access.readable import Prepared, Readers
from store.database.columns import EARLIEST, LATEST, Utc
from store.models.measured import LEFT_OPEN_AFTER, ClaimedRecording, Recording, RecordingKind
from store.repositories.base import Repository, new_id, read_as, require
from store.repositories.measured.recording_growth import greater, lesser
from store.subjects import Engine
from store.tables import recordings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Update

    from store.models.measured import Trouble
    from store.repositories.base import AnySelect

LEASE = timedelta(minutes=5)


def _of_person(may_read: Callable[[ColumnElement[str]], ColumnElement[bool]]) -> AnySelect:
    """A person's recordings of some kinds in a span of time."""
    return select(recordings).where(
        recordings.c.person_id == bindparam("person"),
        recordings.c.kind.in_(bindparam("kinds", expanding=True)),
        recordings.c.started_at >= bindparam("since"),
        recordings.c.started_at < bindparam("before"),
        may_read(recordings.c.person_id),
    )


LIST = Prepared(lambda may_read: _of_person(may_read).order_by(recordings.c.started_at, recordings.c.id))
NEWEST = Prepared(
    lambda may_read: (
        _of_person(may_read)
        .order_by(recordings.c.started_at.desc(), recordings.c.id.desc())
        .limit(bindparam("limit", type_=Integer()))
    )
)
WAITING = (
    select(recordings.c.id)
    .where(recordings.c.analysis_due_at <= bindparam("now"))
    .order_by(recordings.c.analysis_due_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
DUE, DUE_OF_SOURCE = WAITING, WAITING.where(recordings.c.source_id == bindparam("source"))
CLAIM = (
    update(recordings)
    .where(recordings.c.id.in_(bindparam("ids", expanding=True)))
    .values(analysis_due_at=bindparam("until"), unread_from=None, revision=recordings.c.revision + 1)
    .returning(*recordings.c)
)
IS_ALL = bindparam("is_all", type_=Boolean()) & recordings.c.unread_from.is_(None)
ANALYSED = (
    update(recordings)
    .where(recordings.c.id == bindparam("recording"), recordings.c.revision == bindparam("claim"))
    .values(
        analysed_until=lesser(recordings.c.unread_from, bindparam("until", type_=Utc())),
        analysis_due_at=case((IS_ALL, null()), else_=bindparam("now", type_=Utc())),
        failures=0,
        trouble=None,
    )
)


class Recordings(Repository):
    """The person's own, and the program's while it analyses. A source gets its recording with its first block."""

    readers = Readers(engine=True)

    def begin_check(self, person_id: str, *, started_at: datetime) -> Recording:
        """Begin a guided seated check: a slice of whatever the person's straps send meanwhile."""
        return self._begin(person_id, RecordingKind.CHECK, started_at)

    def begin_breathing(self, person_id: str, *, started_at: datetime) -> Recording:
        """Begin a breathing session; it never feeds the usual range."""
        return self._begin(person_id, RecordingKind.BREATHING, started_at)

    def finish(self, recording_id: str, *, ended_at: datetime) -> bool:
        """End a sitting and make it due for analysis; False when it is over already or not the subject's."""
        statement = update(recordings).where(self._named(recording_id), recordings.c.ended_at.is_(None))
        return self._changed(statement.values(ended_at=ended_at, analysis_due_at=self._now))

    def get(self, recording_id: str) -> Recording | None:
        """One recording."""
        row = self._one(select(recordings).where(self._named(recording_id)))
        return None if row is None else read_as(Recording, row)

    def list(
        self,
        person_id: str,
        *,
        kinds: Collection[RecordingKind] = tuple(RecordingKind),
        since: datetime | None = None,
        before: datetime | None = None,
    ) -> tuple[Recording, ...]:
        """A person's recordings that began from `since` on and before `before`, in order of time."""
        span = {"since": since or EARLIEST, "before": before or LATEST}
        return tuple(read_as(Recording, row) for row in self._run(LIST, person=person_id, kinds=kinds, **span))

    def newest(
        self, person_id: str, *, limit: int, since: datetime | None = None, before: datetime | None = None
    ) -> tuple[Recording, ...]:
        """The last of what `list` gives of all kinds, newest first; the others are not read at all."""
        asked = {"kinds": tuple(RecordingKind), "since": since or EARLIEST, "before": before or LATEST}
        rows = self._run(NEWEST, person=person_id, limit=limit, **asked)
        return tuple(read_as(Recording, row) for row in rows)

    def due(
        self, *, limit: int, lease: timedelta = LEASE, source_id: str | None = None
    ) -> tuple[ClaimedRecording, ...]:
        """Claim recordings that wait for analysis, or a source's own; nobody else gets them before the lease ends."""
        if not isinstance(self._subject, Engine):
            return ()
        waiting = DUE if source_id is None else DUE_OF_SOURCE
        facts = {"now": self._now, "limit": limit, "source": source_id}
        due = list(self._connection.scalars(waiting, facts))
        if not due:
            return ()
        rows = self._connection.execute(CLAIM, {"ids": due, "until": self._now + lease}).all()
        ordered = sorted(rows, key=lambda row: (row.started_at, row.id))
        return tuple(ClaimedRecording(read_as(Recording, row), row.revision) for row in ordered)

    def mark_analysed(self, claimed: ClaimedRecording, *, until: datetime, is_all: bool = True) -> bool:
        """The beats up to `until` are analysed; False when the claim was lost.

        It is due again at once when that is not all there is, or when more came in meanwhile.
        """
        facts = {"recording": claimed.recording.id, "claim": claimed.claim, "now": self._now}
        done = (
            self._connection.execute(ANALYSED, {**facts, "until": until, "is_all": is_all})
            if self._is(Engine)
            else None
        )
        return done is not None and done.rowcount == 1

    def put_off(self, claimed: ClaimedRecording, *, until: datetime) -> bool:
        """Try again later: what cannot be analysed now must not keep the others waiting."""
        statement = self._still(claimed).values(analysis_due_at=until)
        return isinstance(self._subject, Engine) and self._changed(statement)

    def failed(self, claimed: ClaimedRecording, trouble: Trouble, *, retry_at: datetime | None) -> bool:
        """Count an analysis that failed, and try again then; without `retry_at` the recording is given up."""
        statement = self._still(claimed).values(
            analysis_due_at=retry_at, failures=recordings.c.failures + 1, trouble=trouble
        )
        return isinstance(self._subject, Engine) and self._changed(statement)

    def _still(self, claimed: ClaimedRecording) -> Update:
        return update(recordings).where(recordings.c.id == claimed.recording.id, recordings.c.revision == claimed.claim)

    def _begin(self, person_id: str, kind: RecordingKind, started_at: datetime) -> Recording:
        require(self._is_person(person_id) or isinstance(self._subject, Engine))
        self._end_open_sittings(person_id, started_at)
        facts = {"id": new_id(), "person_id": person_id, "source_id": None, "kind": kind, "started_at": started_at}
        due_at = started_at + LEFT_OPEN_AFTER
        self._insert_once(recordings, {**facts, "revision": 0, "analysis_due_at": due_at})
        return Recording(**facts, ended_at=None, analysis_due_at=due_at, analysed_until=None)  # type: ignore[arg-type] # the facts above, under the same names

    def _end_open_sittings(self, person_id: str, moment: datetime) -> None:
        """Nobody sits for two things at once: one that was left open ends where the next one begins."""
        still_open = (recordings.c.source_id.is_(None)) & (recordings.c.ended_at.is_(None))
        statement = update(recordings).where(recordings.c.person_id == person_id, still_open)
        ended_at = greater(recordings.c.started_at, moment)
        self._connection.execute(statement.values(ended_at=ended_at, analysis_due_at=self._now))

    def _named(self, recording_id: str) -> ColumnElement[bool]:
        return (recordings.c.id == recording_id) & self._readable(recordings.c.person_id)
