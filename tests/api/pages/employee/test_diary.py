"""Noting what explains a day, what that does to the light, and who reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hrv import Colour, Reason, RuledOut, Tag
from store.export import everything_of
from store.models import DayTags, Scope
from store.subjects import Engine

DAY = timedelta(days=1)
WORDS = ("alcohol", "Alcohol", "medicine", "medication", "noted")


@pytest.fixture
def agreed(house, anna, life):
    """Anna lets her days be kept."""
    house.agree(anna)
    return life


def tagged(life, *tags, ago=0):
    with life.house.store.begin(life.subject, now=life.house.now) as record:
        assert record.tags.set(life.person.id, DayTags(life.today - ago * DAY, tags))


def noted(life):
    with life.house.store.reading(life.subject, now=life.house.now) as record:
        return record.tags.list(life.person.id)


@pytest.fixture
def explained(agreed):
    """A light that a tag may explain, and a lasting one long ago."""
    agreed.days(n=90, fall_days=14, fall=-0.9)
    tagged(agreed, Tag.MEDICATION, ago=80)
    for ago in range(0, 14, 2):
        tagged(agreed, Tag.ALCOHOL, ago=ago)
    light = agreed.evaluate()
    assert light.colour in {Colour.YELLOW, Colour.RED}
    assert [share.tag for share in light.explained_by] == [Tag.ALCOHOL]
    assert RuledOut.TAGS not in light.ruled_out
    return light


# ---------------------------------------------------------------------------- noting
def test_tags_can_be_saved_without_a_script(annas, agreed, says):
    answer = annas.post(f"/diary/{agreed.today}", data={"tags": ["travel", "alcohol"]})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/diary?day={agreed.today}&saved=true")
    assert "Saved." in says(annas.get(answer.headers["location"]))
    assert noted(agreed) == (DayTags(agreed.today, (Tag.ALCOHOL, Tag.TRAVEL)),)
    page = annas.get("/diary").text
    assert page.count("checked") == 2
    assert 'value="alcohol" checked' in page


def test_unticked_tag_is_deleted(annas, agreed):
    tagged(agreed, Tag.TRAVEL)
    annas.post(f"/diary/{agreed.today}", data={"back": "today"})
    assert noted(agreed) == ()


def test_today_page_notes_today_and_says_what_was_noted(annas, agreed, says):
    page = annas.get("/today")
    assert f'action="/diary/{agreed.today}"' in page.text
    assert "What may explain today: nothing noted yet" in says(page)
    answer = annas.post(f"/diary/{agreed.today}", data={"tags": "poor_sleep", "back": "today"})
    assert answer.headers["location"] == "/today?saved=noted#noted"
    assert noted(agreed) == (DayTags(agreed.today, (Tag.POOR_SLEEP,)),)
    page = says(annas.get(answer.headers["location"]))
    assert "Saved." in page
    assert "What may explain today: Slept badly" in page


@pytest.mark.parametrize("ago", [-1, 61, 4000])
def test_a_day_far_away_is_refused_in_a_sentence(annas, agreed, says, ago):
    answer = annas.post(f"/diary/{agreed.today - ago * DAY}", data={"tags": "travel"})
    assert answer.status_code == 422
    assert "Choose a day of the last two months, up to today." in says(answer)


def test_diary_of_a_distant_day_shows_the_nearest_one(annas, agreed):
    assert f'action="/diary/{agreed.today}"' in annas.get("/diary?day=2099-01-01").text
    assert f'action="/diary/{agreed.today - 60 * DAY}"' in annas.get("/diary?day=1999-01-01").text


def test_diary_shows_what_the_person_wrote_on_its_day(annas, life, says):
    annas.post("/today/rating", data={"colour": "yellow", "note": "Three trains\nand no lunch"})
    wrote = says(annas.get("/diary")).split("What you wrote ")[1]
    assert wrote.startswith(f"Saturday, {life.today.day} November 2026 Three trains and no lunch")
    assert "What you wrote" not in says(annas.get(f"/diary?day={life.today - DAY}"))


def test_nurse_reads_nothing_of_what_the_person_wrote(annas, noras, nora, life):
    annas.post("/today/rating", data={"colour": "yellow", "note": "Three trains"})
    case = life.asks(nora, also=Scope.RATINGS | Scope.NOTES)
    assert noras.get("/diary").status_code == 404
    for address in (f"/people/{life.person.id}", f"/cases/{case}", "/worklist"):
        page = noras.get(address)
        assert page.status_code == 200
        assert "Three trains" not in page.text


def test_a_tag_that_is_not_offered_is_refused(annas, agreed):
    assert annas.post(f"/diary/{agreed.today}", data={"tags": "sorrow"}).status_code == 422
    assert noted(agreed) == ()


def test_without_consent_nothing_is_noted_and_the_page_explains(annas, life, says):
    answer = annas.post(f"/diary/{life.today}", data={"tags": "travel"})
    assert answer.status_code == 422
    assert "Nothing is saved until you say yes" in says(answer)
    assert noted(life) == ()
    assert "/diary/" not in annas.get("/today").text


def test_note_changes_the_light_at_the_next_tick(annas, agreed):
    agreed.fallen()
    annas.post(f"/diary/{agreed.today - 13 * DAY}", data={"tags": "medication"})
    assert agreed.evaluate().reason is not Reason.BELOW


def test_lasting_tag_starts_a_new_range_on_a_day_without_value(annas, agreed):
    agreed.days(n=60, ending=agreed.today - DAY)
    annas.post(f"/diary/{agreed.today}", data={"tags": "shift_pattern"})
    light = agreed.evaluate()
    assert (light.colour, light.reason) == (Colour.GREY, Reason.NEW_RANGE)


# ---------------------------------------------------------------------------- reading it
def test_tag_effect_is_shown_with_its_certainty(annas, agreed, says):
    agreed.days(n=120, seed=2)
    with agreed.house.store.begin(Engine(), now=agreed.house.now) as record:
        for ago in range(1, 120, 5):
            (value,) = record.days.list(
                agreed.person.id, since=agreed.today - ago * DAY, until=agreed.today - ago * DAY
            )
            agreed._write(record, value.day, value.ln_rmssd - 0.25, value.rhythm)
    for ago in range(1, 120, 5):
        tagged(agreed, Tag.ALCOHOL, ago=ago)
    tagged(agreed, Tag.TRAVEL, ago=3)
    agreed.evaluate()
    page = says(annas.get("/diary"))
    assert "Alcohol the evening before usually" in page
    assert "% lower 24 days with a value" in page
    assert "Travel too early to say: between" in page


def test_diary_without_effects_says_what_will_appear(annas, agreed, says):
    assert "Nothing yet. Note something" in says(annas.get("/diary"))


def test_when_a_new_range_began_is_listed(annas, explained, says):
    page = says(annas.get("/diary"))
    assert "When a new usual range began" in page
    assert "New or changed medicine" in page


def test_own_light_and_trend_show_the_noted_tags(annas, explained, says):
    assert "Alcohol the evening before, on" in says(annas.get("/today"))
    assert "Alcohol the evening before" in says(annas.get("/trends"))
    light = annas.get("/api/v1/light").json()
    assert [share["tag"] for share in light["explained_by"]] == ["alcohol"]


# ---------------------------------------------------------------------------- who reads it
def words_at(browser, anna):
    """What every door of a nurse says of Anna's notes."""
    doors = ("/worklist", f"/people/{anna.id}", "/api/v1/worklist", f"/api/v1/people/{anna.id}/trend")
    answers = {door: browser.get(door) for door in doors}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {door for door, answer in answers.items() if any(word in answer.text for word in WORDS[:4])}


