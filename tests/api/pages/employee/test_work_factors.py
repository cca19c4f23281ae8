"""What days were about: told in the diary or with an answer, looked back on, and seen by nobody else."""

from __future__ import annotations

from datetime import timedelta

from alerts.work_factors import FACTORS, offered_in
from store.models import Scope, SelfRating
from store.subjects import Engine, Nurse

DAY = timedelta(days=1)


def ratings(life):
    with life.house.store.reading(life.subject, now=life.house.now) as record:
        return record.ratings.list(life.person.id)


def test_day_is_told_about_beside_its_rating(annas, life, says):
    annas.post("/today/rating", data={"colour": "yellow", "note": "Three trains"})
    annas.post(f"/diary/{life.today}/about", data={"about": ["private", "demands", "made-up"]})
    assert ratings(life) == (SelfRating(life.today, "yellow", "Three trains", ("demands", "private")),)
    annas.post("/today/rating", data={"colour": "green"})
    assert ratings(life)[0].about == ("demands", "private")
    page = annas.get("/diary?saved=true")
    assert page.text.count(" checked") == 2
    assert "Saved." in says(page)
    annas.post(f"/diary/{life.today}/about")
    assert ratings(life)[0].about == ()


def test_what_the_form_did_not_offer_stays(annas, house, life):
    with house.store.begin(life.subject, now=house.now) as record:
        record.ratings.set_about(life.person.id, life.today, ("demands", "unclear", "of_an_earlier_version"))
    annas.post(f"/diary/{life.today}/about", data={"about": ["support"]})
    assert ratings(life)[0].about == ("support", "unclear", "of_an_earlier_version")
    house.speak("nb")
    annas.post(f"/diary/{life.today}/about", data={"about": ["support"]})
    assert ratings(life)[0].about == ("support", "of_an_earlier_version")


def test_only_recent_days_can_be_told_about(annas, life):
    assert annas.post(f"/diary/{life.today + DAY}/about", data={"about": ["demands"]}).status_code == 422
    assert ratings(life) == ()


def test_answer_to_a_prompt_adds_to_what_today_was_about(house, anna, life):
    prompt = life.prompted()
    annas = house.signed_in(anna)
    annas.post(f"/diary/{life.today}/about", data={"about": ["support"]})
    annas.post(f"/prompts/{prompt}/answer", data={"kind": "just_busy", "work": ["demands"]})
    assert ratings(life)[0].about == ("demands", "support")


def test_look_back_names_what_the_month_was_mostly_about(annas, life, says):
    assert "Nothing noted yet" in says(annas.get("/diary/look-back"))
    for ago, about in enumerate((["demands"], ["demands", "support"], ["demands"])):
        annas.post(f"/diary/{life.today - ago * DAY}/about", data={"about": about})
    page = says(annas.get("/diary/look-back"))
    assert page.index(FACTORS["demands"].text.one) < page.index(FACTORS["support"].text.one)
    assert "3 days" in page
    assert annas.post("/diary/look-back/added", data={"text": "A second pair of hands"}).status_code == 303
    assert ratings(life)[-1].note == "A second pair of hands"


def test_nurse_and_program_never_see_what_a_day_was_about(annas, house, life, anna, nora):
    annas.post("/today/rating", data={"colour": "yellow"})
    annas.post(f"/diary/{life.today}/about", data={"about": ["torn"]})
    life.asks(nora, also=Scope.RATINGS | Scope.NOTES)
    with house.store.begin(Nurse(nora.id), now=house.now) as record:
        assert record.ratings.list(anna.id) == (SelfRating(life.today, "yellow"),)
    with house.store.reading(Engine(), now=house.now) as record:
        assert record.ratings.list(anna.id) == ()


def test_factors_of_section_4_3_are_for_norwegian_readers():
    assert len(offered_in("nb")) == len(offered_in("en")) + 1
