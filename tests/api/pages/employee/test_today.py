from __future__ import annotations

import math
from datetime import timedelta

import pytest

import hrv
from hrv import DailyValue, Kind, Quality, Rhythm
from store.models import SelfRating
from store.subjects import Engine


def test_a_newcomer_is_told_that_there_is_no_light_yet_and_nothing_is_kept_without_a_yes(annas, says):
    page = says(annas.get("/today"))
    assert "There is no light yet" in page
    assert "Nothing is measured or kept until you say so" in page


def test_within_the_usual_range_is_said_in_words(annas, life, says):
    life.green()
    assert "Within your usual range" in says(annas.get("/today"))


def test_a_fall_says_since_when_how_much_on_how_many_days_and_how_sure(annas, life, says):
    light = life.fallen()
    page = says(annas.get("/today"))
    assert f"Since {light.since.day} {light.since:%B} {light.since.year}" in page
    assert f"about {-light.shift_ms:.0f} ms lower than usual (90 % sure:" in page
    assert f"{light.n_days} days with a good value" in page
    assert "still comes on by chance" in page
    assert "only well measured days were counted" in page


def test_an_unclear_rhythm_gives_no_light_but_a_gentle_sentence(annas, life, says):
    life.days(n=40, ending=life.today - timedelta(days=3))
    life.days(n=3, rhythm=Rhythm.UNCLEAR)
    life.evaluate()
    page = says(annas.get("/today"))
    assert "No light: the rhythm could not be read clearly" in page
    assert "see a nurse or doctor" in page
    assert "below your usual range" not in page


def test_the_own_word_stands_beside_the_light_and_does_not_change_it(annas, life, says):
    life.green()
    assert annas.post("/today/rating", data={"colour": "red"}).status_code == 303
    page = says(annas.get("/today"))
    assert "Within your usual range" in page
    assert "Today you say: Too much" in page


def test_a_heavier_own_word_widens_what_is_offered(annas, life, says):
    life.green()
    before = says(annas.get("/today"))
    annas.post("/today/rating", data={"colour": "red"})
    after = says(annas.get("/today"))
    assert "Good in ordinary weeks" in before
    assert "What can help now" in after


def test_another_word_later_in_the_day_replaces_the_first(annas, house, anna, life):
    annas.post("/today/rating", data={"colour": "red", "note": "night shift"})
    annas.post("/today/rating", data={"colour": "green", "note": "slept"})
    with house.store.reading(life.subject, now=house.now) as record:
        assert record.ratings.list(anna.id) == (SelfRating(life.today, "green", "slept"),)


@pytest.mark.parametrize("typed", [{}, {"colour": "purple"}])
def test_a_word_that_is_not_offered_is_refused_in_a_sentence(annas, says, typed):
    answer = annas.post("/today/rating", data=typed)
    assert answer.status_code == 422
    assert "Choose one of the words, then save." in says(answer)


def test_a_note_without_a_colour_is_kept_in_the_form(annas, house, anna, life):
    with house.store.begin(life.subject, now=house.now) as record:
        record.ratings.set(anna.id, SelfRating(life.today, "", "Noticed my shoulders"))
    page = annas.get("/today")
    assert "Noticed my shoulders" in page.text
    assert "Today you say" not in page.text


def test_todays_check_is_shown_with_its_number(annas, life, house, anna, says):
    value = DailyValue(
        day=life.today,
        kind=Kind.CHECK,
        ln_rmssd=math.log(38.2),
        se=0.05,
        resting_hr_bpm=61.4,
        quality=Quality.GOOD,
        rhythm=Rhythm.REGULAR,
        n_windows=1,
    )
    with house.store.begin(Engine(), now=house.now) as record:
        record.days.upsert(anna.id, value)
    assert "38 ms RMSSD, resting heart rate 61 a minute" in says(annas.get("/today"))


def test_without_a_check_today_there_is_an_invitation_and_no_reproach(annas, says):
    page = says(annas.get("/today"))
    assert "Start a check" in page
    assert "a day without one is no problem" in page


def test_an_open_prompt_is_on_the_page_with_every_way_to_answer(house, anna, life, says):
    prompt = life.prompted()
    answer = house.signed_in(anna).get("/today")
    page = says(answer)
    for way in ("Just busy", "Choose something to try", "Read it, nothing now", "Or ask me again"):
        assert way in page
    assert f"/talk?prompt={prompt}" in answer.text


def test_actions_come_with_leader_and_workplace_before_the_person(annas, life, says):
    life.fallen()
    page = says(annas.get("/today"))
    places = [page.index(level) for level in ("With your leader", "At the workplace", "With colleagues", "On your own")]
    assert places == sorted(places)


def test_red_always_says_where_to_call_in_danger(annas, life, says):
    light = life.fallen()
    assert light.colour is hrv.Colour.RED
    assert "112" in says(annas.get("/today"))


def test_an_open_conversation_is_one_click_away(annas, life, nora):
    case_id = life.asks(nora)
    assert f'href="/cases/{case_id}"' in annas.get("/today").text
