from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hrv import AgeBand, Colour, Sex, Tag
from store import NotHere
from store.erase import KEPT, erase_again, erase_person, erased_people
from store.export import everything_of
from store.models import (
    Answer,
    AnswerKind,
    BreathingMode,
    BreathingSession,
    DayTags,
    PlanLevel,
    Profile,
    PromptContent,
    PromptWishes,
    Purpose,
    SelfRating,
)
from store.subjects import Anonymous, Engine
from store.tables import data_keys, metadata

HOUR = timedelta(hours=1)


@pytest.fixture
def lived(world, make):
    """Both employees have something in every table."""
    for person in (world.alice, world.bob):
        live(world, make, person)
    return world


def live(world, make, person):
    recording = world.measured(person)
    world.share_trend(person, world.nora)
    world.share_case(person, world.nora)
    with world.engine() as record:
        record.sign_in.create_link(person.person_id, lifetime=HOUR)
        record.windows.replace(recording.id, start=world.now, windows=[make.window()])
        record.days.upsert(person.person_id, make.value())
        record.lights.schedule(person.person_id, at=world.now)
        claimed = next(each for each in record.lights.due(limit=9) if each.person_id == person.person_id)
        flip = record.lights.flip(
            person.person_id,
            revision=claimed.revision,
            light=make.light(Colour.YELLOW),
            next_evaluation_at=None,
        )
        content = PromptContent("yellow", "below", ("walk",))
        prompt = record.prompts.create_for_flip(flip.id, due_at=world.now, content=content)
        record.prompts.deliver(prompt.id)
    with world.as_(Anonymous()) as record:
        record.sign_in.open_session(person.person_id, idle=HOUR, absolute=HOUR)
    with world.as_(person) as record:
        record.prompts.answer(prompt.id, Answer(AnswerKind.TALK))
        record.ratings.set(person.person_id, SelfRating(world.now.date(), "yellow"))
        record.tags.set(person.person_id, DayTags(world.now.date(), (Tag.ALCOHOL,)))
        record.profiles.set(person.person_id, Profile(AgeBand.FROM_40, Sex.WOMAN))
        record.wishes.set(person.person_id, PromptWishes())
        record.breathing.keep(person.person_id, breathed(person, world.now), summary_due_at=world.now)
        record.writings.add(person.person_id, exercise="what-i-carry", words={"what": "Two jobs"})
        record.devices.create_code(person.person_id, name="laptop", lifetime=HOUR)
        record.consents.withdraw(record.consents.live(person.person_id, purpose=Purpose.STORE)[0].id)
        case = record.cases.open(person.person_id, nurse_id=world.nora.account_id)
        record.cases.add_item(case.id, level=PlanLevel.GROUP, text="A break", review_on=world.now.date())
    with world.as_(world.nora) as record:
        record.days.list(person.person_id)


def breathed(person, now):
    return BreathingSession(f"{person.person_id[:8]} breathed", now, now + HOUR, BreathingMode.OWN_PACE, None, (), ())


OF_NOBODY = {"boxes"}
"""Tables that hold what the operator wrote."""


def rows_of(world, person_id):
    """How many rows of each table speak of the person."""
    with world.engine() as record:
        rows = {}
        for table in metadata.sorted_tables:
            owner = next((table.c[name] for name in ("person_id", "account_id", "id") if name in table.c), None)
            found = select(table).where(owner == person_id)
            rows[table.name] = len(record.context.connection.execute(found).all())
        return rows


def test_example_life_fills_every_personal_table(lived):
    empty = {name for name, n in rows_of(lived, lived.alice.person_id).items() if n == 0}
    assert empty == {"tombstones", *OF_NOBODY}


def test_erased_person_keeps_only_tombstone_and_audit(lived):
    before = rows_of(lived, lived.bob.person_id)
    with lived.as_(lived.alice) as record:
        erase_person(record, lived.alice.person_id)
    left = {name for name, n in rows_of(lived, lived.alice.person_id).items() if n}
    assert left == KEPT - OF_NOBODY
    assert rows_of(lived, lived.bob.person_id) == before


def test_audit_stays_intact_after_an_erasure(lived):
    with lived.as_(lived.alice) as record:
        erase_person(record, lived.alice.person_id)
    with lived.engine() as record:
        assert record.audit.verify().broken_at is None
        assert erased_people(record) == (lived.alice.person_id,)


