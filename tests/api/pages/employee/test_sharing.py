from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest

from store.models import AuditKind, Purpose


def consent_of(house, life, purpose):
    with house.store.reading(life.subject, now=house.now) as record:
        return record.consents.live(life.person.id, purpose=purpose)[0].id


# ---------------------------------------------------------------------------- who sees what
def test_at_first_nobody_sees_anything(annas, says):
    page = says(annas.get("/sharing"))
    assert "Nobody but you." in page
    assert "Nobody has looked at your data." in page


def test_share_is_listed_with_scope_and_last_day(annas, life, nora, says):
    life.asks(nora, weeks=8)
    page = says(annas.get("/sharing"))
    assert "Nora" in page
    assert "Sees your light, since when, and your daily values with your usual range." in page
    assert "Until and including 16 January 2027." in page


def test_one_click_stops_the_trend_and_keeps_the_conversation(annas, house, life, nora, says):
    life.asks(nora)
    answer = annas.post(f"/sharing/consents/{consent_of(house, life, Purpose.TREND)}/withdraw")
    assert answer.headers["location"] == "/sharing?done=stopped"
    page = says(annas.get(answer.headers["location"]))
    assert "Stopped. From now on nobody else can see it." in page
    assert "Stop showing the trend" not in page
    assert "Stop the conversation" in page


def test_stopping_the_conversation_stops_everything_in_it(annas, house, life, nora, says):
    life.asks(nora)
    annas.post(f"/sharing/consents/{consent_of(house, life, Purpose.CASE)}/withdraw")
    assert "Nobody but you." in says(annas.get("/sharing"))


def test_stopping_a_share_twice_gives_the_same_answer(annas, house, life, nora):
    life.asks(nora)
    address = f"/sharing/consents/{consent_of(house, life, Purpose.TREND)}/withdraw"
    first, second = annas.post(address), annas.post(address)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]


def test_nurses_look_is_listed_with_name_and_content(annas, life, nora, noras, anna, says):
    life.green()
    life.asks(nora)
    noras.get(f"/people/{anna.id}")
    page = says(annas.get("/sharing"))
    assert "Nora" in page
    assert "your light" in page
    assert "your daily values" in page


def test_withdrawn_consents_stay_in_the_ledger(annas, house, life, nora, says):
    life.asks(nora)
    annas.post(f"/sharing/consents/{consent_of(house, life, Purpose.CASE)}/withdraw")
    page = says(annas.get("/sharing"))
    assert "Have a conversation Nora 21 Nov 2026 withdrawn 21 Nov 2026" in page


# ---------------------------------------------------------------------------- measuring
def test_measuring_starts_by_agreeing_to_shown_text(annas, says):
    before = says(annas.get("/sharing"))
    assert "Pulsro may store my heartbeats" in before
    assert annas.post("/sharing/measuring").headers["location"] == "/sharing?done=measuring"
    assert "heartbeats from your strap are saved" in says(annas.get("/sharing"))


def test_stopping_storage_refuses_the_next_beats(annas, house, life, anna):
    sender = house.sender(anna)
    annas.post(f"/sharing/consents/{consent_of(house, life, Purpose.STORE)}/withdraw")
    answer = sender.send().json()
    assert answer["acknowledged"] == []
    assert answer["refused"]


# ---------------------------------------------------------------------------- devices
def code_on(page):
    return page.text.partition('<code class="token code" translate="no">')[2].partition("</code>")[0]


def state_address(page):
    return page.text.partition('hx-get="')[2].partition('"')[0]


def test_a_code_is_shown_once_and_gives_a_device_its_token(annas, house, anna, says):
    page = annas.post("/sharing/devices", data={"name": " my laptop "})
    assert f"pulsro strap pair --server {house.settings.public_url}" in says(page)
    assert code_on(page) not in annas.get("/sharing").text
    paired = house.visitor().post("/api/v1/pairing", json={"code": code_on(page).lower()})
    assert (paired.status_code, paired.json()["name"]) == (201, "my laptop")
    sender = house.sender(anna)
    sender.client.headers["Authorization"] = f"Bearer {paired.json()['token']}"
    assert sender.send().json()["acknowledged"] == [0]


