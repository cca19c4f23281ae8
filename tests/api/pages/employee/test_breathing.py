from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from alerts import breathing
from alerts.breathing import summarise_due
from api.presenters.breathing.picture import picture_of
from hrv.breath.pace_search import FIRST_PACES, Outcome, PaceSearch
from hrv.breath.session import CurvePoint, SessionSummary
from store.repositories.notes.breathing import LEASE
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


@pytest.mark.parametrize(
    ("method", "door", "order"),
    [
        ("PUT", f"/api/v1/breathing/{uuid.UUID(int=7)}", ORDER),
        ("POST", "/api/v1/sittings", {"kind": "breathing"}),
        (
            "POST",
            "/api/v1/breathing/pace",
            {"mode": "led_softly", "began_s_ago": 60, "at_s": 60, "steps": [{"at_s": 0, "per_minute": 6}]},
        ),
    ],
    ids=["session", "sitting", "pace"],
)
def test_page_of_a_previous_user_brings_the_next_nothing(annas, house, anna, method, door, order):
    """Bo signed in in another tab while Anna's page still breathes."""
    bo = house.account(Role.EMPLOYEE, "Bo")
    house.agree(bo)
    bos = house.signed_in(bo)
    answer = bos.request(method, door, json=order, headers={"Pulsro-Person": anna.id})
    assert answer.status_code == 401
    assert "Somebody else has signed in" in answer.json()["detail"]
    assert bos.get("/api/v1/breathing").json() == []


def test_sessions_are_listed_and_shown_with_pace_and_breaks(annas):
    place, _ = keep(annas)
    shown = f"/breathe/sessions/{place.rpartition('/')[2]}"
    for page in (annas.get("/breathe/sessions").text, annas.get(shown).text):
        assert "5 minutes, 5.5 breaths a minute" in page
        assert "Paused for 15 seconds." in page
    assert shown in annas.get("/breathe/sessions").text


def test_older_sessions_are_on_further_pages(annas, monkeypatch):
    monkeypatch.setattr("api.pages.employee.breathe.SESSIONS_AT_ONCE", 2)
    for number in range(3):
        keep(annas, began_s_ago=400.0 + 1000 * number)
    page = annas.get("/breathe/sessions").text
    older = page.split('href="/breathe/sessions?', 1)[1].split('"')[0]
    assert (page.count("data-card"), annas.get(f"/breathe/sessions?{older}").text.count("data-card")) == (2, 1)


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


def test_picture_shows_what_beats_said_and_what_came_after(annas, house, anna, wall):
    sender = house.sender(anna)
    sender.send(sender.block(seconds=600))
    place, _ = keep(annas)
    shown = f"/breathe/sessions/{place.rpartition('/')[2]}"
    page = annas.get(shown).text
    assert 'aria-label="Your heart rate over the session, between 60 and 60 beats a minute."' in page
    assert ("During" in page, "After" in page) == (True, False)
    wall.forward(minutes=7)
    sender.send(sender.block(seconds=420, rr_ms=1200.0))
    assert [summarise_due(house.store, now=house.now) for _ in range(2)] == [1, 0]
    assert "After" in annas.get(shown).text
    (told,) = annas.get("/api/v1/breathing").json()
    rates = {when: told["summary"][when]["heart_rate_bpm"]["value"] for when in ("before", "during", "after")}
    assert {when: round(rate) for when, rate in rates.items()} == {"before": 60, "during": 60, "after": 50}


@pytest.mark.parametrize(
    ("reason", "is_away"),
    [("paused", True), ("hidden", True), ("asleep", True), ("link_lost", False), ("strap_off", False)],
)
def test_beats_that_another_link_brought_count_in_a_break(annas, house, anna, reason, is_away):
    sender = house.sender(anna)
    sender.send(sender.block(seconds=600))
    keep(annas, breaks=[ORDER["breaks"][0] | {"reason": reason}])
    (told,) = annas.get("/api/v1/breathing").json()
    in_break = [point for point in told["summary"]["curve"] if 62.5 < point["at_s"] < 72.5]
    assert (in_break == []) is is_away
    assert told["breaks"][0]["reason"] == reason


