from __future__ import annotations

import math
import re
from datetime import timedelta
from html import unescape

import pytest

import hrv
from alerts.actions.logik import Level
from alerts.actions.offer import chosen
from api.presenters.glance.first_screen import AT_WORK
from hrv import DailyValue, Kind, Quality, Rhythm
from messages.catalogues import languages
from store.models import Scope, SelfRating
from store.subjects import Engine
from tests.api.pages.conftest import at_pages


def test_newcomer_sees_no_light_and_that_nothing_is_kept(annas, says):
    page = says(annas.get("/today"))
    assert "No colour yet" in page
    assert "Nothing is measured or kept until you say so" in page


def test_today_page_says_within_the_usual_range(annas, life, says):
    life.green()
    assert "Within your usual range" in says(annas.get("/today"))


def test_fall_shows_its_start_size_days_and_certainty(annas, life, says):
    light = life.fallen()
    page = says(annas.get("/today"))
    assert f"since {light.since.day} {light.since:%B}" in page
    assert f"About {-light.shift_ms:.0f} ms lower than usual (90% sure:" in page
    assert f"{light.n_days} well-measured days since" in page
    assert "comes by chance" in page
    assert "Only well-measured days were counted" in page


@pytest.mark.parametrize("language", languages()[1:])
def test_fall_counts_its_days_in_each_language(annas, house, life, language):
    light = life.fallen()
    house.speak(language)
    answer = annas.get("/today")
    assert answer.status_code == 200
    assert re.search(rf"\b{light.n_days} dager?\b|\b{light.n_days} dage\b", answer.text)


def test_unclear_rhythm_shows_see_someone_and_no_light(annas, life, says):
    life.days(n=40, ending=life.today - timedelta(days=3))
    life.days(n=3, rhythm=Rhythm.UNCLEAR)
    life.evaluate()
    page = says(annas.get("/today"))
    assert "No colour just now" in page
    assert "see a nurse or doctor" in page
    assert "below your usual range" not in page


def test_own_rating_does_not_change_the_light(annas, life, says):
    life.green()
    assert annas.post("/today/rating", data={"colour": "red"}).status_code == 303
    page = says(annas.get("/today"))
    assert "Within your usual range" in page
    assert "Your own answer today: Too much" in page


def test_heavier_own_rating_widens_the_offer(annas, life, says):
    life.green()
    before = says(annas.get("/today"))
    annas.post("/today/rating", data={"colour": "red"})
    after = says(annas.get("/today"))
    assert "Good in ordinary weeks" in before
    assert "What can help now" in after


def test_later_rating_replaces_the_first_of_the_day(annas, house, anna, life):
    annas.post("/today/rating", data={"colour": "red", "note": "night shift"})
    annas.post("/today/rating", data={"colour": "green", "note": "slept"})
    with house.store.reading(life.subject, now=house.now) as record:
        assert record.ratings.list(anna.id) == (SelfRating(life.today, "green", "slept"),)


@pytest.mark.parametrize("typed", [{}, {"colour": "purple"}])
def test_unknown_rating_is_refused_with_a_sentence(annas, says, typed):
    answer = annas.post("/today/rating", data=typed)
    assert answer.status_code == 422
    assert "Choose one of the words, and then save." in says(answer)


def own_word(life):
    with life.house.store.reading(life.subject, now=life.house.now) as record:
        return record.ratings.list(life.person.id)


def test_note_is_kept_without_a_rating(annas, life, says):
    answer = annas.post("/today/rating", data={"note": "Three trains"})
    assert own_word(life) == (SelfRating(life.today, "", "Three trains"),)
    assert "Saved." in says(annas.get(answer.headers["location"]))
    assert " required" not in annas.get("/today").text
    annas.post("/today/rating", data={"note": ""})
    assert own_word(life) == (SelfRating(life.today, ""),)


def test_note_alone_leaves_the_rating_as_it_is(annas, life):
    annas.post("/today/rating", data={"colour": "yellow"})
    annas.post("/today/rating", data={"note": "Three trains"})
    assert own_word(life) == (SelfRating(life.today, "yellow", "Three trains"),)


@pytest.mark.parametrize("typed", [{"colour": "purple", "note": "Three trains"}, {"note": "Three trains" + "x" * 4000}])
def test_refused_note_stays_in_its_form(annas, life, typed):
    answer = annas.post("/today/rating", data=typed)
    assert answer.status_code == 422
    assert typed["note"] in answer.text
    assert own_word(life) == ()


def test_day_of_many_lines_can_still_be_saved(annas, life):
    for _ in range(3):
        annas.post("/breathe/noticed", data={"noticed": "x" * 2000})
    assert 'maxlength="10002"' in annas.get("/today").text
    note = own_word(life)[0].note
    assert annas.post("/today/rating", data={"colour": "green", "note": f"{note}\nand more"}).status_code == 303
    assert own_word(life)[0].note == f"{note}\nand more"


