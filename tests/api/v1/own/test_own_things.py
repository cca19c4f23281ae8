from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

import hrv
from api.presenters.light import LightView
from messages.rendering import SOURCE_READER
from store.models import Purpose
from store.subjects import Employee, Engine, Role

DAY = date(2026, 11, 20)


def _day(day=DAY, ln_rmssd=3.7):
    return hrv.DailyValue(
        day=day,
        kind=hrv.Kind.CHECK,
        ln_rmssd=ln_rmssd,
        se=0.1,
        resting_hr_bpm=58.0,
        quality=hrv.Quality.GOOD,
        rhythm=hrv.Rhythm.REGULAR,
        n_windows=1,
    )


def _measured(house, person, days=30):
    """Daily values of a month, and the light that follows from them."""
    values = [_day(DAY - timedelta(days=back), ln_rmssd=3.7 + 0.05 * (back % 3)) for back in range(days)]
    with house.store.begin(Engine(), now=house.now) as record:
        for value in values:
            record.days.upsert(person.id, value)
        record.lights.schedule(person.id, at=house.now)
        (claimed,) = record.lights.due(limit=5)
        light = hrv.evaluate(values, on=DAY)
        record.lights.flip(person.id, revision=claimed.revision, light=light, next_evaluation_at=None)
    return values


# ---------------------------------------------------------------------------- what is measured
def test_person_sees_their_own_account(house, anna):
    assert house.signed_in(anna).get("/api/v1/me").json() == {
        "account_id": anna.id,
        "role": "employee",
        "name": "Anna",
        "email": "anna@example.org",
        "language": "",
        "time_zone": "Europe/Copenhagen",
    }


def test_light_is_not_found_before_the_first_one(house, anna):
    assert house.signed_in(anna).get("/api/v1/light").status_code == 404


def test_the_light_comes_with_its_evidence_and_the_usual_range(house, anna):
    _measured(house, anna)
    light = house.signed_in(anna).get("/api/v1/light").json()
    assert light["colour"] == "green"
    assert light["n_days"] == 30
    assert light["usual_range"]["low_ms"] < light["usual_range"]["centre_ms"] < light["usual_range"]["high_ms"]


def test_light_answer_omits_only_its_memory(house, anna):
    _measured(house, anna)
    light = house.signed_in(anna).get("/api/v1/light").json()
    said = {field.name for field in fields(hrv.Light)} - {"memory"}
    assert set(light) == said | {"provisional", "reason_code", "ruled_out_codes", "paused"}
    assert set(light["usual_range"]) >= {"low_ms", "centre_ms", "high_ms", "n_days", "provisional"}
    assert set(light["resting_hr"]) == {field.name for field in fields(hrv.HeartRateArm)}
    assert light["provisional"] is False


def test_pause_of_the_light_is_told_to_its_person_alone(house, anna, nora):
    _measured(house, anna)
    house.agree(anna, Purpose.TREND, nurse=nora)
    annas, noras = house.signed_in(anna), house.signed_in(nora)
    stranger = house.signed_in(house.account(Role.EMPLOYEE, "Bent"))
    for door, paused in (("/today/away", True), ("/today/back", False)):
        assert annas.post(door).status_code == 303
        assert annas.get("/api/v1/light").json()["paused"] is paused
        assert noras.get(f"/api/v1/people/{anna.id}/trend").json()["light"]["paused"] is None
        assert stranger.get("/api/v1/light").status_code == 404


def test_fall_is_returned_with_intervals_and_explaining_tags(house, anna):
    values = [
        _day(DAY - timedelta(days=back), ln_rmssd=3.7 + 0.08 * (back % 3 - 1) - 0.5 * (back < 20))
        for back in range(120)
    ]
    tagged = [replace(value, tags=(hrv.Tag.TRAVEL,)) if value.day.day % 2 else value for value in values]
    light = hrv.evaluate(tagged, on=DAY)
    view = LightView.of(light, SOURCE_READER).model_dump()
    for number in ("shift_sd", "shift_ms"):
        assert view[f"{number}_lo"] < view[number] < view[f"{number}_hi"] < 0
    assert view["since_lo"] <= view["since"] <= view["since_hi"]
    assert [share["tag"] for share in view["explained_by"]] == ["travel"]
    assert view["false_alarms_per_year"] in {0.2, 1.0}


def test_days_are_listed_from_a_day_to_a_day_both_included(house, anna):
    _measured(house, anna)
    browser = house.signed_in(anna)
    assert len(browser.get("/api/v1/days").json()) == 30
    some = browser.get("/api/v1/days", params={"since": "2026-11-18", "until": "2026-11-19"}).json()
    assert [day["day"] for day in some] == ["2026-11-18", "2026-11-19"]
    assert some[0]["ln_rmssd"] == pytest.approx(3.7 + 0.05 * 2)