def test_a_session_sent_again_leaves_the_first_as_it_was(annas, house, anna, wall):
    sender = house.sender(anna)
    sender.send(sender.block(seconds=600))
    place, _ = keep(annas)
    first = annas.get("/api/v1/breathing").json()
    wall.forward(minutes=30)
    assert annas.put(place, json=ORDER | {"lasted_s": 60.0}).status_code == 204
    assert annas.get("/api/v1/breathing").json() == first


def due_at_once(house, anna, annas):
    for _ in range(2):
        keep(annas)
    return house.now + timedelta(minutes=10)


def test_no_summary_comes_after_the_consent_was_withdrawn(annas, house, anna):
    later = due_at_once(house, anna, annas)
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        record.consents.withdraw(record.consents.live(anna.id)[0].id)
    assert summarise_due(house.store, now=later) == 0
    house.agree(anna)
    assert summarise_due(house.store, now=later + LEASE) == 2


def test_one_session_that_fails_keeps_no_other_waiting(annas, house, anna, monkeypatch):
    later, broken = due_at_once(house, anna, annas), annas.get("/api/v1/breathing").json()[0]["id"]
    told = breathing._told_by_beats

    def choking(record, person_id, session):
        if session.id == broken:
            raise ZeroDivisionError
        return told(record, person_id, session)

    monkeypatch.setattr(breathing, "_told_by_beats", choking)
    assert summarise_due(house.store, now=later) == 1
    monkeypatch.undo()
    assert [summarise_due(house.store, now=later + wait) for wait in (timedelta(0), LEASE)] == [0, 1]


def test_a_gap_in_the_beats_is_a_gap_in_the_curve():
    curve = tuple(CurvePoint(at_s, 60.0, 66.0) for at_s in (0.0, 2.0, 4.0, 20.0, 22.0))
    picture = picture_of(SessionSummary(curve, 2.0, None, None, None, None), length_s=24.0)
    assert (len(picture.paths), picture.has_gaps) == (2, True)
    assert picture.paths[0].startswith("M0.0 ")
    assert "75.0 " in picture.paths[0]
    assert picture.paths[1].startswith("M250.0 ")


def asked(browser, mode, *steps):
    order = {"mode": mode, "began_s_ago": 60.0 * len(steps), "at_s": 60.0 * len(steps)}
    told = [{"at_s": 60.0 * place, "per_minute": pace} for place, pace in enumerate(steps)]
    return browser.post("/api/v1/breathing/pace", json=order | {"steps": told}).json()


def test_a_search_for_a_pace_goes_on_for_eight_minutes(annas, house, anna, wall):
    steps = [FIRST_PACES[0]]
    while (answer := asked(annas, "find_pace", *steps))["per_minute"]:
        steps.append(answer["per_minute"])
    assert (len(steps), tuple(steps[:3])) == (8, FIRST_PACES)
    assert (answer["search"]["outcome"], answer["search"]["trials"]) == ("no_clear_pace", [])


@pytest.mark.parametrize(("reason", "goes_on"), [("paused", True), ("hidden", True), ("link_lost", False)])
def test_pauses_do_not_use_up_the_time_of_a_search(annas, reason, goes_on):
    steps = [{"at_s": 0.0, "per_minute": 6.8}, *({"at_s": 260.0 + 60 * n, "per_minute": 6.0} for n in range(3))]
    order = {"mode": "find_pace", "began_s_ago": 440.0, "at_s": 440.0, "steps": steps}
    breaks = [{"start_s": 10.0, "end_s": 210.0, "reason": reason}]
    answer = annas.post("/api/v1/breathing/pace", json=order | {"breaks": breaks}).json()
    assert (answer["per_minute"] is not None) is goes_on


def test_a_kept_search_counts_no_pause_as_breathing(annas, house, anna):
    sender = house.sender(anna)
    sender.send(sender.block(seconds=600))
    paces = [ORDER["paces"][0] | {"at_s": at_s, "per_minute": 6.0} for at_s in (0.0, 60.0, 180.0)]
    keep(annas, mode="find_pace", paces=paces, breaks=[{"start_s": 80.0, "end_s": 150.0, "reason": "asleep"}])
    (told,) = annas.get("/api/v1/breathing").json()
    assert len(told["search"]["trials"]) == 2