def test_only_person_operator_and_program_can_erase(lived):
    for subject in (lived.bob, lived.nora, Anonymous()):
        with pytest.raises(NotHere), lived.as_(subject) as record:
            erase_person(record, lived.alice.person_id)
        with lived.as_(subject) as record:
            assert erased_people(record) == ()
    for subject, person in ((lived.olga, lived.alice), (Engine(), lived.bob)):
        with lived.as_(subject) as record:
            erase_person(record, person.person_id)


def test_only_people_with_health_data_are_erased(lived):
    with pytest.raises(NotHere), lived.as_(lived.olga) as record:
        erase_person(record, lived.nora.account_id)


def test_person_restored_from_backup_is_erased_again(lived):
    with lived.engine() as record:
        assert erase_again(record, [lived.alice.person_id, "never here"]) == (lived.alice.person_id,)
    with lived.engine() as record:
        assert erase_again(record, [lived.alice.person_id]) == ()


def test_without_the_key_remaining_rows_cannot_be_read(lived):
    with lived.engine() as record:
        record.context.vault.destroy_key(lived.alice.person_id)
        assert (
            record.context.connection.scalar(
                select(data_keys.c.person_id).where(data_keys.c.person_id == lived.alice.person_id)
            )
            is None
        )
    with pytest.raises(NotHere), lived.as_(lived.alice) as record:
        record.days.list(lived.alice.person_id)


def test_device_of_an_erased_person_is_unknown(lived, make):
    strap = lived.strap(lived.alice)
    source_id = lived.source(strap)
    with lived.as_(lived.alice) as record:
        erase_person(record, lived.alice.person_id)
    with pytest.raises(NotHere), lived.as_(strap) as record:
        record.beats.append(source_id, sequence=0, series=make.beats())


def test_export_holds_everything_of_a_person(lived, make):
    with lived.as_(lived.alice) as record:
        everything = everything_of(record, lived.alice.person_id)
    assert everything.account.name == "Alice"
    assert sum(len(block.series) for block in everything.beats) == len(make.beats())
    assert everything.windows == (make.window(),)
    assert everything.days == (make.value(),)
    assert everything.light.light == make.light(Colour.YELLOW)
    assert [len(each) for each in (everything.devices, everything.sources, everything.recordings)] == [1, 1, 1]
    assert [len(each) for each in (everything.flips, everything.prompts, everything.ratings)] == [1, 1, 1]
    assert len(everything.consents) == 3
    assert everything.breathing == (breathed(lived.alice, lived.now),)
    assert [writing.words for writing in everything.writings] == [{"what": "Two jobs"}]
    assert [(len(whole.steps), len(whole.plan)) for whole in everything.cases] == [(1, 1)]
    assert [look.reader_name for look in everything.looks] == ["Nora"]
    assert everything.audit[-1].kind == "exported"


def test_export_includes_undelivered_and_replaced_prompts(world, make):
    with world.engine() as record:
        for number, colour in enumerate((Colour.YELLOW, Colour.RED)):
            facts = {"revision": number, "light": make.light(colour), "next_evaluation_at": None}
            flip = record.lights.flip(world.alice.person_id, **facts)
            content = PromptContent(colour, "below", ())
            prompt = record.prompts.create_for_flip(flip.id, due_at=world.now + HOUR, content=content)
        record.prompts.supersede(prompt.id)
    with world.as_(world.alice) as record:
        assert record.prompts.list(world.alice.person_id) == ()
        assert len(everything_of(record, world.alice.person_id).prompts) == 2


def test_export_includes_all_beats_block_by_block(world, make, monkeypatch):
    monkeypatch.setattr("store.export.BLOCKS_AT_ONCE", 2)
    strap = world.strap(world.alice)
    source_id = world.source(strap)
    for sequence in range(5):
        world.send(strap, source_id, sequence=sequence, series=make.beats(start=world.now + sequence * HOUR))
    with world.as_(world.alice) as record:
        blocks = everything_of(record, world.alice.person_id).beats
    assert [block.sequence for block in blocks] == [0, 1, 2, 3, 4]


def test_export_is_refused_to_anybody_else(lived):
    for subject in (lived.bob, lived.nora, lived.olga, Engine(), Anonymous()):
        with pytest.raises(NotHere), lived.as_(subject) as record:
            everything_of(record, lived.alice.person_id)
