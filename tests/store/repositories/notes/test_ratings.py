from __future__ import annotations

from datetime import timedelta

import pytest

from store import NotHere
from store.models import Scope, SelfRating
from store.subjects import Anonymous, Device, Engine

DAY = timedelta(days=1)


@pytest.fixture
def rating(world):
    rating = SelfRating(day=world.now.date(), colour="yellow", note="Two reports at once")
    with world.as_(world.alice) as record:
        record.ratings.set(world.alice.person_id, rating)
    return rating


def ratings(world, subject, **span):
    with world.as_(subject) as record:
        return record.ratings.list(world.alice.person_id, **span)


def test_a_rating_comes_back_as_it_was_written(world, rating):
    assert ratings(world, world.alice) == (rating,)


def test_a_day_has_one_rating_and_the_newest_counts(world, rating):
    newer = SelfRating(day=rating.day, colour="green")
    with world.as_(world.alice) as record:
        record.ratings.set(world.alice.person_id, newer)
    assert ratings(world, world.alice) == (newer,)


def test_a_rating_can_be_taken_back(world, rating):
    with world.as_(world.alice) as record:
        assert record.ratings.remove(world.alice.person_id, rating.day)
        assert not record.ratings.remove(world.alice.person_id, rating.day)
    assert ratings(world, world.alice) == ()


def test_ratings_are_listed_by_span_in_order(world, rating):
    earlier = SelfRating(day=rating.day - DAY, colour="green")
    with world.as_(world.alice) as record:
        record.ratings.set(world.alice.person_id, earlier)
    assert ratings(world, world.alice) == (earlier, rating)
    assert ratings(world, world.alice, since=rating.day) == (rating,)
    assert ratings(world, world.alice, until=earlier.day) == (earlier,)


def test_ratings_are_shared_only_when_the_share_names_them(world, rating):
    world.share_trend(world.alice, world.nora)
    world.share_trend(world.alice, world.nils, scope=Scope.TREND | Scope.RATINGS)
    assert ratings(world, world.nora) == ()
    assert ratings(world, world.nils) == (SelfRating(day=rating.day, colour="yellow"),)  # never the diary


def test_diary_is_read_and_written_only_by_its_person(world, rating):
    for subject in (world.bob, world.nora, world.olga, Engine(), Device("d", world.alice.person_id), Anonymous()):
        assert ratings(world, subject) == ()
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.ratings.set(world.alice.person_id, rating)
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.ratings.remove(world.alice.person_id, rating.day)