def test_a_pace_that_is_led_stays_where_nothing_is_better(annas):
    assert asked(annas, "led_softly", 6.0, 6.1, 6.0)["per_minute"] == 6.0


def test_a_search_that_was_left_says_so_on_its_picture(annas, house, anna):
    sender = house.sender(anna)
    sender.send(sender.block(seconds=600))
    paces = [ORDER["paces"][0] | {"at_s": 60.0 * step, "per_minute": 6.8 - 0.5 * step} for step in range(4)]
    place, _ = keep(annas, mode="find_pace", paces=paces)
    assert "The search was ended early." in annas.get(f"/breathe/sessions/{place.rpartition('/')[2]}").text


def find_pace(annas, house, anna, pace, *, spread=0.3):
    """A session whose search found a pace; gives the address of its page."""
    place, _ = keep(annas, mode="find_pace")
    session_id = place.rpartition("/")[2]
    found = PaceSearch(Outcome.FOUND, None, pace, pace - spread, pace + spread, True, ())
    summary = SessionSummary((), 10.0, None, None, None, None)
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        assert record.breathing.summarise(session_id, summary, search=found, is_last=True)
    return f"/breathe/sessions/{session_id}"


SEARCH_AGAIN = "choose Find my pace and search again"


@pytest.mark.parametrize(
    ("pace", "said"),
    [(5.2, "So your pace has changed since then."), (5.7, "The two lie too close together to be told apart.")],
)
def test_a_pace_found_again_is_held_against_the_one_before(annas, house, anna, wall, pace, said):
    first = find_pace(annas, house, anna, 6.0)
    wall.forward(days=50)
    annas = house.signed_in(anna)
    page = annas.get(find_pace(annas, house, anna, pace)).text
    assert "it was 6.0 (5.7 to 6.3)." in page
    assert said in page
    assert "it was" not in annas.get(first).text


def test_another_search_is_suggested_after_weeks_without_one(annas, house, anna, wall):
    found = find_pace(annas, house, anna, 6.0)
    pages = (found, "/breathe/sessions")
    assert [SEARCH_AGAIN in annas.get(page).text for page in pages] == [False, False]
    wall.forward(days=50)
    annas = house.signed_in(anna)
    assert [SEARCH_AGAIN in annas.get(page).text for page in pages] == [True, True]
    keep(annas, mode="find_pace")  # which found nothing
    assert [SEARCH_AGAIN in annas.get(page).text for page in pages] == [False, False]


@pytest.mark.parametrize(
    ("rates", "followed", "said"),
    [
        ((6.75, 6.33, 5.81, 5.37), True, "Your breath followed the pacer."),
        ((13.21, 6.33, 13.77, 14.05), False, "Your breath did not keep to the pacer all the time."),
        ((None, None, 5.81, None), None, "Your breath was not measured"),
    ],
)
def test_search_says_whether_breath_followed_and_keeps_no_rate(annas, house, anna, wall, rates, followed, said):
    sender = house.sender(anna)
    sender.send(sender.block(seconds=600))
    paces = [
        ORDER["paces"][0] | {"at_s": 60.0 * step, "per_minute": 6.8 - 0.5 * step, "breathed_per_minute": rate}
        for step, rate in enumerate(rates)
    ]
    place, answer = keep(annas, mode="find_pace", paces=paces)
    assert answer.status_code == 204
    wall.forward(minutes=30)
    assert summarise_due(house.store, now=house.now) == 1  # and the last look at the beats forgets nothing of it
    (told,) = annas.get("/api/v1/breathing").json()
    assert told["search"]["followed"] is followed
    assert said in annas.get(f"/breathe/sessions/{place.rpartition('/')[2]}").text
    kept = annas.post("/api/v1/export").text
    assert not any(str(rate) in kept for rate in rates if rate)


def test_running_search_is_told_the_breath(annas):
    order = {"mode": "find_pace", "began_s_ago": 60.0, "at_s": 60.0}
    steps = [{"at_s": 0.0, "per_minute": 6.8, "breathed_per_minute": 6.7}]
    answer = annas.post("/api/v1/breathing/pace", json=order | {"steps": steps}).json()
    assert answer["search"]["followed"] is True