@pytest.mark.parametrize("also", [Scope.NOTHING, Scope.RATINGS])
def test_nurse_sees_no_notes_unless_they_are_shared(noras, anna, nora, explained, agreed, also):
    agreed.asks(nora, also=also)
    assert words_at(noras, anna) == set()
    trend = noras.get(f"/api/v1/people/{anna.id}/trend").json()
    assert (trend["tags"], trend["light"]["explained_by"]) == ([], [])
    assert str(RuledOut.TAGS) not in trend["light"]["ruled_out"]
    assert "what they note about their days" in noras.get(f"/people/{anna.id}").text


def test_nurse_reads_shared_notes_and_the_look_is_listed(noras, annas, anna, nora, explained, agreed, says):
    agreed.asks(nora, also=Scope.NOTES)
    assert words_at(noras, anna) == {f"/people/{anna.id}", f"/api/v1/people/{anna.id}/trend"}
    assert "What they noted about their days" in says(noras.get(f"/people/{anna.id}"))
    assert "what you noted about your days" in says(annas.get("/sharing"))


def test_nurse_cannot_tell_a_new_range_from_too_few_days(noras, anna, nora, agreed, says):
    agreed.days(n=60)
    tagged(agreed, Tag.PREGNANCY)
    assert agreed.evaluate().reason is Reason.NEW_RANGE
    agreed.asks(nora)
    page = says(noras.get(f"/people/{anna.id}"))
    assert "There are not enough good days yet" in page
    assert "new usual range" not in page


