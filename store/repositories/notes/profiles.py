"""What people said about themselves, so that the first guess of a usual range lies nearer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from hrv import AgeBand, Sex
from store.access.readable import Readers
from store.crypto.keys import SealedPlace
from store.models.notes import Profile
from store.models.trust import AuditKind
from store.repositories.base import Repository, require
from store.repositories.reevaluation import look_again
from store.tables import profiles

if TYPE_CHECKING:
    from store.crypto.person_keys import Vault

NOTHING = Profile()


class Profiles(Repository):
    """Written and taken back by the person, used by the program; no other human ever reads them."""

    readers = Readers(engine=True)

    def set(self, person_id: str, profile: Profile) -> None:
        """Keep what the person says of themselves; who says nothing any more leaves no row behind."""
        require(self._is_person(person_id))
        same = profiles.c.person_id == person_id
        if profile == NOTHING:
            self._connection.execute(delete(profiles).where(same))
        else:
            content = self._vault.seal_json({"age_band": profile.age_band, "sex": profile.sex}, _place(person_id))
            if not self._insert_once(profiles, {"person_id": person_id, "content": content}):
                self._connection.execute(update(profiles).where(same).values(content=content))
        look_again(self._connection, person_id, at=self._now)
        self._trail.record(AuditKind.PREFERENCES_SET, person_id=person_id)

    def of(self, person_id: str) -> Profile | None:
        """What a person said of themselves; None for nothing, and to whoever it does not concern."""
        content = self._connection.scalar(
            select(profiles.c.content).where(profiles.c.person_id == person_id, self._readable(profiles.c.person_id))
        )
        return profile_of(self._vault, person_id, content)


def profile_of(vault: Vault, person_id: str, content: bytes | None) -> Profile | None:
    """The profile that was sealed, None for nothing."""
    if content is None:
        return None
    words = vault.open_json(content, _place(person_id))
    band, sex = words["age_band"], words["sex"]
    return Profile(None if band is None else AgeBand(band), None if sex is None else Sex(sex))


def _place(person_id: str) -> SealedPlace:
    return SealedPlace("profiles", "content", person_id, "profile")
