"""Sessions of slow breathing: the person's own, seen by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, true, update

from hrv.breath.pace_search import PaceSearch
from hrv.breath.session import SessionSummary
from store.access.readable import Readers
from store.crypto.keys import SealedPlace
from store.errors import NotHere
from store.models.breathing import Break, BreathingMode, BreathingSession, PaceStep, SessionToSummarise
from store.repositories.base import NOBODY_ELSE, Repository, facts_of, require
from store.subjects import Engine
from store.tables import breathing_sessions as table

if TYPE_CHECKING:
    from datetime import datetime

    from store.repositories.base import AnyRow

LEASE = timedelta(minutes=5)


class BreathingSessions(Repository):
    """Written and taken back by the person, read by the person and the program; no other human ever reads them."""

    readers = Readers(engine=True)

    def keep(self, person_id: str, session: BreathingSession, *, summary_due_at: datetime) -> bool:
        """Keep a session, the first of its id, without its summary, which is due at a moment after it.

        False without consent to storing, NotHere for another's id.
        """
        require(self._is_person(person_id))
        if not self._agreed_to_storing(person_id):
            return False
        words = {
            "mode": session.mode,
            "chosen_s": session.chosen_s,
            "paces": [step.to_json() for step in session.paces],
            "breaks": [each.to_json() for each in session.breaks],
            "followed": session.followed,
        }
        row = {
            "id": session.id,
            "person_id": person_id,
            "started_at": session.started_at,
            "ended_at": session.ended_at,
            "summary_due_at": summary_due_at,
            "content": self._vault.seal_json(words, _place(person_id, session.id)),
        }
        if not self._insert_once(table, row) and self.get(session.id) is None:
            raise NotHere
        return True

    def get(self, session_id: str) -> BreathingSession | None:
        """One session."""
        row = self._one(select(table).where(table.c.id == session_id, self._readable(table.c.person_id)))
        return None if row is None else self._opened(row)

    def list(
        self,
        person_id: str,
        *,
        since: datetime | None = None,
        before: datetime | None = None,
        limit: int | None = None,
    ) -> tuple[BreathingSession, ...]:
        """A person's sessions that began from `since` on and before a moment, newest first."""
        statement = select(table).where(
            table.c.person_id == person_id,
            self._readable(table.c.person_id),
            true() if since is None else table.c.started_at >= since,
            true() if before is None else table.c.started_at < before,
        )
        rows = self._all(statement.order_by(table.c.started_at.desc(), table.c.id).limit(limit))
        return tuple(self._opened(row) for row in rows)

    def due(self, *, limit: int) -> tuple[SessionToSummarise, ...]:
        """Claim sessions that wait for their summary; nobody else gets them before the lease ends.

        Whoever took back the consent to storing is left out until they agree again.
        """
        if not self._is(Engine):
            return ()
        is_due = (table.c.summary_due_at <= self._now) & self._agrees_to_storing(table.c.person_id)
        waiting = select(table.c.id).where(is_due).order_by(table.c.summary_due_at)
        claim = update(table).where(table.c.id.in_(waiting.limit(limit).with_for_update(skip_locked=True)))
        rows = self._all(claim.values(summary_due_at=self._now + LEASE).returning(*table.c))
        return tuple(SessionToSummarise(row.person_id, self._opened(row)) for row in rows)

    def summarise(
        self, session_id: str, summary: SessionSummary | None, *, search: PaceSearch | None = None, is_last: bool
    ) -> bool:
        """Keep what the beats say of a session, in place of what they said before; False when there is no session."""
        mine = (table.c.id == session_id) & self._readable(table.c.person_id)
        row = self._one(select(table.c.person_id).where(mine))
        if row is None:
            return False
        place = _place(row.person_id, session_id, "summary")
        words = {"heart": summary and summary.to_json(), "search": search and search.to_json()}
        sealed = None if summary is None else self._vault.seal_json(words, place)
        values: dict[str, Any] = {"summary": sealed, **({"summary_due_at": None} if is_last else {})}
        return self._changed(update(table).where(mine).values(values))

    def remove(self, session_id: str) -> bool:
        """Forget one of the person's own sessions; False when there is none."""
        return self._changed(
            delete(table).where(table.c.id == session_id, self._readable(table.c.person_id, NOBODY_ELSE))
        )

    def _opened(self, row: AnyRow) -> BreathingSession:
        words: dict[str, Any] = self._vault.open_json(row.content, _place(row.person_id, row.id))
        told = self._told_by_beats(row)
        return BreathingSession(
            **facts_of(row, ("id", "started_at", "ended_at")),
            mode=BreathingMode(words["mode"]),
            chosen_s=words["chosen_s"],
            paces=tuple(PaceStep.from_json(step) for step in words["paces"]),
            breaks=tuple(Break.from_json(each) for each in words["breaks"]),
            followed=words.get("followed"),  # sessions of before it was measured say nothing
            summary=SessionSummary.from_json(told["heart"]) if told else None,
            search=PaceSearch.from_json(told["search"]) if told and told["search"] else None,
        )

    def _told_by_beats(self, row: AnyRow) -> dict[str, Any] | None:
        if row.summary is None:
            return None
        told: dict[str, Any] = self._vault.open_json(row.summary, _place(row.person_id, row.id, "summary"))
        return told


def _place(person_id: str, session_id: str, column: str = "content") -> SealedPlace:
    return SealedPlace("breathing_sessions", column, person_id, session_id)
