"""Holiday, illness and leave: days on which the light and the questions rest. Nobody but the person learns of them.

What kind of leave it is is never asked. A spell that is over is kept, because its days say nothing to the light.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.calendar import account_of, local_day, zone_of
from store.models import Away, PromptWishes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from store import Record, Store
    from store.subjects import Employee

ONE_DAY: Final = timedelta(days=1)
REMEMBERED: Final = timedelta(days=500)
"""No light looks back further, nor do the usual ranges that are kept with it."""


def pause(store: Store, *, person: Employee, now: datetime) -> None:
    """Rest from today until the person says that they are back; doing it twice is harmless."""
    _change(store, person, lambda wishes, today: wishes if wishes.rests_on(today) else _resting(wishes, today), now=now)


def end(store: Store, *, person: Employee, now: datetime) -> None:
    """The person is back: today counts again."""
    _change(store, person, _back, now=now)


def with_away(wishes: PromptWishes, away: Away | None, *, today: date) -> PromptWishes:
    """Other days away; those of an earlier spell that are over still say nothing to the light.

    New days that touch the earlier spell correct it and take its place.
    """
    before = wishes.away
    over = _over(before, today) if before and not (away and away.touches(before)) else None
    spells = (*wishes.been_away, over) if over else wishes.been_away
    kept = tuple(spell for spell in spells if spell.last is not None and spell.last >= today - REMEMBERED)
    return replace(wishes, away=away, been_away=kept)


def spells_away(record: Record, person_id: str) -> tuple[Away, ...]:
    """A person's days away, as far as the subject may know of them."""
    wishes = record.wishes.of(person_id)
    return wishes.spells_away if wishes else ()


def rests(record: Record, person_id: str) -> bool:
    """Whether a person's light and questions rest on their own today."""
    wishes = record.wishes.of(person_id)
    return wishes is not None and wishes.rests_on(local_day(record.now, zone=zone_of(account_of(record, person_id))))


def _resting(wishes: PromptWishes, today: date) -> PromptWishes:
    return with_away(wishes, Away(today, None), today=today)


def _back(wishes: PromptWishes, today: date) -> PromptWishes:
    return with_away(wishes, None, today=today) if wishes.rests_on(today) else wishes


def _over(away: Away, today: date) -> Away | None:
    """What of a spell lies before today; None when nothing does."""
    last = today - ONE_DAY if away.last is None else min(away.last, today - ONE_DAY)
    return Away(away.first, last) if away.first <= last else None


def _change(
    store: Store, person: Employee, changed: Callable[[PromptWishes, date], PromptWishes], *, now: datetime
) -> None:
    with store.begin(person, now=now) as record:
        wishes = record.wishes.of(person.person_id) or PromptWishes()
        today = local_day(now, zone=zone_of(account_of(record, person.person_id)))
        other = changed(wishes, today)
        if other != wishes:
            record.wishes.set(person.person_id, other)
