"""What a person wrote in an exercise: theirs alone, but for the single piece that they chose to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, or_, select, true, update

from store.access.readable import Share, shared_with
from store.crypto.keys import SealedPlace
from store.models.notes import MAY_BE_SHOWN, Writing
from store.models.trust import Purpose
from store.repositories.base import Repository, facts_of, new_id, require
from store.subjects import Nurse
from store.tables import consents, writings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from store.repositories.base import AnyRow

FACTS = ("id", "person_id", "exercise", "created_at", "changed_at", "shown_by")


class Writings(Repository):
    """Written and read by the person; a nurse reads the one piece that a live consent names; never the program."""

    def add(self, person_id: str, *, exercise: str, words: Mapping[str, str]) -> Writing:
        """Keep what was written in an exercise."""
        require(self._is_person(person_id))
        facts = {"id": new_id(), "person_id": person_id, "exercise": exercise, "shown_by": None}
        moments = {"created_at": self._now, "changed_at": self._now}
        self._insert_once(writings, {**facts, **moments, "content": self._seal(person_id, str(facts["id"]), words)})
        return Writing(**facts, **moments, words=words)  # type: ignore[arg-type]  # the facts above, by the same names

    def set(self, writing_id: str, words: Mapping[str, str]) -> bool:
        """Keep other words in place of those that were there; False when it is not the subject's."""
        row = self._own(writing_id)
        if row is None:
            return False
        values = {"content": self._seal(row.person_id, writing_id, words), "changed_at": self._now}
        return self._changed(update(writings).where(writings.c.id == writing_id).values(**values))

    def remove(self, writing_id: str) -> bool:
        """Forget it; False when it is not the subject's."""
        return self._own(writing_id) is not None and self._changed(delete(writings).where(writings.c.id == writing_id))

    def show(self, writing_id: str, *, consent_id: str) -> bool:
        """Let a consent of the person name this piece; False for what can never be shown, and for somebody else's."""
        row = self._own(writing_id)
        if row is None or row.exercise not in MAY_BE_SHOWN:
            return False
        own = select(consents.c.id).where(consents.c.person_id == row.person_id, consents.c.purpose == Purpose.WRITTEN)
        chosen = own.where(consents.c.id == consent_id).scalar_subquery()
        mine = and_(writings.c.id == writing_id, chosen.is_not(None))
        return self._changed(update(writings).where(mine).values(shown_by=consent_id))

    def get(self, writing_id: str) -> Writing | None:
        """One piece."""
        row = self._one(select(writings).where(writings.c.id == writing_id, self._may_read()))
        if row is None:
            return None
        self._saw(row.person_id, "writing")
        return self._writing(row)

    def list(self, person_id: str, *, exercise: str | None = None) -> tuple[Writing, ...]:
        """What a person wrote, perhaps in one exercise alone, newest first."""
        of_exercise = true() if exercise is None else writings.c.exercise == exercise
        statement = select(writings).where(writings.c.person_id == person_id, of_exercise, self._may_read())
        rows = self._all(statement.order_by(writings.c.created_at.desc(), writings.c.id))
        if rows:
            self._saw(person_id, "writing")
        return tuple(self._writing(row) for row in rows)

    def _may_read(self) -> ColumnElement[bool]:
        own = self._readable(writings.c.person_id)
        if not isinstance(self._subject, Nurse):
            return own
        return or_(own, self._shown_to(self._subject))

    def _shown_to(self, nurse: Nurse) -> ColumnElement[bool]:
        share = Share(Purpose.WRITTEN)
        named = shared_with(nurse.account_id, share, writings.c.person_id, now=self._now, only=writings.c.shown_by)
        return and_(writings.c.exercise.in_(MAY_BE_SHOWN), named)

    def _own(self, writing_id: str) -> AnyRow | None:
        return self._one(select(writings).where(writings.c.id == writing_id, self._readable(writings.c.person_id)))

    def _seal(self, person_id: str, writing_id: str, words: Mapping[str, str]) -> bytes:
        return self._vault.seal_json({"words": dict(words)}, _place(person_id, writing_id))

    def _writing(self, row: AnyRow) -> Writing:
        content: dict[str, Any] = self._vault.open_json(row.content, _place(row.person_id, row.id))
        return Writing(**facts_of(row, FACTS), words=content["words"])


def _place(person_id: str, writing_id: str) -> SealedPlace:
    return SealedPlace("writings", "content", person_id, writing_id)
