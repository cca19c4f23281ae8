from __future__ import annotations

import pytest

from store import NotHere
from store.erase import erase_person
from store.models import Box


def test_operator_describes_changes_and_removes_boxes(world):
    with world.as_(world.olga) as record:
        first = record.boxes.add(place="Rest room", contact="Ida")
        second = record.boxes.add(place="Hall", contact="Bo")
        assert record.boxes.change(Box(first.id, "Ward 3", "Ida, 1234"))
        assert record.boxes.remove(second.id)
        assert not record.boxes.remove(second.id)
        assert not record.boxes.change(second)
    with world.as_(world.alice) as record:
        assert record.boxes.list() == (Box(first.id, "Ward 3", "Ida, 1234"),)
        with pytest.raises(NotHere):
            record.boxes.remove(first.id)


def test_boxes_stay_when_a_person_is_erased(world):
    with world.as_(world.olga) as record:
        box = record.boxes.add(place="Rest room", contact="Ida")
    with world.as_(world.alice) as record:
        erase_person(record, world.alice.person_id)
    with world.as_(world.bob) as record:
        assert record.boxes.list() == (box,)
