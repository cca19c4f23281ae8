from __future__ import annotations

import pytest

from store.models import SelfRating
from store.subjects import Employee, Role


@pytest.fixture
def at_home(house, anna):
    """Anna's browser, while her strap is heard."""
    house.sender(anna).send()
    return house.signed_in(anna)


def begun(browser) -> str:
    answer = browser.post("/check")
    assert answer.status_code == 303
    return answer.headers["location"]


def ratings(house, person):
    with house.store.reading(Employee(person.id), now=house.now) as record:
        return record.ratings.list(person.id)


# ---------------------------------------------------------------------------- Check
def test_check_page_explains_how_to_sit(house, anna):
    assert "both feet on the floor" in house.signed_in(anna).get("/check").text


def test_started_check_gives_the_page_its_timings(at_home, wall):
    place = begun(at_home)
    wall.forward(seconds=7)
    page = at_home.get(place).text
    assert 'data-elapsed-s="7.0"' in page
    assert 'data-settle-s="60.0"' in page
    assert 'data-measure-s="120.0"' in page


def test_without_agreeing_to_store_beats_no_check_begins(house, anna):
    answer = house.signed_in(anna).post("/check")
    assert answer.status_code == 422
    assert "Say yes to that under Sharing first" in answer.text


def test_finished_check_page_polls_until_it_is_computed(at_home, wall):
    place = begun(at_home)
    wall.forward(minutes=3)
    assert at_home.post(f"{place}/finish").headers["location"] == place
    page = at_home.get(place).text
    assert f'hx-get="{place}"' in page


def test_finishing_twice_is_harmless(at_home):
    place = begun(at_home)
    assert [at_home.post(f"{place}/finish").status_code for _ in range(2)] == [303, 303]


def test_a_cancelled_check_leads_back_to_the_beginning(at_home):
    place = begun(at_home)
    assert at_home.post(f"{place}/cancel").headers["location"] == "/check"
    assert "Not enough good heartbeats" in at_home.get(place).text


@pytest.mark.parametrize("act", ["", "/finish", "/cancel"])
def test_other_persons_check_is_not_found(house, at_home, act):
    place = begun(at_home)
    bo = house.signed_in(house.account(Role.EMPLOYEE, "Bo"))
    nora = house.signed_in(house.account(Role.NURSE, "Nora"))
    for stranger in (bo, nora):
        answer = stranger.post(place + act) if act else stranger.get(place)
        assert answer.status_code == 404
    assert "data-check" in at_home.get(place).text


def test_breathing_sitting_is_not_shown_as_a_check(at_home):
    sitting = at_home.post("/api/v1/sittings", json={"kind": "breathing"}).json()
    assert at_home.get(f"/check/{sitting['id']}").status_code == 404


# ---------------------------------------------------------------------------- Breathe
def test_noticed_text_is_added_to_the_days_rating(house, anna, wall):
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        said = SelfRating(day=wall().date(), colour="green", note="Slept well.")
        record.ratings.set(anna.id, said)
    answer = house.signed_in(anna).post("/breathe/noticed", data={"noticed": "  Warm hands.\n"})
    assert answer.headers["location"] == "/breathe?kept=true"
    (rating,) = ratings(house, anna)
    assert (rating.colour, rating.note) == ("green", "Slept well.\nWarm hands.")


def test_empty_noticed_text_is_not_stored(house, anna):
    assert house.signed_in(anna).post("/breathe/noticed", data={"noticed": " "}).headers["location"] == "/breathe"
    assert not ratings(house, anna)


def test_breathe_page_thanks_only_after_saving(house, anna):
    browser = house.signed_in(anna)
    assert "Saved in your diary" not in browser.get("/breathe").text
    assert "Saved in your diary" in browser.get("/breathe?kept=true").text