def test_only_the_person_exports_the_notes(house, annas, anna, explained, agreed):
    with house.store.begin(agreed.subject, now=house.now) as record:
        everything = everything_of(record, anna.id)
    assert len(everything.tags) == 8
    assert "alcohol" in annas.post("/api/v1/export").text


# ---------------------------------------------------------------------------- programs
def test_persons_program_writes_and_reads_notes(annas, agreed):
    assert annas.put(f"/api/v1/tags/{agreed.today}", json={"tags": ["illness"]}).status_code == 204
    assert annas.get("/api/v1/tags").json() == [{"day": str(agreed.today), "tags": ["illness"]}]
    assert annas.get("/api/v1/tags", params={"until": str(agreed.today - DAY)}).json() == []
    assert annas.put(f"/api/v1/tags/{agreed.today}", json={"tags": []}).status_code == 204
    assert annas.get("/api/v1/tags").json() == []


def test_a_program_reads_effects_as_intervals(annas, explained):
    (effect,) = annas.get("/api/v1/tags/effects").json()
    assert effect["tag"] == "alcohol"
    assert effect["percent_lo"] < effect["percent"] < effect["percent_hi"]
    assert effect["n_days"] == 6  # what is remembered ends with yesterday


def test_before_the_first_light_no_effect_is_known(annas, agreed):
    assert annas.get("/api/v1/tags/effects").json() == []


# ---------------------------------------------------------------------------- age and sex
def test_profile_defaults_to_rather_not_say(annas, says):
    page = annas.get("/account").text
    assert page.count('<option value="" selected>Prefer not to say</option>') == 2


def test_age_and_sex_are_kept_and_can_be_taken_back(annas, life):
    def said():
        with life.house.store.reading(life.subject, now=life.house.now) as record:
            return record.profiles.of(life.person.id)

    assert annas.post("/account/profile", data={"age_band": "from_40", "sex": "woman"}).status_code == 303
    assert (said().age_band, said().sex) == ("from_40", "woman")
    assert '<option value="from_40" selected>40 to 49</option>' in annas.get("/account").text
    annas.post("/account/profile", data={"age_band": "from_40", "sex": ""})
    assert said().sex is None
    annas.post("/account/profile", data={"age_band": "", "sex": ""})
    assert said() is None


def test_an_age_that_is_not_offered_is_refused(annas):
    assert annas.post("/account/profile", data={"age_band": "103"}).status_code == 422


def test_a_nurse_is_not_asked_for_an_age(noras):
    assert "Prefer not to say" not in noras.get("/account").text


def test_age_and_sex_move_only_the_first_usual_range(annas, life):
    life.days(n=6)
    before = life.evaluate().usual_range.centre_ln
    annas.post("/account/profile", data={"age_band": "from_60", "sex": "man"})
    assert life.evaluate().usual_range.centre_ln < before
    life.days(n=200)
    later = life.evaluate().usual_range.centre_ln
    annas.post("/account/profile", data={"age_band": "", "sex": ""})
    assert life.evaluate().usual_range.centre_ln == pytest.approx(later, abs=0.005)
