from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from store.subjects import Employee, Role

ORDER = {
    "began_s_ago": 300.0,
    "lasted_s": 290.0,
    "mode": "paced",
    "chosen_s": 300.0,
    "paces": [{"at_s": 0.0, "per_minute": 5.5, "in_share": 0.4, "hold_full_s": 1.0, "hold_empty_s": 0.0}],
    "breaks": [{"start_s": 60.0, "end_s": 75.0, "reason": "paused"}],
}


@pytest.fixture
def annas(house, anna):
    """Anna's browser; she has agreed to storing."""
    house.agree(anna)
    return house.signed_in(anna)


def keep(browser, **changed):
    place = f"/api/v1/breathing/{uuid.uuid4()}"
    return place, browser.put(place, json=ORDER | changed)


def test_a_kept_session_is_told_again_as_it_was(annas, house):
    place, answer = keep(annas)
    assert answer.status_code == 204
    (told,) = annas.get("/api/v1/breathing").json()
    begun = (house.now - timedelta(seconds=300)).isoformat().replace("+00:00", "Z")
    assert (told["id"], told["started_at"]) == (place.rpartition("/")[2], begun)
    assert {name: told[name] for name in ("mode", "chosen_s", "paces", "breaks")} == {
        name: ORDER[name] for name in ("mode", "chosen_s", "paces", "breaks")
    }


@pytest.mark.parametrize("wrong", [{"lasted_s": 0}, {"paces": [ORDER["paces"][0] | {"per_minute": 400}]}, {"x": 1}])
def test_a_session_that_cannot_be_is_refused(annas, wrong):
    assert keep(annas, **wrong)[1].status_code == 422
    assert annas.get("/api/v1/breathing").json() == []


def test_without_agreeing_the_page_learns_where_to(house, anna):
    _, answer = keep(house.signed_in(anna))
    assert answer.status_code == 409
    assert "under Sharing" in answer.text


def test_sessions_are_listed_and_shown_with_pace_and_breaks(annas):
    place, _ = keep(annas)
    shown = f"/breathe/sessions/{place.rpartition('/')[2]}"
    for page in (annas.get("/breathe/sessions").text, annas.get(shown).text):
        assert "5 minutes, 5.5 breaths a minute" in page
        assert "Paused for 15 seconds." in page
    assert shown in annas.get("/breathe/sessions").text


def test_older_sessions_are_on_further_pages(annas):
    for number in range(21):
        keep(annas, began_s_ago=400.0 + 1000 * number)
    page = annas.get("/breathe/sessions").text
    older = page.split('href="/breathe/sessions?', 1)[1].split('"')[0]
    assert (page.count("data-card"), annas.get(f"/breathe/sessions?{older}").text.count("data-card")) == (20, 1)


def test_a_removed_session_is_listed_no_more(annas):
    place, _ = keep(annas)
    answer = annas.post(f"/breathe/sessions/{place.rpartition('/')[2]}/remove")
    assert "The session was removed." in annas.get(answer.headers["location"]).text
    assert annas.get("/api/v1/breathing").json() == []


def test_the_nurse_and_a_colleague_find_no_session(annas, house):
    place, _ = keep(annas)
    for stranger in (house.account(Role.EMPLOYEE, "Bo"), house.account(Role.NURSE, "Nora")):
        browser = house.signed_in(stranger)
        assert browser.get(f"/breathe/sessions/{place.rpartition('/')[2]}").status_code == 404


def test_the_copy_of_everything_holds_the_session(annas, house, anna):
    keep(annas)
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        (session,) = record.breathing.list(anna.id)
    kept = annas.post("/api/v1/export").json()
    assert [each["id"] for each in kept["breathing"]] == [session.id]
