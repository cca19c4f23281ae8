from __future__ import annotations

import pytest

from store import NotHere
from store.models import Purpose
from store.subjects import Device


def admit(world, person, name="Chrome, Linux"):
    with world.as_(person) as record:
        return record.browsers.admit(person.person_id, name=name)


def test_returning_browser_keeps_its_device_and_key(world):
    first = admit(world, world.alice)
    assert admit(world, world.alice) == first
    assert len(first.key) == 32
    with world.as_(world.alice) as record:
        assert record.browsers.get(first.id) == first
        assert [device.name for device in record.devices.list(world.alice.person_id)] == ["Chrome, Linux"]


def test_every_browser_has_a_key_of_its_own(world):
    keys = {
        admit(world, world.alice).key,
        admit(world, world.alice, "Edge, Windows").key,
        admit(world, world.bob).key,
    }
    assert len(keys) == 3


def test_a_removed_browser_is_unknown_and_comes_back_as_another(world):
    first = admit(world, world.alice)
    with world.as_(world.alice) as record:
        record.devices.revoke(first.id)
        assert record.browsers.get(first.id) is None
    assert admit(world, world.alice).id != first.id


@pytest.mark.parametrize("who", ["bob", "nora", "olga"])
def test_browser_key_is_private_to_its_person(world, who):
    browser = admit(world, world.alice)
    with world.as_(getattr(world, who)) as record:
        assert record.browsers.get(browser.id) is None
        with pytest.raises(NotHere):
            record.browsers.admit(world.alice.person_id, name="Chrome, Linux")


def test_browser_sends_beats_as_a_device_of_the_person(world, make):
    world.agree(world.alice, Purpose.STORE)
    strap = Device(admit(world, world.alice).id, world.alice.person_id)
    world.send(strap, world.source(strap), sequence=0, series=make.beats())
    with world.as_(world.alice) as record:
        assert record.beats.latest_moment(world.alice.person_id) is not None
