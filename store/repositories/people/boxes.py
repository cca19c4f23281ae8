"""Where the shared boxes stand, and whom to ask there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from store.models.people import Box
from store.models.trust import AuditKind
from store.repositories.base import Repository, new_id, read_as, require
from store.subjects import Employee, Engine, Operator
from store.tables import boxes

if TYPE_CHECKING:
    from collections.abc import Mapping


class Boxes(Repository):
    """Written by the operator, read by every employee: it says nothing about anybody's heart."""

    def list(self) -> tuple[Box, ...]:
        """All boxes, in the order in which they were described."""
        if not isinstance(self._subject, Employee | Operator | Engine):
            return ()
        rows = self._all(select(boxes).order_by(boxes.c.created_at, boxes.c.id))
        return tuple(read_as(Box, row) for row in rows)

    def add(self, *, place: str, contact: str) -> Box:
        """Describe another box."""
        require(self._is(Operator))
        box = Box(new_id(), place, contact)
        self._insert_once(boxes, {**_words(box), "created_at": self._now})
        self._trail.record(AuditKind.BOX_CHANGED, person_id=None, detail=box.id)
        return box

    def change(self, box: Box) -> bool:
        """Describe a box anew; False when there is none of its id."""
        require(self._is(Operator))
        return self._note(box.id, changed=self._changed(update(boxes).where(boxes.c.id == box.id).values(_words(box))))

    def remove(self, box_id: str) -> bool:
        """Take a box off the list; False when there is none of that id."""
        require(self._is(Operator))
        return self._note(box_id, changed=self._changed(delete(boxes).where(boxes.c.id == box_id)))

    def _note(self, box_id: str, *, changed: bool) -> bool:
        if changed:
            self._trail.record(AuditKind.BOX_CHANGED, person_id=None, detail=box_id)
        return changed


def _words(box: Box) -> Mapping[str, str]:
    return {"id": box.id, "place": box.place, "contact": box.contact}
