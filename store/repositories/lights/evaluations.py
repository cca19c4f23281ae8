"""What lights rest on and what became of them, for many people with few statements; for the program alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import bindparam, select, update

from store.database.columns import Utc
from store.models.lights import ToEvaluate
from store.repositories.base import Repository, Value, require
from store.repositories.lights.lights import light_of, sealed_light
from store.repositories.measured.days import value_of
from store.repositories.notes.profiles import profile_of
from store.repositories.notes.tags import tags_of
from store.repositories.notes.wishes import wishes_of
from store.subjects import Engine
from store.tables import accounts, daily_values, day_tags, lights, profiles, prompt_wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date

    from sqlalchemy import Table

    from hrv import DailyValue
    from store.crypto.person_keys import Vault
    from store.models.lights import ClaimedLight, KeptLight
    from store.models.notes import DayTags
    from store.repositories.base import AnyRow, AnySelect

Span: TypeAlias = "tuple[date, date]"

STANDING = (
    select(lights.c.person_id, lights.c.content, profiles.c.content.label("profile"))
    .add_columns(prompt_wishes.c.content.label("wishes"))
    .add_columns(accounts.c.time_zone, accounts.c.closed_at)
    .join(accounts, accounts.c.id == lights.c.person_id)
    .outerjoin(profiles, profiles.c.person_id == lights.c.person_id)
    .outerjoin(prompt_wishes, prompt_wishes.c.person_id == lights.c.person_id)
    .where(lights.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(lights.c.person_id)
)


def _within(table: Table[Any]) -> AnySelect:
    """Everything of some people between two days, both included, in order of days."""
    between = (table.c.day >= bindparam("since")) & (table.c.day <= bindparam("until"))
    of_people = select(table).where(table.c.person_id.in_(bindparam("people", expanding=True)), between)
    return of_people.order_by(table.c.person_id, *table.primary_key.columns)


VALUES, TAGS = _within(daily_values), _within(day_tags)
KINDS = VALUES.with_only_columns(daily_values.c.person_id, daily_values.c.day, daily_values.c.kind).order_by(None)
KEEP = (
    update(lights)
    .where(lights.c.person_id == bindparam("person"), lights.c.revision == bindparam("seen"))
    .values(
        revision=bindparam("seen") + 1,
        next_evaluation_at=bindparam("next", type_=Utc()),
        content=bindparam("sealed", type_=lights.c.content.type),
        anew=False,
    )
)


class Evaluations(Repository):
    """Read and written by the program alone, while it evaluates."""

    def begin(self, claimed: Collection[ClaimedLight]) -> tuple[ToEvaluate, ...]:
        """What the evaluation of claimed people begins from, by person; those who are gone are left out."""
        if not isinstance(self._subject, Engine):
            return ()
        by_id = {each.person_id: each for each in claimed}
        self._vault.fetch(by_id)
        rows = self._connection.execute(STANDING, {"people": list(by_id)}).all()
        return tuple(self._begun(by_id[row.person_id], row) for row in rows)

    def days(self, spans: Mapping[str, Span]) -> dict[str, tuple[DailyValue, ...]]:
        """The values of each person from the first to the last day of their span, both included, in order of days."""
        return self._by_person(VALUES, spans, value_of)

    def kinds(self, spans: Mapping[str, Span]) -> dict[str, frozenset[str]]:
        """The kinds of the values that each person has in their span; the values themselves stay sealed."""
        found: dict[str, set[str]] = {person_id: set() for person_id in spans}
        for row in self._within(KINDS, spans):
            found[row.person_id].add(row.kind)
        return {person_id: frozenset(kinds) for person_id, kinds in found.items()}

    def tags(self, spans: Mapping[str, Span]) -> dict[str, tuple[DayTags, ...]]:
        """What each person noted about the days from the first to the last of their span, in order of days."""
        return self._by_person(TAGS, spans, tags_of)

    def keep(self, kept: Collection[KeptLight]) -> None:
        """Store lights of the same colour, as `lights.keep` would; where somebody else was first nothing changes."""
        require(isinstance(self._subject, Engine))
        self._vault.fetch([each.person_id for each in kept])
        if kept:
            self._connection.execute(
                KEEP,
                [
                    {
                        "person": each.person_id,
                        "seen": each.revision,
                        "next": each.next_evaluation_at,
                        "sealed": sealed_light(self._vault, each.person_id, each.light),
                    }
                    for each in kept
                ],
            )

    def _by_person(
        self, statement: AnySelect, spans: Mapping[str, Span], read: Callable[[Vault, AnyRow], Value]
    ) -> dict[str, tuple[Value, ...]]:
        self._vault.fetch(spans)
        found: dict[str, list[Value]] = {person_id: [] for person_id in spans}
        for row in self._within(statement, spans):
            found[row.person_id].append(read(self._vault, row))
        return {person_id: tuple(each) for person_id, each in found.items()}

    def _within(self, statement: AnySelect, spans: Mapping[str, Span]) -> Iterator[AnyRow]:
        if not isinstance(self._subject, Engine) or not spans:
            return
        first, last = min(since for since, _ in spans.values()), max(until for _, until in spans.values())
        for row in self._connection.execute(statement, {"people": list(spans), "since": first, "until": last}):
            since, until = spans[row.person_id]
            if since <= row.day <= until:
                yield row

    def _begun(self, claimed: ClaimedLight, row: AnyRow) -> ToEvaluate:
        wishes = wishes_of(self._vault, row.person_id, row.wishes)
        return ToEvaluate(
            person_id=row.person_id,
            revision=claimed.revision,
            anew=claimed.anew,
            light=light_of(self._vault, row.person_id, row.content),
            profile=profile_of(self._vault, row.person_id, row.profile),
            away=wishes.spells_away if wishes else (),
            time_zone=row.time_zone,
            is_open=row.closed_at is None,
        )
