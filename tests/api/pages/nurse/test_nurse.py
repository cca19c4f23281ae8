from __future__ import annotations

import pytest

from store.models import Purpose, Scope, SelfRating
from store.subjects import Role


@pytest.fixture
def shown(life, nora):
    """Anna asked Nora to talk, and shows her trend."""
    life.fallen()
    return life.asks(nora)


def stop(house, life, purpose):
    with house.store.begin(life.subject, now=house.now) as record:
        for consent in record.consents.live(life.person.id, purpose=purpose):
            record.consents.withdraw(consent.id)


# ---------------------------------------------------------------------------- the worklist
def test_empty_worklist_says_so(noras, says):
    page = says(noras.get("/worklist"))
    assert "Nobody is waiting for you." in page
    assert "You see nobody who did not ask." in page


def test_worklist_shows_the_next_step_and_its_day(noras, shown, says):
    page = says(noras.get("/worklist"))
    assert "One person has asked to talk with you." in page
    assert "Get in touch and agree on a time to talk" in page
    assert "by 24 Nov 2026" in page


def test_worklist_omits_people_who_did_not_ask(house, noras, life, says):
    life.fallen()
    house.account(Role.EMPLOYEE, "Bob")
    page = says(noras.get("/worklist"))
    assert "Anna" not in page
    assert "Bob" not in page


def test_a_request_that_waits_too_long_is_late(house, nora, shown, says):
    house.wall.forward(days=4)
    page = says(house.signed_in(nora).get("/worklist"))
    assert "Overdue 1" in page
    assert "was due on 24 Nov 2026" in page


def test_contacts_of_the_last_week_are_counted(noras, shown, says):
    noras.post(f"/cases/{shown}/meet", data={"next_on": "2026-12-01", "note": "Talked"})
    assert "You had 1 contact in the last seven days." in says(noras.get("/worklist"))


def test_worklist_shows_expected_chance_alarms_beside_contacts(noras, shown, says):
    noras.post(f"/cases/{shown}/meet", data={"next_on": "2026-12-01", "note": "Talked"})
    page = says(noras.get("/worklist"))
    assert "People who show you their light 1" in page
    assert "at most one red light in 261 weeks" in page
    assert "1 in the last four weeks, 0.2 a week" in page
    assert "With five hundred people, that is fewer than two a week" in page


def test_worklist_says_when_nobody_shares_a_light(noras, life, nora, says):
    life.asks(nora, shows=False)
    assert "Nobody is showing you their light now." in says(noras.get("/worklist"))


def test_another_nurse_sees_nothing_of_it(house, anna, shown, says):
    nils = house.signed_in(house.account(Role.NURSE, "Nils"))
    assert "Anna" not in says(nils.get("/worklist"))
    assert nils.get(f"/people/{anna.id}").status_code == 404
    assert nils.get(f"/cases/{shown}").status_code == 404


# ---------------------------------------------------------------------------- the person
def test_person_page_shows_light_trend_end_and_what_is_hidden(noras, anna, shown, says):
    page = says(noras.get(f"/people/{anna.id}"))
    assert "Anna shows you this until 16 January 2027" in page
    assert "below their usual range" in page
    assert "Lower than usual on" in page
    assert "single heartbeats, recordings and live values" in page
    assert "how they rate their days" in page


def test_nurses_look_is_announced_and_listed(noras, anna, house, life, shown, says):
    assert "They can see that you opened this page just now" in says(noras.get(f"/people/{anna.id}"))
    with house.store.reading(life.subject, now=house.now) as record:
        (look,) = record.audit.reads_of(anna.id)
    assert (look.reader_name, set(look.what)) == ("Nora", {"light", "days", "case"})


def test_every_single_look_is_listed(noras, anna, house, life, shown):
    for _ in range(3):
        noras.get(f"/people/{anna.id}")
    with house.store.reading(life.subject, now=house.now) as record:
        assert len(record.audit.reads_of(anna.id)) == 3


def test_person_without_a_share_shows_only_the_request(noras, anna, life, nora, says):
    life.fallen()
    life.asks(nora, shows=False)
    page = says(noras.get(f"/people/{anna.id}"))
    assert "asked to talk with you, and shows you nothing else" in page
    assert "usual range" not in page.partition("Not shared")[0]
    assert "the light and the daily values" in page


def test_shared_ratings_are_shown_without_their_notes(noras, anna, house, life, nora, says):
    with house.store.begin(life.subject, now=house.now) as record:
        record.ratings.set(anna.id, SelfRating(life.today, "red", "quarrel at home"))
    life.asks(nora, also=Scope.RATINGS)
    page = says(noras.get(f"/people/{anna.id}"))
    assert "Too much" in page
    assert "quarrel" not in page
    assert "Travel" not in page


def test_unshared_ratings_are_not_shown(noras, anna, house, life, nora, says):
    with house.store.begin(life.subject, now=house.now) as record:
        record.ratings.set(anna.id, SelfRating(life.today, "red"))
    life.asks(nora)
    assert "Too much" not in says(noras.get(f"/people/{anna.id}"))


def test_withdrawn_trend_is_gone_on_the_next_request(noras, anna, house, life, shown, says):
    assert "below their usual range" in says(noras.get(f"/people/{anna.id}"))
    stop(house, life, Purpose.TREND)
    page = says(noras.get(f"/people/{anna.id}"))
    assert "below" not in page
    assert "Lower than usual" not in page


def test_person_is_gone_on_the_next_request_after_withdrawal(annas, noras, anna, shown, says):
    assert noras.get(f"/people/{anna.id}").status_code == 200
    annas.post(f"/cases/{shown}/withdraw")
    refused = noras.get(f"/people/{anna.id}")
    assert refused.status_code == 404
    assert "Anna" not in refused.text
    assert noras.get(f"/cases/{shown}").status_code == 404
    assert "Anna" not in says(noras.get("/worklist"))


def test_withdrawn_person_looks_like_an_unknown_one(annas, noras, anna, shown):
    annas.post(f"/cases/{shown}/withdraw")
    withdrawn, unknown = noras.get(f"/people/{anna.id}"), noras.get("/people/nobody")
    assert withdrawn.text == unknown.text.replace("nobody", anna.id)


def test_share_ends_after_its_last_day(house, anna, nora, life, says):
    life.fallen()
    life.asks(nora, weeks=1)
    house.wall.forward(weeks=1, seconds=-1)
    assert "below their usual range" in says(house.signed_in(nora).get(f"/people/{anna.id}"))
    house.wall.forward(seconds=1)
    assert "below their usual range" not in says(house.signed_in(nora).get(f"/people/{anna.id}"))


def test_nurse_pages_offer_no_export(noras, anna, shown):
    for address in ("/worklist", f"/people/{anna.id}", f"/cases/{shown}"):
        page = noras.get(address).text
        assert "mailto:" not in page
        assert "export" not in page.lower()
        assert "download" not in page.lower()
