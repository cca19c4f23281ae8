"""What may explain a day: facts that the person noted, which the program may use and other people may not read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from hrv import Tag
from store.access.readable import Readers, Share, of_days
from store.crypto.keys import SealedPlace
from store.models.notes import DayTags
from store.models.trust import Purpose, Scope
from store.repositories.base import Repository, require
from store.repositories.reevaluation import look_again
from store.tables import day_tags

if TYPE_CHECKING:
    from store.crypto.person_keys import Vault
    from store.repositories.base import AnyRow

LIST = of_days(day_tags)


class Tags(Repository):
    """Written by the person, used by the program; a nurse reads them only where a share names the notes."""

    readers = Readers(engine=True, nurse=Share(Purpose.TREND, Scope.NOTES))

    def set(self, person_id: str, noted: DayTags) -> bool:
        """Keep the tags of a day in place of earlier ones, none to forget it; False without consent to storing."""
        require(self._is_person(person_id))
        tags = tuple(tag for tag in Tag if tag in noted.tags)
        if tags and not self._agreed_to_storing(person_id):
            return False
        if tags != self._stored(person_id, noted.day):
            self._write(person_id, noted.day, tags)
            look_again(self._connection, person_id, at=self._now)
        return True

    def list(self, person_id: str, *, since: date | None = None, until: date | None = None) -> tuple[DayTags, ...]:
        """The days with tags from `since` to `until`, both included, in order of days."""
        rows = self._run(LIST, person=person_id, since=since or date.min, until=until or date.max)
        if rows:
            self._saw(person_id, "notes")
        return tuple(tags_of(self._vault, row) for row in rows)

    def _stored(self, person_id: str, day: date) -> tuple[Tag, ...]:
        row = self._one(select(day_tags).where(day_tags.c.person_id == person_id, day_tags.c.day == day))
        return () if row is None else tags_of(self._vault, row).tags

    def _write(self, person_id: str, day: date, tags: tuple[Tag, ...]) -> None:
        same = (day_tags.c.person_id == person_id) & (day_tags.c.day == day)
        if not tags:
            self._connection.execute(delete(day_tags).where(same))
            return
        content = self._vault.seal_json({"tags": tags}, _place(person_id, day))
        if not self._insert_once(day_tags, {"person_id": person_id, "day": day, "content": content}):
            self._connection.execute(update(day_tags).where(same).values(content=content))


def tags_of(vault: Vault, row: AnyRow) -> DayTags:
    """The tags of a row."""
    words = vault.open_json(row.content, _place(row.person_id, row.day))
    return DayTags(row.day, tuple(Tag(tag) for tag in words["tags"]))


def _place(person_id: str, day: date) -> SealedPlace:
    return SealedPlace("day_tags", "content", person_id, str(day))
