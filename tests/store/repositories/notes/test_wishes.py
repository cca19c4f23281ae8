from __future__ import annotations

from datetime import date, time

import pytest

from store import NotHere
from store.models import Away, PromptWishes

WISHES = PromptWishes(
    quiet_from=time(18, 30),
    quiet_until=time(9),
    quiet_weekdays=frozenset({2, 5}),
    holidays_of="NO",
    away=Away(date(2026, 12, 21), None),
    been_away=(Away(date(2026, 7, 1), date(2026, 7, 21)),),
    digest_on=4,
)


def wishes_of_alice(world, subject):
    with world.as_(subject) as record:
        return record.wishes.of(world.alice.person_id)


def test_unset_wishes_are_absent(world):
    assert wishes_of_alice(world, world.alice) is None


def test_the_newest_wishes_come_back_as_they_were_written(world):
    for wishes in (PromptWishes(), WISHES):
        with world.as_(world.alice) as record:
            record.wishes.set(world.alice.person_id, wishes)
        assert wishes_of_alice(world, world.alice) == wishes


def test_wishes_are_set_only_by_their_person(world):
    with pytest.raises(NotHere), world.as_(world.bob) as record:
        record.wishes.set(world.alice.person_id, WISHES)
    assert wishes_of_alice(world, world.alice) is None