def test_pairing_page_notices_by_itself_that_a_device_connected(annas, house, says):
    page = annas.post("/sharing/devices", data={"name": "my laptop"})
    waiting = annas.get(state_address(page))
    assert "Waiting for the device" in says(waiting)
    assert "hx-trigger" in waiting.text
    house.visitor().post("/api/v1/pairing", json={"code": code_on(page)})
    connected = annas.get(state_address(page))
    assert "Connected: my laptop." in says(connected)
    assert "hx-trigger" not in connected.text


def test_expired_pairing_code_says_so_and_polling_stops(annas, house, says):
    page = annas.post("/sharing/devices", data={"name": "my laptop"})
    house.wall.forward(minutes=10)
    over = annas.get(state_address(page))
    assert "too old" in says(over)
    assert "hx-trigger" not in over.text


def test_wrong_device_clock_is_shown_until_corrected(annas, house, anna, says):
    sender = house.sender(anna)
    sender.send(sent_at=(house.now - timedelta(hours=3)).isoformat())
    assert "Its clock is 3 hours slow." in says(annas.get("/sharing"))
    sender.send(sent_at=(house.now + timedelta(seconds=20)).isoformat())
    assert "Its clock is 20 seconds fast." in says(annas.get("/sharing"))
    sender.send(sent_at=(house.now - timedelta(seconds=4)).isoformat())
    assert "Its clock" not in says(annas.get("/sharing"))


def test_removed_device_is_marked_and_cannot_send(annas, house, anna, says):
    sender = house.sender(anna)
    with house.store.reading(_employee(anna), now=house.now) as record:
        (device,) = record.devices.list(anna.id)
    assert annas.post(f"/sharing/devices/{device.id}/revoke").headers["location"] == "/sharing?done=removed"
    assert "removed on 21 Nov 2026" in says(annas.get("/sharing"))
    assert sender.send().status_code == 401
    assert annas.post(f"/sharing/devices/{device.id}/revoke").status_code == 404


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_a_device_needs_a_name_of_reasonable_length(annas, name):
    assert annas.post("/sharing/devices", data={"name": name}).status_code == 422


# ---------------------------------------------------------------------------- taking everything along
def test_export_holds_every_beat_as_stored(annas, house, anna):
    sender = house.sender(anna)
    sender.send(sender.block(seconds=4, rr_ms=1000.0), sender.block(seconds=5, rr_ms=987.5))
    answer = annas.post("/sharing/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="pulsro-2026-11-21.zip"'
    archive = ZipFile(io.BytesIO(answer.content))
    lines = list(csv.DictReader(io.StringIO(archive.read(f"beats/{sender.source}.csv").decode())))
    assert [float(line["rr_ms"]) for line in lines] == [1000.0] * 4 + [987.5] * 5


def test_export_holds_notes_ratings_and_looks(annas, house, life, anna, nora, noras):
    life.fallen()
    life.asks(nora, message="Too many nights")
    noras.get(f"/people/{anna.id}")
    annas.post("/today/rating", data={"colour": "yellow", "note": "tired of nights"})
    archive = ZipFile(io.BytesIO(annas.post("/sharing/export").content))
    kept = json.loads(archive.read("everything.json"))
    assert kept["ratings"][0]["note"] == "tired of nights"
    assert kept["cases"][0]["case"]["note"] == "Too many nights"
    assert len(kept["days"]) == 80
    assert kept["light"]["light"]["colour"] in {"yellow", "red"}
    assert kept["looks"][0]["reader_name"] == "Nora"
    assert "README.txt" in archive.namelist()


def test_export_is_audited(annas, house, life, anna):
    annas.post("/sharing/export")
    with house.store.reading(life.subject, now=house.now) as record:
        assert AuditKind.EXPORTED in [event.kind for event in record.audit.of_person(anna.id)]


def _employee(account):
    from store.subjects import Employee

    return Employee(account.id)