def test_note_that_fills_its_box_with_lines_is_kept(annas, life):
    lines = "\n".join("ab" for _ in range(1333))
    annas.post("/today/rating", data={"note": lines.replace("\n", "\r\n")})
    assert own_word(life)[0].note == lines


def test_a_note_without_a_colour_is_kept_in_the_form(annas, house, anna, life):
    with house.store.begin(life.subject, now=house.now) as record:
        record.ratings.set(anna.id, SelfRating(life.today, "", "Noticed my shoulders"))
    page = annas.get("/today")
    assert "Noticed my shoulders" in page.text
    assert "Your own answer today" not in page.text


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


def test_day_without_a_check_invites_without_reproach(annas, life, says):
    life.house.agree(life.person)
    life.days(ending=life.today - timedelta(days=1))
    life.evaluate()
    page = says(annas.get("/today"))
    assert "Start a check" in page
    assert "You haven't done a check today." in page


def test_today_page_shows_open_prompt_and_its_answers(house, anna, life, says):
    prompt = life.prompted()
    answer = house.signed_in(anna).get("/today")
    page = says(answer)
    for way in ("Just busy", "choose something to try", "Nothing for now", "Or ask me again"):
        assert way in page
    assert f"/talk?prompt={prompt}" in answer.text


def test_actions_list_leader_and_workplace_before_the_person(annas, life, says):
    life.fallen()
    page = says(annas.get("/today"))
    page = page[page.index("What can help now") :]
    places = [page.index(level) for level in ("With your leader", "At the workplace", "With colleagues", "On your own")]
    assert places == sorted(places)


def test_red_light_raises_no_alarm_and_leads_to_numbers(annas, life, says):
    light = life.fallen()
    assert light.colour is hrv.Colour.RED
    page = annas.get("/today")
    assert "112" not in says(page)  # an account's id may hold it
    assert 'href="/call"' in page.text


def test_an_open_conversation_is_one_click_away(annas, life, nora):
    case_id = life.asks(nora)
    assert f'href="/cases/{case_id}"' in annas.get("/today").text


def test_saved_word_says_so_and_its_fold_is_open(annas, says):
    answer = annas.post("/today/rating", data={"colour": "green"})
    page = annas.get(answer.headers["location"])
    assert "Saved." in says(page)
    assert '<details class="fold" id="own" open>' in page.text


def test_yellow_and_red_name_work_without_unfolding(annas, life):
    for fall in (-0.6, -1.2):
        life.days(n=80, fall_days=14, fall=fall)
        assert life.evaluate().colour in {hrv.Colour.YELLOW, hrv.Colour.RED}
        (key,) = re.findall(r'href="/today/do/([a-z-]+)"', unfolded(annas.get("/today").text))
        (action,) = chosen([key])
        assert action.level is not Level.INDIVIDUAL
        assert action.title in unescape(annas.get(f"/today/do/{key}").text)


def test_each_colour_offers_one_thing_here_and_one_about_work():
    for colour, step in AT_WORK.items():
        (action,) = chosen([step.address.rpartition("/")[2]])
        assert action.level is not Level.INDIVIDUAL
        assert colour in action.colours or colour is hrv.Colour.GREY


def test_unknown_thing_to_do_is_not_there(annas):
    assert annas.get("/today/do/run-a-marathon").status_code == 404


def test_green_day_asks_what_gave_meaning(annas, life, says):
    life.green()
    page = says(annas.get("/today"))
    assert "what gave meaning today?" in page
    assert "Within your usual range since" in page


def test_no_fold_lies_in_a_fold(annas, life):
    life.fallen()
    life.house.agree(life.person)
    depth = 0
    for tag in re.findall(r"<(/?)details", annas.get("/today").text):
        depth += -1 if tag else 1
        assert depth <= 1


def unfolded(page: str) -> str:
    """What is seen before anything is unfolded."""
    return re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)


def test_pause_hides_light_and_question_until_back(house, anna, life, says):
    house.agree(anna)
    prompt = life.prompted()
    annas = at_pages(house.signed_in(anna))
    assert annas.post("/today/away").status_code == 303
    page = annas.get("/today")
    assert "Paused Until you are back" in says(page)
    assert "below your usual range" not in says(page)
    assert prompt not in page.text
    assert "I'm back" in says(page)
    answer = annas.post("/today/back")
    page = annas.get(answer.headers["location"])
    assert "Today counts again" in says(page)
    assert prompt in page.text


def test_nurse_sees_days_away_as_days_without_a_value(annas, noras, nora, life):
    life.green()
    case = life.asks(nora, also=Scope.RATINGS | Scope.NOTES)
    trend = f"/api/v1/people/{life.person.id}/trend"
    before = noras.get(trend).json()["days"]
    annas.post("/today/away")
    life.evaluate()
    assert noras.get(trend).json()["days"] == [each for each in before if each["day"] != life.today.isoformat()]
    assert len(annas.get("/api/v1/days").json()) == len(before)
    for address in (f"/people/{life.person.id}", f"/cases/{case}", "/worklist"):
        assert "Pause" not in noras.get(address).text