def test_recording_appears_at_once_its_windows_after_analysis(house, anna):
    sender = house.sender(anna)
    for back in range(30, -1, -1):
        sender.send(sender.block(seconds=12, ends=house.now - timedelta(seconds=12 * back)))
    browser = house.signed_in(anna)
    (recording,) = browser.get("/api/v1/recordings").json()
    assert recording["kind"] == "workday"
    assert browser.get(f"/api/v1/recordings/{recording['id']}").json() == recording
    address = f"/api/v1/recordings/{recording['id']}/windows"
    assert browser.get(address).json() == []
    unknown = browser.get(f"/api/v1/recordings/{recording['id']}/next-reading").json()
    assert unknown["why"] == dict.fromkeys(("rmssd_ms", "sdnn_ms", "mean_rr_ms"), "no_reading")
    _analyse(house)
    (window, *_) = browser.get(address).json()
    assert window["rmssd_ms"] == pytest.approx(0.0, abs=1e-6) or "rmssd_ms" in window["why"]
    assert window["n_beats"] > 200
    following = browser.get(f"/api/v1/recordings/{recording['id']}/next-reading").json()
    assert following["mean_rr_ms"]["lo"] < window["mean_rr_ms"] < following["mean_rr_ms"]["hi"]
    assert {name for name in ("rmssd_ms", "sdnn_ms", "mean_rr_ms") if following[name] is None} == set(following["why"])


def _analyse(house):
    from alerts.pipeline.compute import InProcess
    from alerts.schedule.tick import tick

    house.wall.forward(hours=1)
    tick(house.store, now=house.now, compute=InProcess())


def test_recordings_are_listed_by_kind_and_since_when(house, anna):
    sender = house.sender(anna)
    sender.send()
    browser = house.signed_in(anna)
    assert len(browser.get("/api/v1/recordings", params={"kind": ["workday", "check"]}).json()) == 1
    assert browser.get("/api/v1/recordings", params={"kind": "check"}).json() == []
    later = (house.now + timedelta(hours=1)).isoformat()
    assert browser.get("/api/v1/recordings", params={"since": later}).json() == []
    assert browser.get("/api/v1/recordings", params={"kind": "sleep"}).status_code == 422


