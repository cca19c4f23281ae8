from __future__ import annotations

import pytest

from store.models import AnswerKind


@pytest.fixture
def prompt(life) -> str:
    return life.prompted()


@pytest.fixture
def annas(house, anna, prompt):
    """Anna's browser, opened after the prompt was delivered."""
    return house.signed_in(anna)


def answered(house, life, prompt):
    with house.store.reading(life.subject, now=house.now) as record:
        return record.prompts.get(prompt).answer


def test_busy_answer_on_the_page_opens_no_case(annas, house, life, prompt, says):
    answer = annas.post(f"/prompts/{prompt}/answer", data={"kind": "just_busy", "tags": ["travel"], "note": "budget"})
    assert answer.headers["location"] == f"/prompts/{prompt}"
    kept = answered(house, life, prompt)
    assert (kept.kind, kept.tags, kept.note) == (AnswerKind.JUST_BUSY, ("travel",), "budget")
    page = says(annas.get(f"/prompts/{prompt}"))
    assert "You answered: just busy." in page
    assert "budget" in page
    with house.store.reading(life.subject, now=house.now) as record:
        assert record.cases.of_person(life.person.id) == ()


def test_chosen_actions_are_shown_after_answering(annas, prompt, says):
    annas.post(f"/prompts/{prompt}/answer", data={"kind": "action", "actions": ["leader-lower-demands"]})
    page = says(annas.get(f"/prompts/{prompt}"))
    assert "You chose something to do." in page
    assert "Agree on a lighter load for a while" in page


def test_action_answer_without_a_choice_gets_advice(annas, house, life, prompt, says):
    answer = annas.post(f"/prompts/{prompt}/answer", data={"kind": "action"})
    assert answer.status_code == 422
    assert "Choose at least one thing you would like to try." in says(answer)
    assert answered(house, life, prompt) is None


def test_the_first_answer_counts_and_a_second_one_only_shows_it(annas, house, life, prompt):
    annas.post(f"/prompts/{prompt}/answer", data={"kind": "not_now"})
    assert annas.post(f"/prompts/{prompt}/answer", data={"kind": "just_busy"}).status_code == 303
    assert answered(house, life, prompt).kind is AnswerKind.NOT_NOW


def test_a_snoozed_prompt_leaves_today_alone_until_its_day(annas, house, anna, prompt):
    assert prompt in annas.get("/today").text
    assert annas.post(f"/prompts/{prompt}/snooze", data={"days": "3"}).headers["location"] == "/today?saved=later"
    assert prompt not in annas.get("/today").text
    house.wall.forward(days=3)
    assert prompt in house.signed_in(anna).get("/today").text


@pytest.mark.parametrize("days", ["0", "31"])
def test_a_snooze_without_end_is_refused_in_a_sentence(annas, prompt, days, says):
    answer = annas.post(f"/prompts/{prompt}/snooze", data={"days": days})
    assert answer.status_code == 422
    assert "next thirty days" in says(answer)


def test_repeated_busy_answers_get_a_kind_remark(annas, house, life, prompt, says):
    for _ in range(2):
        annas.post(f"/prompts/{prompt}/answer", data={"kind": "just_busy"})
    assert "If it doesn't, it is worth" not in says(annas.get(f"/prompts/{prompt}"))


def test_other_persons_prompt_is_not_found(house, prompt):
    from store.subjects import Role

    bob = house.signed_in(house.account(Role.EMPLOYEE, "Bob"))
    assert bob.get(f"/prompts/{prompt}").status_code == 404
    assert bob.post(f"/prompts/{prompt}/answer", data={"kind": "just_busy"}).status_code in {303, 404}
    assert bob.post(f"/prompts/{prompt}/snooze", data={"days": "3"}).status_code in {303, 404}


def test_nothing_is_ticked_beforehand(annas, prompt):
    assert "checked" not in annas.get(f"/prompts/{prompt}").text


def test_prompt_offers_no_second_conversation_during_one(annas, life, nora, prompt, says):
    life.asks(nora, shows=False)
    assert "I would like to talk to someone" not in says(annas.get(f"/prompts/{prompt}"))
