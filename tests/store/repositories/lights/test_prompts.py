from __future__ import annotations

from datetime import timedelta

import pytest

from hrv import Colour
from store import NotHere
from store.models import Answer, AnswerKind, FlipToFollow, PromptContent
from store.subjects import Anonymous, Device

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
CONTENT = PromptContent(colour="yellow", reason="below", actions=("walk", "talk_to_leader"))
ANSWER = Answer(AnswerKind.ACTION, actions=("walk",), tags=("travel",), note="A long week abroad")


@pytest.fixture
def flip(world, make):
    return new_flip(world, make)


@pytest.fixture
def prompt(world, flip):
    """A prompt of Alice's, due in an hour."""
    with world.engine() as record:
        return record.prompts.create_for_flip(flip.id, due_at=world.now + HOUR, content=CONTENT)


@pytest.fixture
def delivered(world, prompt):
    with world.engine(later=HOUR) as record:
        assert record.prompts.deliver(prompt.id)
    return prompt


def new_flip(world, make):
    with world.engine() as record:
        record.lights.schedule(world.alice.person_id, at=world.now)
        (claimed,) = record.lights.due(limit=1)
        return record.lights.flip(
            world.alice.person_id,
            revision=claimed.revision,
            light=make.light(Colour.YELLOW),
            next_evaluation_at=None,
        )


def open_prompts(world, *, later=HOUR):
    with world.as_(world.alice, later=later) as record:
        return record.prompts.open_for(world.alice.person_id)


def test_flip_waits_until_it_is_followed(world, flip):
    with world.engine() as record:
        waiting = FlipToFollow(flip.id, flip.person_id, flip.revision)
        assert record.prompts.flips_to_follow(limit=10) == (waiting,)
        assert record.prompts.pass_over(flip.id)
        assert not record.prompts.pass_over(flip.id)
        assert record.prompts.flips_to_follow(limit=10) == ()


def test_a_flip_gets_one_prompt(world, flip, prompt):
    with world.engine() as record:
        assert record.prompts.create_for_flip(flip.id, due_at=world.now, content=CONTENT) is None
        assert not record.prompts.pass_over(flip.id)
        assert record.prompts.flips_to_follow(limit=10) == ()


def test_a_prompt_is_due_at_its_hour_and_delivered_once(world, prompt):
    with world.engine(later=HOUR - MINUTE) as record:
        assert record.prompts.due(limit=10) == ()
    with world.engine(later=HOUR) as record:
        assert [due.id for due in record.prompts.due(limit=10)] == [prompt.id]
        assert record.prompts.deliver(prompt.id)
        assert not record.prompts.deliver(prompt.id)
        assert record.prompts.due(limit=10) == ()


def test_nothing_is_shown_before_it_is_delivered(world, prompt):
    assert open_prompts(world) == ()
    with world.as_(world.alice) as record:
        assert record.prompts.list(world.alice.person_id) == ()


def test_delivered_prompt_awaits_an_answer_with_its_content(world, delivered):
    (waiting,) = open_prompts(world)
    assert (waiting.content, waiting.answer, waiting.delivered_at) == (CONTENT, None, world.now + HOUR)


def test_the_first_answer_counts_and_comes_back_as_it_was_given(world, delivered):
    with world.as_(world.alice, later=2 * HOUR) as record:
        assert record.prompts.answer(delivered.id, ANSWER)
        assert not record.prompts.answer(delivered.id, Answer(AnswerKind.NOT_NOW))
        answered = record.prompts.get(delivered.id)
        assert record.prompts.list(world.alice.person_id) == (answered,)
    assert (answered.answer, answered.answered_at) == (ANSWER, world.now + 2 * HOUR)
    assert open_prompts(world) == ()


def test_a_snoozed_prompt_is_quiet_until_its_time(world, delivered):
    with world.as_(world.alice, later=HOUR) as record:
        assert record.prompts.snooze(delivered.id, until=world.now + 3 * HOUR)
    assert open_prompts(world, later=2 * HOUR) == ()
    assert len(open_prompts(world, later=3 * HOUR)) == 1


