from __future__ import annotations

from datetime import timedelta

import pytest

from hrv import Colour
from store import NotHere
from store.models import Scope
from store.subjects import Anonymous

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=5)


@pytest.fixture
def claimed(world):
    """Alice's first evaluation, claimed."""
    return claim(world)


def claim(world, *, later=timedelta()):
    with world.engine(later=later) as record:
        record.lights.schedule(world.alice.person_id, at=record.now)
        (claimed,) = record.lights.due(limit=1, lease=LEASE)
        return claimed


def current(world, subject=None):
    with world.as_(subject or world.alice) as record:
        return record.lights.current(world.alice.person_id)


def test_a_new_person_has_no_light_and_is_not_due(world):
    with world.engine() as record:
        assert record.lights.due(limit=10) == ()
    stored = current(world)
    assert (stored.light, stored.next_evaluation_at) == (None, None)


def test_flip_changes_the_light_and_is_recorded(world, claimed, make):
    light = make.light(Colour.GREEN)
    with world.engine() as record:
        flip = record.lights.flip(
            world.alice.person_id, revision=claimed.revision, light=light, next_evaluation_at=world.now + HOUR
        )
    stored = current(world)
    assert (stored.light, stored.next_evaluation_at) == (light, world.now + HOUR)
    with world.as_(world.alice) as record:
        assert record.lights.flips(world.alice.person_id) == (flip,)
    assert (flip.before, flip.after, flip.flipped_at, flip.prompted_at) == (None, light, world.now, None)


def test_the_next_flip_remembers_the_light_before(world, claimed, make):
    green, yellow = make.light(Colour.GREEN), make.light(Colour.YELLOW)
    with world.engine() as record:
        record.lights.flip(world.alice.person_id, revision=claimed.revision, light=green, next_evaluation_at=world.now)
    again = claim(world)
    with world.engine() as record:
        record.lights.flip(world.alice.person_id, revision=again.revision, light=yellow, next_evaluation_at=None)
        flips = record.lights.flips(world.alice.person_id)
    assert [(flip.before, flip.after) for flip in flips] == [(None, green), (green, yellow)]


def test_second_evaluation_of_one_revision_does_not_flip(world, claimed, make):
    person_id, light = world.alice.person_id, make.light()
    with world.engine() as record:
        won = record.lights.flip(person_id, revision=claimed.revision, light=light, next_evaluation_at=None)
        lost = record.lights.flip(person_id, revision=claimed.revision, light=light, next_evaluation_at=None)
        kept = record.lights.keep(person_id, revision=claimed.revision, light=light, next_evaluation_at=None)
        assert len(record.lights.flips(person_id)) == 1
    assert won is not None
    assert lost is None
    assert not kept


def test_a_light_of_the_same_colour_is_kept_without_a_flip(world, claimed, make):
    light = make.light()
    with world.engine() as record:
        assert record.lights.keep(
            world.alice.person_id, revision=claimed.revision, light=light, next_evaluation_at=world.now + HOUR
        )
        assert record.lights.flips(world.alice.person_id) == ()
    assert current(world).light == light


def test_claimed_light_stays_claimed_until_the_lease_ends(world, claimed):
    with world.engine() as record:
        assert record.lights.due(limit=10, lease=LEASE) == ()
    with world.engine(later=LEASE) as record:
        (again,) = record.lights.due(limit=10, lease=LEASE)
    assert again.revision > claimed.revision


def test_new_days_during_evaluation_make_it_due_again(world, claimed, make):
    with world.engine(later=MINUTE) as record:
        assert record.lights.schedule(world.alice.person_id, at=record.now)
    with world.engine(later=MINUTE) as record:
        assert not record.lights.keep(
            world.alice.person_id, revision=claimed.revision, light=make.light(), next_evaluation_at=None
        )
        assert len(record.lights.due(limit=10, lease=LEASE)) == 1


def test_scheduling_never_delays_an_evaluation(world):
    with world.engine() as record:
        record.lights.schedule(world.alice.person_id, at=world.now + MINUTE)
        record.lights.schedule(world.alice.person_id, at=world.now + HOUR)
    assert current(world).next_evaluation_at == world.now + MINUTE


def test_light_put_off_is_due_again_later(world, claimed):
    with world.engine() as record:
        assert record.lights.put_off(claimed, until=world.now + HOUR)
    with world.engine(later=LEASE) as record:
        assert record.lights.due(limit=10) == ()
        assert record.lights.schedule(world.alice.person_id, at=record.now)
        assert not record.lights.put_off(claimed, until=world.now + HOUR)


def test_flips_can_be_listed_from_a_day_on(world, make):
    today = world.now.date()
    for day in (today - timedelta(days=9), today):
        claimed = claim(world)
        with world.engine() as record:
            record.lights.flip(
                world.alice.person_id,
                revision=claimed.revision,
                light=make.light(day=day),
                next_evaluation_at=None,
            )
    with world.as_(world.alice) as record:
        assert [flip.day for flip in record.lights.flips(world.alice.person_id, since=today)] == [today]


def test_nurse_sees_the_light_only_while_shared_and_in_scope(world, claimed, make):
    with world.engine() as record:
        record.lights.flip(
            world.alice.person_id, revision=claimed.revision, light=make.light(), next_evaluation_at=None
        )
    world.share_trend(world.alice, world.nora)
    world.share_trend(world.alice, world.nils, scope=Scope.DAYS)
    with world.as_(world.nora) as record:
        assert record.lights.current(world.alice.person_id).light == make.light()
        assert len(record.lights.flips(world.alice.person_id)) == 1
    with world.as_(world.nils) as record:
        assert record.lights.current(world.alice.person_id) is None
        assert record.lights.flips(world.alice.person_id) == ()


def test_only_the_program_changes_or_claims_a_light(world, claimed, make):
    person_id = world.alice.person_id
    for subject in (world.alice, world.nora, world.olga, Anonymous()):
        with world.as_(subject) as record:
            assert record.lights.due(limit=10) == ()
        for change in (
            lambda lights: lights.schedule(person_id, at=world.now),
            lambda lights: lights.put_off(claimed, until=world.now),
            lambda lights: lights.keep(
                person_id, revision=claimed.revision, light=make.light(), next_evaluation_at=None
            ),
            lambda lights: lights.flip(
                person_id, revision=claimed.revision, light=make.light(), next_evaluation_at=None
            ),
        ):
            with pytest.raises(NotHere), world.as_(subject) as record:
                change(record.lights)
