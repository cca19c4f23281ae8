"""Daily values: one number of one kind from one source for each of a person's own days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

import hrv
from store.access.readable import Readers, Share, of_days
from store.crypto.keys import SealedPlace
from store.models.trust import Purpose, Scope
from store.models.wishes import without_days_away
from store.repositories.base import Repository, require
from store.repositories.notes.wishes import wishes_of
from store.subjects import Engine, Nurse
from store.tables import daily_values, prompt_wishes

if TYPE_CHECKING:
    from collections.abc import Collection

    from store.crypto.person_keys import Vault
    from store.repositories.base import AnyRow


_OF_KINDS = daily_values.c.kind.in_(bindparam("kinds", expanding=True))
_IN_ORDER = (daily_values.c.kind, daily_values.c.source)
LIST = of_days(daily_values, _OF_KINDS, then=_IN_ORDER)
OF_DAYS = of_days(daily_values, _OF_KINDS, daily_values.c.day.in_(bindparam("days", expanding=True)), then=_IN_ORDER)


class Days(Repository):
    """Written by the program; read by the person, and by a nurse while the person shares the trend."""

    readers = Readers(engine=True, nurse=Share(Purpose.TREND, Scope.DAYS))

    def upsert(self, person_id: str, value: hrv.DailyValue) -> int:
        """Write the value of its day, kind and source, in place of an earlier one; says the revision it now has.

        Its tags are left out: they have a shelf of their own, with readers of their own.
        """
        require(isinstance(self._subject, Engine))
        place = _place(person_id, value.day, value.kind, value.source)
        content = self._vault.seal_json(replace(value, tags=()).to_json(), place)
        key = {"person_id": person_id, "day": value.day, "kind": str(value.kind), "source": value.source}
        if self._insert_once(daily_values, {**key, "revision": 1, "content": content}):
            return 1
        table = daily_values.c
        again = update(daily_values).where(*(table[name] == part for name, part in key.items()))
        newer = again.values(content=content, revision=table.revision + 1).returning(table.revision)
        return self._connection.execute(newer).scalar_one()

    def list(
        self,
        person_id: str,
        *,
        kinds: Collection[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        days: Collection[date] | None = None,
    ) -> tuple[hrv.DailyValue, ...]:
        """The values of a person from `since` to `until`, both included, in order of days; only of `days` if given.

        Days away are for the person and the program alone.
        """
        wanted = [str(kind) for kind in (hrv.Kind if kinds is None else kinds)]
        asked = {"person": person_id, "kinds": wanted, "since": since or date.min, "until": until or date.max}
        rows = self._run(LIST, **asked) if days is None else self._run(OF_DAYS, **asked, days=[*days])
        if rows:
            self._saw(person_id, "days")
        values = tuple(value_of(self._vault, row) for row in rows)
        return self._as_if_not_measured(person_id, values) if isinstance(self._subject, Nurse) else values

    def _as_if_not_measured(self, person_id: str, values: tuple[hrv.DailyValue, ...]) -> tuple[hrv.DailyValue, ...]:
        """Without days away: a value that no light counts would tell a nurse of them."""
        content = self._connection.scalar(select(prompt_wishes.c.content).where(prompt_wishes.c.person_id == person_id))
        wishes = wishes_of(self._vault, person_id, content)
        return without_days_away(values, wishes.spells_away) if wishes else values


def value_of(vault: Vault, row: AnyRow) -> hrv.DailyValue:
    """The value of a row."""
    place = _place(row.person_id, row.day, row.kind, row.source)
    return hrv.DailyValue.from_json(vault.open_json(row.content, place))


def _place(person_id: str, day: date, kind: str, source: str) -> SealedPlace:
    """Where a value is sealed. One of the usual source of its kind is where it was before sources were noted."""
    named = "" if source == hrv.Kind(kind).usual_source else f":{source}"
    return SealedPlace("daily_values", "content", person_id, f"{day}:{kind}{named}")
