"""When and how often each person wants to be asked."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from store.access.readable import Readers
from store.crypto.keys import SealedPlace
from store.models.trust import AuditKind
from store.models.wishes import Away, PromptWishes
from store.repositories.base import Repository, require
from store.repositories.reevaluation import ask_again, look_again
from store.tables import prompt_wishes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.crypto.person_keys import Vault


class Wishes(Repository):
    """Written by the person, kept by the program; a nurse or the operator never learns of them."""

    readers = Readers(engine=True)

    def set(self, person_id: str, wishes: PromptWishes) -> None:
        """Keep what the person wishes from now on.

        It holds for what already waits as well, which is looked at again; so is the light, where days away are others.
        """
        require(self._is_person(person_id))
        before = self.of(person_id)
        content = self._vault.seal_json(_words(wishes), _place(person_id))
        if not self._insert_once(prompt_wishes, {"person_id": person_id, "content": content}):
            same = prompt_wishes.c.person_id == person_id
            self._connection.execute(update(prompt_wishes).where(same).values(content=content))
        ask_again(self._connection, person_id, at=self._now)
        if wishes.spells_away != (() if before is None else before.spells_away):
            look_again(self._connection, person_id, at=self._now)
        self._trail.record(AuditKind.PREFERENCES_SET, person_id=person_id)

    def of(self, person_id: str) -> PromptWishes | None:
        """What a person wishes; None when they said nothing, or to somebody whom it does not concern."""
        statement = select(prompt_wishes.c.content).where(
            prompt_wishes.c.person_id == person_id, self._readable(prompt_wishes.c.person_id)
        )
        content = self._connection.scalar(statement)
        return wishes_of(self._vault, person_id, content)


def wishes_of(vault: Vault, person_id: str, content: bytes | None) -> PromptWishes | None:
    """The wishes that were sealed, None for nothing."""
    return None if content is None else _wishes(vault.open_json(content, _place(person_id)))


def _words(wishes: PromptWishes) -> dict[str, Any]:
    return {
        "quiet": [wishes.quiet_from.isoformat(), wishes.quiet_until.isoformat()],
        "quiet_weekdays": sorted(wishes.quiet_weekdays),
        "holidays_of": wishes.holidays_of,
        "away": _days(wishes.away) if wishes.away else None,
        "been_away": [_days(spell) for spell in wishes.been_away],
        "digest_on": wishes.digest_on,
    }


def _wishes(words: Mapping[str, Any]) -> PromptWishes:
    quiet_from, quiet_until = (time.fromisoformat(moment) for moment in words["quiet"])
    return PromptWishes(
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        quiet_weekdays=frozenset(words["quiet_weekdays"]),
        holidays_of=words["holidays_of"],
        away=_away(words["away"]) if words["away"] else None,
        been_away=tuple(_away(spell) for spell in words.get("been_away", ())),  # none in rows from before it was kept
        digest_on=words["digest_on"],
    )


def _days(spell: Away) -> list[str | None]:
    return [spell.first.isoformat(), spell.last.isoformat() if spell.last else None]


def _away(days: Sequence[str | None]) -> Away:
    first, last = days
    return Away(date.fromisoformat(str(first)), date.fromisoformat(last) if last else None)


def _place(person_id: str) -> SealedPlace:
    return SealedPlace("prompt_wishes", "content", person_id, "wishes")
