"""The person's own ratings of their days: a diary that stands beside the light."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from store.access.readable import Readers, Share, of_days
from store.crypto.keys import SealedPlace
from store.models.care import SelfRating
from store.models.trust import Purpose, Scope
from store.repositories.base import Repository, require
from store.tables import self_ratings

if TYPE_CHECKING:
    from store.repositories.base import AnyRow

LIST = of_days(self_ratings)


class Ratings(Repository):
    """Written and read by the person; a nurse sees the colours alone, where a share names them; never the program."""

    readers = Readers(nurse=Share(Purpose.TREND, Scope.RATINGS))

    def set(self, person_id: str, rating: SelfRating) -> None:
        """Keep the rating of a day, in place of an earlier one; what the day was about stays unless it is told anew."""
        require(self._is_person(person_id))
        about = rating.about or self._about(person_id, rating.day)
        self._write(person_id, replace(rating, about=about))

    def set_about(self, person_id: str, day: date, about: tuple[str, ...]) -> None:
        """Keep what a day was about, in place of what was told before; rating and note stay."""
        require(self._is_person(person_id))
        there = self.list(person_id, since=day, until=day)
        self._write(person_id, replace(there[0] if there else SelfRating(day=day, colour=""), about=about))

    def remove(self, person_id: str, day: date) -> bool:
        """Take the rating of a day back."""
        require(self._is_person(person_id))
        same = (self_ratings.c.person_id == person_id) & (self_ratings.c.day == day)
        return self._changed(delete(self_ratings).where(same))

    def list(self, person_id: str, *, since: date | None = None, until: date | None = None) -> tuple[SelfRating, ...]:
        """The ratings of a person from `since` to `until`, both included, in order of days."""
        rows = self._run(LIST, person=person_id, since=since or date.min, until=until or date.max)
        if rows:
            self._saw(person_id, "ratings")
        return tuple(self._rating(row) for row in rows)

    def _about(self, person_id: str, day: date) -> tuple[str, ...]:
        there = self.list(person_id, since=day, until=day)
        return there[0].about if there else ()

    def _write(self, person_id: str, rating: SelfRating) -> None:
        words = {"colour": rating.colour, "note": rating.note, "about": rating.about}
        content = self._vault.seal_json(words, _place(person_id, rating.day))
        if not self._insert_once(self_ratings, {"person_id": person_id, "day": rating.day, "content": content}):
            same = (self_ratings.c.person_id == person_id) & (self_ratings.c.day == rating.day)
            self._connection.execute(update(self_ratings).where(same).values(content=content))

    def _rating(self, row: AnyRow) -> SelfRating:
        words = self._vault.open_json(row.content, _place(row.person_id, row.day))
        if not self._is_person(row.person_id):  # a diary's words are nobody else's, whatever is shared
            return SelfRating(day=row.day, colour=words["colour"])
        return SelfRating(day=row.day, colour=words["colour"], note=words["note"], about=tuple(words.get("about", ())))


def _place(person_id: str, day: date) -> SealedPlace:
    return SealedPlace("self_ratings", "content", person_id, str(day))
