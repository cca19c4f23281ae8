"""Lights: the one that stands, the queue of those to evaluate, and every flip."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, insert, literal, select, update

import hrv
from store.access.readable import Readers, Share
from store.crypto.keys import SealedPlace
from store.models.lights import ClaimedLight, Flip, StoredLight
from store.models.trust import Purpose, Scope
from store.repositories.base import Repository, new_id, require
from store.repositories.reevaluation import look_again
from store.subjects import Engine, Nurse
from store.tables import flips, lights

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from store.crypto.person_keys import Vault
    from store.repositories.base import AnyRow

LEASE = timedelta(minutes=5)
WITH_NOTES = Readers(nurse=Share(Purpose.TREND, Scope.LIGHT | Scope.NOTES))
MaybeLight = TypeVar("MaybeLight", hrv.Light, hrv.Light | None)


DUE = (
    select(lights.c.person_id)
    .where(lights.c.next_evaluation_at <= bindparam("now"))
    .order_by(lights.c.next_evaluation_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(lights)
    .where(lights.c.person_id.in_(bindparam("people", expanding=True)))
    .values(next_evaluation_at=bindparam("until"), revision=lights.c.revision + 1)
    .returning(lights.c.person_id, lights.c.revision, lights.c.anew)
)


class Lights(Repository):
    """Changed by the program alone, by compare-and-set; read by the person, and by a nurse while it is shared.

    What the person noted is taken out of a light before a nurse reads it, unless the share names the notes.
    """

    readers = Readers(engine=True, nurse=Share(Purpose.TREND, Scope.LIGHT))

    def current(self, person_id: str) -> StoredLight | None:
        """The light that stands for a person."""
        statement = select(lights).where(lights.c.person_id == person_id, self._readable(lights.c.person_id))
        row = self._one(statement)
        if row is None:
            return None
        self._saw(person_id, "light")  # that there is none yet is something to see, too
        return StoredLight(
            person_id=person_id,
            revision=row.revision,
            light=self._as_read(person_id)(light_of(self._vault, person_id, row.content)),
            next_evaluation_at=row.next_evaluation_at,
        )

    def flips(self, person_id: str, *, since: date | None = None) -> tuple[Flip, ...]:
        """Every change of a person's light, oldest first."""
        statement = select(flips).where(flips.c.person_id == person_id, self._readable(flips.c.person_id))
        recent = statement if since is None else statement.where(flips.c.day >= since)
        rows = self._all(recent.order_by(flips.c.revision))
        if rows:
            self._saw(person_id, "light")
        shown = self._as_read(person_id)
        flipped = (flip_of(self._vault, row) for row in rows)
        return tuple(replace(flip, before=shown(flip.before), after=shown(flip.after)) for flip in flipped)

    def schedule(self, person_id: str, *, at: datetime, anew: bool = True) -> bool:
        """Evaluate not later than `at`; an evaluation that is under way has old days and will have to be done again.

        `anew` forgets what the light remembers. It may be False when nothing older than 28 days has changed.
        """
        require(isinstance(self._subject, Engine))
        return look_again(self._connection, person_id, at=at, anew=anew)

    def due(self, *, limit: int, lease: timedelta = LEASE) -> tuple[ClaimedLight, ...]:
        """Claim people whose light is to be evaluated; nobody else gets them before the lease ends."""
        if not isinstance(self._subject, Engine):
            return ()
        due = list(self._connection.scalars(DUE, {"now": self._now, "limit": limit}))
        if not due:
            return ()
        rows = self._connection.execute(CLAIM, {"people": due, "until": self._now + lease})
        return tuple(ClaimedLight(*row) for row in sorted(rows, key=lambda row: row.person_id))

    def put_off(self, claimed: ClaimedLight, *, until: datetime) -> bool:
        """Try again later: a light that cannot be evaluated now must not keep the others waiting."""
        require(isinstance(self._subject, Engine))
        statement = update(lights).where(lights.c.person_id == claimed.person_id, lights.c.revision == claimed.revision)
        return self._changed(statement.values(next_evaluation_at=until))

    def flip(
        self, person_id: str, *, revision: int, light: hrv.Light, next_evaluation_at: datetime | None
    ) -> Flip | None:
        """Change the light and write the flip beside it; None when somebody else was there first."""
        before = self._before(person_id)
        if not self._set(person_id, revision, light, next_evaluation_at):
            return None
        flip = Flip(
            id=new_id(),
            person_id=person_id,
            revision=revision + 1,
            day=light.day,
            flipped_at=self._now,
            prompted_at=None,
            before=before,
            after=light,
        )
        self._connection.execute(insert(flips).values(self._flip_row(flip)))
        return flip

    def keep(self, person_id: str, *, revision: int, light: hrv.Light, next_evaluation_at: datetime | None) -> bool:
        """Store a light of the same colour, with its fresher reasons; False when somebody else was there first."""
        return self._set(person_id, revision, light, next_evaluation_at)

    def _set(self, person_id: str, revision: int, light: hrv.Light, next_evaluation_at: datetime | None) -> bool:
        require(isinstance(self._subject, Engine))
        statement = update(lights).where(lights.c.person_id == person_id, lights.c.revision == revision)
        content = sealed_light(self._vault, person_id, light)
        values = {"revision": revision + 1, "next_evaluation_at": next_evaluation_at, "content": content}
        return self._changed(statement.values(**values, anew=False))

    def _as_read(self, person_id: str) -> Callable[[MaybeLight], MaybeLight]:
        """How a light reads to the subject: whole to the person and the program, to a nurse as far as it is shared."""
        if not isinstance(self._subject, Nurse):
            return lambda light: light
        notes_too = self._connection.scalar(select(self._readable(literal(person_id), WITH_NOTES)))
        if notes_too:
            self._saw(person_id, "notes")
            return lambda light: light and replace(light, memory=None)
        return lambda light: light and light.without_notes()

    def _before(self, person_id: str) -> hrv.Light | None:
        content = self._connection.scalar(select(lights.c.content).where(lights.c.person_id == person_id))
        return light_of(self._vault, person_id, content)

    def _flip_row(self, flip: Flip) -> dict[str, Any]:
        before, after = (light and replace(light, memory=None).to_json() for light in (flip.before, flip.after))
        content = {"before": before, "after": after}
        return {
            "id": flip.id,
            "person_id": flip.person_id,
            "revision": flip.revision,
            "day": flip.day,
            "flipped_at": flip.flipped_at,
            "content": self._vault.seal_json(content, _place("flips", flip.person_id, flip.id)),
        }


def light_of(vault: Vault, person_id: str, content: bytes | None) -> hrv.Light | None:
    """The light that was sealed, None before the first one."""
    if content is None:
        return None
    return hrv.Light.from_json(vault.open_json(content, _place("lights", person_id, person_id)))


def sealed_light(vault: Vault, person_id: str, light: hrv.Light) -> bytes:
    """The light as it is kept."""
    return vault.seal_json(light.to_json(), _place("lights", person_id, person_id))


def flip_of(vault: Vault, row: AnyRow) -> Flip:
    """The flip of a row."""
    content = vault.open_json(row.content, _place("flips", row.person_id, row.id))
    before = content["before"]
    return Flip(
        id=row.id,
        person_id=row.person_id,
        revision=row.revision,
        day=row.day,
        flipped_at=row.flipped_at,
        prompted_at=row.prompted_at,
        before=None if before is None else hrv.Light.from_json(before),
        after=hrv.Light.from_json(content["after"]),
    )


def _place(table: str, person_id: str, row_id: str) -> SealedPlace:
    return SealedPlace(table, "content", person_id, row_id)
