from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.care import workflow
from alerts.prompts import answers, prompting
from alerts.prompts.delivery import IN_APP
from alerts.prompts.text import OTHER, TAGS
from alerts.refusals import Refused
from alerts.texts import BUSY_AGAIN
from hrv import Colour
from hrv.tags import Tag
from store.models import Answer, AnswerKind, CaseState

DAY = timedelta(days=1)


@pytest.fixture
def ask(office):
    """Alice is asked, perhaps a second time after a while."""

    def once(*, later=timedelta()):
        for colour in (Colour.GREEN, Colour.YELLOW):
            office.flip(office.alice, colour, later=later)
        prompting.follow_flips(office.store, now=office.now + later, stopping=lambda: False)
        prompting.deliver_due(office.store, now=office.now + later, delivery=IN_APP, stopping=lambda: False)
        with office.as_(office.alice, later=later) as record:
            return record.prompts.open_for(office.alice.person_id)[-1].id

    return once


def answer(office, prompt_id, kind, *, later=timedelta(), person=None, **facts):
    return answers.answer(
        office.store,
        person=person or office.alice,
        prompt_id=prompt_id,
        answer=Answer(kind, **facts),
        now=office.now + later,
    )


def stored(office, prompt_id):
    with office.as_(office.alice, later=900 * DAY) as record:
        return record.prompts.get(prompt_id)


def open_prompts(office, *, later=timedelta()):
    with office.as_(office.alice, later=later) as record:
        return record.prompts.open_for(office.alice.person_id)


def test_busy_answer_is_stored_and_opens_no_case(office, ask):
    prompt_id = ask()
    given = answer(office, prompt_id, AnswerKind.JUST_BUSY, tags=(Tag.TRAVEL, OTHER), note="Release week")
    assert (given.counted, given.sentence) == (True, None)
    assert stored(office, prompt_id).answer == Answer(
        AnswerKind.JUST_BUSY, tags=("travel", "other"), note="Release week"
    )
    assert open_prompts(office) == ()
    with office.as_(office.alice) as record:
        assert record.cases.of_person(office.alice.person_id) == ()


def test_repeated_busy_answers_are_mentioned(office, ask):
    first = answer(office, ask(), AnswerKind.JUST_BUSY)
    second = answer(office, ask(later=40 * DAY), AnswerKind.JUST_BUSY, later=40 * DAY)
    assert (first.sentence, second.sentence) == (None, BUSY_AGAIN())


def test_busy_answers_a_year_apart_are_not_mentioned(office, ask):
    answer(office, ask(later=-300 * DAY), AnswerKind.JUST_BUSY, later=-300 * DAY)
    assert answer(office, ask(), AnswerKind.JUST_BUSY).sentence is None


def test_the_first_answer_counts_and_a_second_is_harmless(office, ask):
    prompt_id = ask()
    answer(office, prompt_id, AnswerKind.ACTION, actions=("leader-priorities",))
    assert not answer(office, prompt_id, AnswerKind.JUST_BUSY).counted
    assert stored(office, prompt_id).answer.kind is AnswerKind.ACTION


def test_prompt_can_be_answered_only_by_its_person(office, ask):
    prompt_id = ask()
    assert not answer(office, prompt_id, AnswerKind.NOT_NOW, person=office.bob).counted
    assert stored(office, prompt_id).answer is None


def test_wish_to_talk_opens_a_conversation_and_answers_prompt(office, ask):
    prompt_id = ask()
    with pytest.raises(Refused, match="Choose the nurse"):
        answer(office, prompt_id, AnswerKind.TALK)
    case = workflow.ask(
        office.store, person=office.alice, nurse_id=office.nora.account_id, prompt_id=prompt_id, now=office.now
    )
    assert case.state is CaseState.REQUESTED
    assert stored(office, prompt_id).answer.kind is AnswerKind.TALK


def test_a_snoozed_prompt_is_quiet_until_its_time(office, ask):
    prompt_id = ask()
    until = office.now + 3 * DAY
    assert answers.snooze(office.store, person=office.alice, prompt_id=prompt_id, until=until, now=office.now)
    assert open_prompts(office, later=2 * DAY) == ()
    assert [prompt.id for prompt in open_prompts(office, later=3 * DAY)] == [prompt_id]


def test_prompt_cannot_be_snoozed_after_its_answer(office, ask):
    prompt_id = ask()
    answer(office, prompt_id, AnswerKind.NOT_NOW)
    until = office.now + DAY
    assert not answers.snooze(office.store, person=office.alice, prompt_id=prompt_id, until=until, now=office.now)


@pytest.mark.parametrize("away", [timedelta(), -DAY, 31 * DAY])
def test_a_snooze_has_an_end_within_a_month(office, away):
    with pytest.raises(Refused, match="next thirty days"):
        answers.snooze(office.store, person=office.alice, prompt_id="p", until=office.now + away, now=office.now)


@pytest.mark.parametrize(
    ("kind", "facts", "sentence"),
    [
        (AnswerKind.ACTION, {}, "at least one thing"),
        (AnswerKind.ACTION, {"actions": ("fly-to-the-moon",)}, "not in the list"),
        (AnswerKind.NOT_NOW, {"tags": ("bewitched",)}, "not in the list"),
    ],
)
def test_answer_with_unknown_choices_is_refused(office, ask, kind, facts, sentence):
    prompt_id = ask()
    with pytest.raises(Refused, match=sentence):
        answer(office, prompt_id, kind, **facts)
    assert stored(office, prompt_id).answer is None


def test_every_tag_of_the_model_can_be_chosen():
    assert set(Tag) < set(TAGS)
    assert len(TAGS) == len(Tag) + 1
