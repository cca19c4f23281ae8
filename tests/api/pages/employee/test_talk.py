from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from store.models import AnswerKind, Purpose, Scope
from store.subjects import Role


@pytest.fixture
def form(nora):
    return {"nurse": nora.id, "share": "trend", "until": "2027-01-15", "message": "Since the nights began"}


def live(house, life):
    with house.store.reading(life.subject, now=house.now) as record:
        return {consent.purpose: consent for consent in record.consents.live(life.person.id)}


def test_talk_form_preselects_no_sharing(annas, nora):
    page = annas.get("/talk").text
    assert "Nora" in page
    assert re.findall(r'<input[^>]* name="(\w+)"[^>]* checked', page) == ["nurse"]  # there is only one


def test_talk_form_leaves_the_choice_among_nurses(annas, house, nora):
    house.account(Role.NURSE, "Nils")
    assert "checked" not in annas.get("/talk").text


def test_talk_page_says_what_follows_and_what_is_never_shown(annas, nora, says):
    page = says(annas.get("/talk"))
    assert "can write there when you will hear from them" in page
    assert "what you write in your diary or exercises" in page


def test_talk_form_proposes_eight_weeks_and_shows_consent_text(annas, nora, says):
    answer = annas.get("/talk")
    assert 'value="2027-01-16"' in answer.text
    page = says(answer)
    assert "may see my light and my daily values until the day I chose" in page
    assert "Nobody at my workplace is told" in page


def test_asking_without_showing_shares_the_wish_alone(annas, house, life, form):
    answer = annas.post("/talk", data=form | {"share": "no"})
    assert answer.status_code == 303
    assert live(house, life).keys() == {Purpose.CASE}


def test_trend_share_ends_at_midnight_in_the_persons_time_zone(annas, house, life, form):
    answer = annas.post("/talk", data=form)
    assert answer.headers["location"].startswith("/cases/")
    trend = live(house, life)[Purpose.TREND]
    assert trend.until == datetime(2027, 1, 15, 23, tzinfo=UTC)  # midnight in Copenhagen
    assert trend.scope == Scope.TREND


def test_ratings_are_shared_only_if_ticked(annas, house, life, form):
    annas.post("/talk", data=form | {"ratings_too": "true"})
    assert live(house, life)[Purpose.TREND].scope == Scope.TREND | Scope.RATINGS


def test_notes_are_shared_only_if_ticked(annas, house, life, form):
    annas.post("/talk", data=form | {"notes_too": "true"})
    assert live(house, life)[Purpose.TREND].scope == Scope.TREND | Scope.NOTES
    assert "what you note about your days." in annas.get("/sharing").text


def test_ratings_are_never_shared_without_the_trend(annas, house, life, form):
    annas.post("/talk", data=form | {"share": "no", "ratings_too": "true", "notes_too": "true"})
    assert Purpose.TREND not in live(house, life)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"nurse": ""}, "Choose who to talk with"),
        ({"share": ""}, "Choose who to talk with"),
        ({"share": "everything"}, "Choose who to talk with"),
        ({"until": ""}, "Choose a last day for showing your trend"),
        ({"until": "tomorrow"}, "Choose a last day for showing your trend"),
        ({"until": "9999-12-31"}, "Choose a last day for showing your trend"),
        ({"until": "2020-01-01"}, "Choose a last day for sharing within"),
        ({"until": "2029-01-01"}, "Choose a last day for sharing within"),
    ],
)
def test_incomplete_talk_form_is_reported_and_keeps_input(annas, house, life, form, changed, sentence, says):
    answer = annas.post("/talk", data=form | changed)
    assert answer.status_code == 422
    assert sentence in says(answer)
    assert "Since the nights began" in answer.text
    assert live(house, life) == {}


def test_only_a_nurse_can_be_asked(annas, house, life, form):
    bob = house.account(Role.EMPLOYEE, "Bob")
    assert annas.post("/talk", data=form | {"nurse": bob.id}).status_code == 404
    assert live(house, life) == {}


def test_asking_from_a_prompt_answers_it(house, life, anna, form):
    prompt = life.prompted()
    annas = house.signed_in(anna)
    assert f'name="prompt" value="{prompt}"' in annas.get(f"/talk?prompt={prompt}").text
    annas.post("/talk", data=form | {"prompt": prompt})
    with house.store.reading(life.subject, now=house.now) as record:
        assert record.prompts.get(prompt).answer.kind is AnswerKind.TALK


def test_talk_page_says_when_no_nurse_exists(annas, says):
    assert "There is no nurse here yet" in says(annas.get("/talk"))


def test_second_nurse_is_refused_while_a_conversation_runs(annas, house, form, says):
    annas.post("/talk", data=form)
    nils = house.account(Role.NURSE, "Nils")
    answer = annas.post("/talk", data=form | {"nurse": nils.id})
    assert answer.status_code == 422
    assert "You already have a conversation with another nurse" in says(answer)