@pytest.mark.parametrize("since", ["2026-11-21T08:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_since_without_zone_or_out_of_range_is_refused(house, anna, since):
    answer = house.signed_in(anna).get("/api/v1/recordings", params={"since": since})
    assert (answer.status_code, answer.json()["parameters"]["field"]) == (422, "since")


def test_other_persons_recording_is_not_found(house, anna):
    sender = house.sender(anna)
    sender.send()
    (recording,) = house.signed_in(anna).get("/api/v1/recordings").json()
    stranger = house.signed_in(house.account(Role.EMPLOYEE, "Bo"))
    assert stranger.get("/api/v1/recordings").json() == []
    assert stranger.get(f"/api/v1/recordings/{recording['id']}").status_code == 404
    for part in ("windows", "next-reading"):
        assert stranger.get(f"/api/v1/recordings/{recording['id']}/{part}").status_code == 404


# ---------------------------------------------------------------------------- devices
def test_a_device_is_paired_listed_and_revoked(house, anna):
    browser = house.signed_in(anna)
    paired = browser.post("/api/v1/devices", json={"name": " my strap "})
    assert paired.status_code == 201
    device, token = paired.json()["device"], paired.json()["token"]
    assert device["name"] == "my strap"
    assert token not in browser.get("/api/v1/devices").text
    assert browser.delete(f"/api/v1/devices/{device['id']}").status_code == 204
    assert browser.get("/api/v1/devices").json()[0]["revoked_at"] is not None
    assert browser.delete(f"/api/v1/devices/{device['id']}").status_code == 404


@pytest.mark.parametrize("order", [{}, {"name": ""}, {"name": "   "}, {"name": "x" * 201}, {"name": "a", "extra": 1}])
def test_a_device_needs_a_name_and_nothing_else(house, anna, order):
    assert house.signed_in(anna).post("/api/v1/devices", json=order).status_code == 422


def test_other_persons_device_cannot_be_revoked(house, anna):
    device = house.signed_in(anna).post("/api/v1/devices", json={"name": "strap"}).json()["device"]
    stranger = house.signed_in(house.account(Role.EMPLOYEE, "Bo"))
    assert stranger.delete(f"/api/v1/devices/{device['id']}").status_code == 404


# ---------------------------------------------------------------------------- sittings
@pytest.fixture
def worn(house, anna):
    """Anna's browser, while her strap is sending."""
    sender = house.sender(anna)
    sender.send()
    return house.signed_in(anna)


def _begin(browser, kind="check"):
    return browser.post("/api/v1/sittings", json={"kind": kind})


def test_check_starts_with_one_minute_settling_two_measuring(house, worn):
    begun = _begin(worn)
    assert begun.status_code == 201
    sitting = begun.json()
    assert (sitting["state"], sitting["settle_s"], sitting["measure_s"]) == ("running", 60.0, 120.0)
    assert sitting["started_at"] == house.now.isoformat().replace("+00:00", "Z")
    assert worn.get(f"/api/v1/sittings/{sitting['id']}").json() == sitting


def test_breathing_starts_at_once_without_a_time_limit(worn):
    sitting = _begin(worn, "breathing").json()
    assert (sitting["settle_s"], sitting["measure_s"]) == (0.0, None)


def test_finished_check_awaits_analysis_and_can_finish_twice(house, worn):
    address = f"/api/v1/sittings/{_begin(worn).json()['id']}/finish"
    house.wall.forward(seconds=180)
    first, second = worn.post(address).json(), worn.post(address).json()
    assert first["state"] == "analysing"
    assert first == second


def test_after_the_analysis_a_check_is_done(house, worn):
    address = f"/api/v1/sittings/{_begin(worn).json()['id']}"
    house.wall.forward(seconds=180)
    worn.post(f"{address}/finish")
    _analyse(house)
    assert worn.get(address).json()["state"] == "done"


def test_interrupted_check_is_cancelled(house, worn):
    address = f"/api/v1/sittings/{_begin(worn).json()['id']}"
    house.wall.forward(seconds=100)
    assert worn.post(f"{address}/cancel").json()["state"] == "cancelled"
    assert worn.get(address).json()["state"] == "cancelled"


def test_finished_sitting_cannot_be_cancelled(house, worn):
    address = f"/api/v1/sittings/{_begin(worn).json()['id']}"
    house.wall.forward(seconds=180)
    worn.post(f"{address}/finish")
    assert worn.post(f"{address}/cancel").json()["state"] == "analysing"


def test_without_a_strap_no_sitting_begins(house, worn):
    house.wall.forward(seconds=31)
    answer = _begin(worn)
    assert answer.status_code == 409
    assert "wet the electrodes" in answer.json()["detail"]


def test_beats_from_a_clock_that_is_ahead_begin_no_sitting(house, anna, worn):
    sender = house.sender(anna)
    sender.send(sender.block(ends=house.now + timedelta(seconds=60)))
    answer = _begin(worn)
    assert answer.status_code == 409
    assert "clock" in answer.json()["detail"]


def test_without_consent_no_sitting_begins(house, anna, worn):
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        (consent,) = record.consents.live(anna.id, purpose=Purpose.STORE)
        record.consents.withdraw(consent.id)
    assert "under Sharing" in _begin(worn).json()["detail"]


def test_strap_recording_is_not_a_sitting(house, worn):
    (recording,) = worn.get("/api/v1/recordings").json()
    assert worn.get(f"/api/v1/sittings/{recording['id']}").status_code == 404
    assert worn.post(f"/api/v1/sittings/{recording['id']}/finish").status_code == 404


def test_other_persons_sitting_is_not_found(house, worn):
    address = f"/api/v1/sittings/{_begin(worn).json()['id']}"
    stranger = house.signed_in(house.account(Role.EMPLOYEE, "Bo"))
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/cancel").status_code == 404


# ---------------------------------------------------------------------------- a copy of everything
def test_an_export_holds_everything_beats_included(house, anna):
    _measured(house, anna)
    sender = house.sender(anna)
    sender.send()
    copy = house.signed_in(anna).post("/api/v1/export").json()
    assert copy["account"]["email"] == "anna@example.org"
    assert len(copy["days"]) == 30
    (block,) = copy["beats"]
    assert block["source_id"] == sender.source
    assert block["series"]["rr_ms"] == [1000.0] * 5
    assert [consent["purpose"] for consent in copy["consents"]] == ["store"]


def test_an_export_is_written_into_the_audit(house, anna):
    browser = house.signed_in(anna)
    browser.post("/api/v1/export")
    assert "exported" in [event["kind"] for event in browser.post("/api/v1/export").json()["audit"]]


def test_an_export_holds_nothing_of_anybody_else(house, anna):
    other = house.account(Role.EMPLOYEE, "Bo")
    _measured(house, other)
    assert other.id not in house.signed_in(anna).post("/api/v1/export").text
