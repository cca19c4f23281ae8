from __future__ import annotations

from datetime import timedelta

import pytest

import hrv
from store.models import Purpose
from store.subjects import Employee, Engine, Nurse, Role

TREND = "/api/v1/people/{}/trend"


@pytest.fixture
def measured(house, anna):
    """Anna, with one daily value."""
    value = hrv.DailyValue(
        day=house.now.date(),
        kind=hrv.Kind.CHECK,
        ln_rmssd=3.7,
        se=0.1,
        resting_hr_bpm=58.0,
        quality=hrv.Quality.GOOD,
        rhythm=hrv.Rhythm.REGULAR,
        n_windows=1,
    )
    with house.store.begin(Engine(), now=house.now) as record:
        record.days.upsert(anna.id, value)
    return anna


def _ask(house, person, nurse, **more):
    until = (house.now + timedelta(days=14)).isoformat()
    order = {"nurse_id": nurse.id, "message": "When could we talk?", "share_trend_until": until} | more
    return house.signed_in(person).post("/api/v1/conversations", json=order)


# ---------------------------------------------------------------------------- consents
def test_agreeing_to_be_measured_twice_is_one_consent(house, anna):
    browser = house.signed_in(anna)
    first = browser.post("/api/v1/consents/storing").json()
    assert browser.post("/api/v1/consents/storing").json() == first
    (consent,) = browser.get("/api/v1/consents").json()
    assert (consent["purpose"], consent["withdrawn_at"], consent["scope"]) == ("store", None, [])


def test_consent_is_withdrawn_by_one_request_and_stays_listed(house, anna):
    browser = house.signed_in(anna)
    consent = browser.post("/api/v1/consents/storing").json()
    assert browser.post(f"/api/v1/consents/{consent['id']}/withdraw").status_code == 204
    (taken_back,) = browser.get("/api/v1/consents").json()
    assert taken_back["withdrawn_at"] is not None
    assert browser.post(f"/api/v1/consents/{consent['id']}/withdraw").status_code == 204
    assert browser.get("/api/v1/consents").json() == [taken_back]


def test_consent_is_withdrawn_only_by_its_person(house, anna):
    consent_id = house.agree(anna)
    stranger = house.signed_in(house.account(Role.EMPLOYEE, "Bo"))
    assert stranger.post(f"/api/v1/consents/{consent_id}/withdraw").status_code == 404
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        assert len(record.consents.live(anna.id, purpose=Purpose.STORE)) == 1


# ---------------------------------------------------------------------------- a conversation
def test_an_employee_can_choose_among_the_nurses(house, anna, nora):
    assert house.signed_in(anna).get("/api/v1/nurses").json() == [{"id": nora.id, "name": "Nora"}]


def test_request_to_talk_appears_only_on_that_nurses_worklist(house, anna, nora):
    other = house.account(Role.NURSE, "Nils")
    asked = _ask(house, anna, nora)
    assert asked.status_code == 201
    (line,) = house.signed_in(nora).get("/api/v1/worklist").json()
    assert (line["person_name"], line["case_id"]) == ("Anna", asked.json()["id"])
    assert house.signed_in(other).get("/api/v1/worklist").json() == []


def test_asking_again_returns_the_open_conversation(house, anna, nora):
    assert _ask(house, anna, nora).json()["id"] == _ask(house, anna, nora).json()["id"]
    assert len(house.signed_in(anna).get("/api/v1/conversations").json()) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"share_trend_until": "2020-01-01T00:00:00Z"},
        {"share_trend_until": "2026-12-01T00:00:00"},
        {"message": "x" * 4001},
        {"extra": 1},
    ],
)
def test_malformed_conversation_request_is_refused_in_words(house, anna, nora, more):
    answer = _ask(house, anna, nora, **more)
    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")
    assert house.signed_in(nora).get("/api/v1/worklist").json() == []


def test_only_an_existing_nurse_can_be_asked(house, anna, olga):
    assert _ask(house, anna, olga).status_code == 404


# ---------------------------------------------------------------------------- the trend
def test_the_trend_is_seen_by_the_nurse_it_is_shared_with(house, measured, nora):
    _ask(house, measured, nora)
    trend = house.signed_in(nora).get(TREND.format(measured.id)).json()
    assert trend["name"] == "Anna"
    assert [day["ln_rmssd"] for day in trend["days"]] == [3.7]
    assert trend["light"] is None


def test_a_conversation_without_a_share_shows_no_trend(house, measured, nora):
    _ask(house, measured, nora, share_trend_until=None)
    assert house.signed_in(nora).get(TREND.format(measured.id)).status_code == 404


def test_trend_is_not_found_by_anybody_else(house, measured, nora, olga):
    _ask(house, measured, nora)
    others = [house.account(Role.NURSE, "Nils"), house.account(Role.EMPLOYEE, "Bo"), olga, measured]
    assert [house.signed_in(other).get(TREND.format(measured.id)).status_code for other in others] == [404] * 4


def test_withdrawal_applies_to_the_next_request(house, measured, nora):
    _ask(house, measured, nora)
    nurse, person = house.signed_in(nora), house.signed_in(measured)
    assert nurse.get(TREND.format(measured.id)).status_code == 200
    (trend,) = [line for line in person.get("/api/v1/consents").json() if line["purpose"] == "trend"]
    assert trend["scope"] == ["light", "days"]
    person.post(f"/api/v1/consents/{trend['id']}/withdraw")
    assert nurse.get(TREND.format(measured.id)).status_code == 404