def test_only_an_open_delivered_prompt_can_be_answered(world, prompt):
    with world.as_(world.alice) as record:
        assert not record.prompts.answer(prompt.id, ANSWER)
        assert not record.prompts.snooze(prompt.id, until=world.now + HOUR)
    with world.engine(later=HOUR) as record:
        record.prompts.deliver(prompt.id)
    with world.as_(world.alice, later=HOUR) as record:
        record.prompts.answer(prompt.id, ANSWER)
        assert not record.prompts.snooze(prompt.id, until=world.now + 9 * HOUR)


def test_a_prompt_can_be_put_off_until_it_is_delivered(world, prompt):
    with world.engine(later=HOUR) as record:
        assert record.prompts.put_off(prompt.id, due_at=world.now + 2 * HOUR)
        assert record.prompts.due(limit=10) == ()
    with world.engine(later=2 * HOUR) as record:
        assert record.prompts.deliver(prompt.id)
        assert not record.prompts.put_off(prompt.id, due_at=world.now + 3 * HOUR)


def test_replaced_prompt_is_no_longer_due_or_delivered(world, prompt, make):
    second = new_flip(world, make)
    with world.engine(later=HOUR) as record:
        newer = record.prompts.create_for_flip(second.id, due_at=world.now + HOUR, content=CONTENT)
        assert [each.id for each in record.prompts.undelivered(world.alice.person_id)] == sorted([prompt.id, newer.id])
        assert record.prompts.supersede(prompt.id)
        assert not record.prompts.supersede(prompt.id)
        assert [each.id for each in record.prompts.undelivered(world.alice.person_id)] == [newer.id]
        assert [due.id for due in record.prompts.due(limit=10)] == [newer.id]
        assert not record.prompts.deliver(prompt.id)


def test_delivered_prompt_can_be_replaced_until_answered(world, delivered):
    with world.engine(later=HOUR) as record:
        assert record.prompts.supersede(delivered.id)
    assert open_prompts(world) == ()
    with world.as_(world.alice, later=HOUR) as record:
        assert not record.prompts.answer(delivered.id, ANSWER)
        assert record.prompts.get(delivered.id).superseded_at == world.now + HOUR


def test_an_answered_prompt_cannot_be_replaced(world, delivered):
    with world.as_(world.alice, later=HOUR) as record:
        record.prompts.answer(delivered.id, ANSWER)
    with world.engine(later=HOUR) as record:
        assert not record.prompts.supersede(delivered.id)


def test_only_its_person_reads_answers_or_snoozes_a_prompt(world, delivered):
    world.share_trend(world.alice, world.nora)
    person_id = world.alice.person_id
    for subject in (world.bob, world.nora, world.olga, Device("d", person_id), Anonymous()):
        with world.as_(subject, later=HOUR) as record:
            assert record.prompts.get(delivered.id) is None
            assert record.prompts.list(person_id) == ()
            assert record.prompts.open_for(person_id) == ()
            assert not record.prompts.answer(delivered.id, ANSWER)
            assert not record.prompts.snooze(delivered.id, until=world.now)
    assert len(open_prompts(world)) == 1


def test_only_the_program_creates_and_delivers_prompts(world, prompt, make):
    flip = new_flip(world, make)
    for subject in (world.alice, world.nora, world.olga, Anonymous()):
        with world.as_(subject, later=HOUR) as record:
            assert record.prompts.flips_to_follow(limit=10) == ()
            assert record.prompts.due(limit=10) == ()
            assert not record.prompts.deliver(prompt.id)
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.prompts.create_for_flip(flip.id, due_at=world.now, content=CONTENT)
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.prompts.pass_over(flip.id)


def test_answering_a_prompt_that_does_not_exist_changes_nothing(world):
    with world.as_(world.alice) as record:
        assert record.prompts.get("nothing") is None
        assert not record.prompts.answer("nothing", ANSWER)
