from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from alerts.exercises.catalogue import BY_KEY
from store.models import MAY_BE_SHOWN, Purpose
from store.tables import writings

DAY = timedelta(days=1)
PRIVATE = sorted(key for key, exercise in BY_KEY.items() if exercise.blanks and key not in MAY_BE_SHOWN)


def test_compass_trigger_note_bag_and_drains_are_private():
    assert {"values-compass", "trigger-note", "what-i-carry", "drains-and-nourishes"} <= set(PRIVATE)


def wrote(world, exercise, words="mine"):
    with world.as_(world.alice) as record:
        return record.writings.add(world.alice.person_id, exercise=exercise, words={"own": words})


def show(world, writing, nurse):
    consent = world.agree(world.alice, Purpose.WRITTEN, nurse=nurse, until=world.now + DAY)
    with world.as_(world.alice) as record:
        return record.writings.show(writing.id, consent_id=consent.id)


def seen_by(world, nurse):
    with world.as_(nurse) as record:
        return [each.words["own"] for each in record.writings.list(world.alice.person_id)]


@pytest.mark.parametrize("exercise", PRIVATE)
def test_what_is_private_can_never_be_shown(world, exercise):
    assert not show(world, wrote(world, exercise), world.nora)
    assert seen_by(world, world.nora) == []


@pytest.mark.both_engines
def test_the_table_itself_refuses_to_show_what_is_private(world):
    writing = wrote(world, "values-compass")
    consent = world.agree(world.alice, Purpose.WRITTEN, nurse=world.nora)
    forced = update(writings).where(writings.c.id == writing.id).values(shown_by=consent.id)
    with pytest.raises(IntegrityError), world.as_(world.alice) as record:
        record.context.connection.execute(forced)


def test_one_card_is_shown_and_its_neighbour_is_not(world):
    shown = wrote(world, "stop-card")
    wrote(world, "stop-card", "another")
    assert show(world, shown, world.nora)
    assert seen_by(world, world.nora) == ["mine"]
    assert seen_by(world, world.nils) == []


def test_look_at_a_card_is_told_to_its_person(world):
    show(world, wrote(world, "stop-card"), world.nora)
    seen_by(world, world.nora)
    with world.as_(world.alice) as record:
        assert [look.what for look in record.audit.reads_of(world.alice.person_id)] == [("writing",)]


def test_consent_of_another_kind_shows_no_card(world):
    card = wrote(world, "stop-card")
    trend = world.share_trend(world.alice, world.nora)
    with world.as_(world.alice) as record:
        assert not record.writings.show(card.id, consent_id=trend.id)
    assert seen_by(world, world.nora) == []


def test_changed_words_take_the_place_of_the_old_ones(world):
    card = wrote(world, "stop-card")
    with world.as_(world.alice, later=DAY) as record:
        assert record.writings.set(card.id, {"own": "new"})
        (kept,) = record.writings.list(world.alice.person_id, exercise="stop-card")
    assert (kept.words, kept.created_at, kept.changed_at) == ({"own": "new"}, world.now, world.now + DAY)