def test_a_share_ends_on_the_day_that_was_chosen(house, measured, nora):
    _ask(house, measured, nora)
    house.wall.forward(days=14)
    assert house.signed_in(nora).get(TREND.format(measured.id)).status_code == 404


def test_every_look_of_the_nurse_is_listed_to_the_person(house, measured, nora):
    _ask(house, measured, nora)
    nurse, person = house.signed_in(nora), house.signed_in(measured)
    assert person.get("/api/v1/looks").json() == []
    nurse.get(TREND.format(measured.id))
    nurse.get("/api/v1/worklist")
    looks = person.get("/api/v1/looks").json()
    assert {look["reader_name"] for look in looks} == {"Nora"}
    assert "days" in [what for look in looks for what in look["what"]]


def test_look_at_an_empty_trend_is_listed_too(house, anna, nora):
    house.agree(anna, Purpose.TREND, nurse=nora)
    assert house.signed_in(nora).get(TREND.format(anna.id)).json()["days"] == []
    (look,) = house.signed_in(anna).get("/api/v1/looks").json()
    assert look["what"] == ["light"]


def test_refused_look_shows_and_lists_nothing(house, measured, nora):
    house.signed_in(nora).get(TREND.format(measured.id))
    assert house.signed_in(measured).get("/api/v1/looks").json() == []
    with house.store.begin(Nurse(nora.id), now=house.now) as record:
        assert record.days.list(measured.id) == ()


# ---------------------------------------------------------------------------- the operator
def test_an_operator_opens_an_account_whose_link_signs_in_once(house, olga):
    operator = house.signed_in(olga)
    order = {"role": "employee", "name": "New", "email": "New@Example.org"}
    answer = operator.post("/api/v1/accounts", json=order)
    assert answer.status_code == 201
    opened = answer.json()
    assert opened["account"]["time_zone"] == "Europe/Copenhagen"
    assert opened["link"]["address"].startswith("http://127.0.0.1:8000/sign-in/link/")
    token = opened["link"]["address"].rsplit("/", 1)[1]
    assert house.visitor().post("/sign-in/link", data={"token": token}).status_code == 303
    assert house.visitor().post("/sign-in/link", data={"token": token}).status_code == 401


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"email": "olga@example.org"}, 409),
        ({"email": "no address"}, 422),
        ({"role": "employer"}, 422),
        ({"time_zone": "Mars/Olympus"}, 422),
        ({"time_zone": "../../etc/passwd"}, 422),
        ({"language": "tlh"}, 422),
        ({"name": ""}, 422),
    ],
)
def test_invalid_account_is_refused_with_a_sentence(house, olga, changed, status):
    order = {"role": "nurse", "name": "New", "email": "new@example.org"} | changed
    answer = house.signed_in(olga).post("/api/v1/accounts", json=order)
    assert answer.status_code == status
    assert answer.json()["detail"].endswith(".")


def test_lost_sign_in_link_can_be_replaced(house, anna, olga):
    operator = house.signed_in(olga)
    answer = operator.post(f"/api/v1/accounts/{anna.id}/links")
    assert (answer.status_code, answer.json()["account"]["id"]) == (201, anna.id)
    assert operator.post("/api/v1/accounts/nobody/links").status_code == 404


def test_no_link_is_made_for_an_account_after_first_sign_in(house, anna, olga):
    house.signed_in(anna)
    answer = house.signed_in(olga).post(f"/api/v1/accounts/{anna.id}/links")
    assert answer.status_code == 409
    assert "only the owner can open it now" in answer.json()["detail"]


def test_closed_account_is_signed_out_and_its_devices_refused(house, anna, olga):
    sender, browser, operator = house.sender(anna), house.signed_in(anna), house.signed_in(olga)
    assert operator.post(f"/api/v1/accounts/{anna.id}/close").status_code == 204
    assert browser.get("/api/v1/me").status_code == 401
    assert sender.send().status_code == 401
    assert anna.id not in [account["id"] for account in operator.get("/api/v1/accounts").json()]


def test_operator_cannot_close_the_account_they_use(house, olga):
    operator = house.signed_in(olga)
    answer = operator.post(f"/api/v1/accounts/{olga.id}/close")
    assert answer.status_code == 409
    assert operator.get("/api/v1/me").status_code == 200


def test_operator_sees_devices_and_counts_but_no_health_data(house, measured, olga):
    house.sender(measured).send()
    operator = house.signed_in(olga)
    (device,) = operator.get(f"/api/v1/accounts/{measured.id}/devices").json()
    assert device["name"] == "a strap"
    counts = operator.get("/api/v1/counts").json()
    assert (counts["accounts"]["employee"], counts["active_devices"]) == (1, 1)
    assert operator.get("/api/v1/accounts/nobody/devices").status_code == 404
    for address in ("/api/v1/days", "/api/v1/light", "/api/v1/recordings", "/api/v1/looks", TREND.format(measured.id)):
        assert operator.get(address).status_code == 404
