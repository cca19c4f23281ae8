from __future__ import annotations

import base64

import pytest

from store.models import Purpose
from store.subjects import Employee, Role
from tests.api.conftest import Sender

HEADER = "Pulsro-Device"


def admitted(browser, name="Chrome, Linux"):
    """What the server tells a browser that is to add beats."""
    answer = browser.post("/api/v1/browsers", json={"name": name})
    assert answer.status_code == 200, answer.text
    return answer.json()


def sender_of(house, person, **headers) -> Sender:
    """The browser of a person who is signed in and agreed, with a strap."""
    browser = house.signed_in(person)
    house.agree(person)
    browser.headers[HEADER] = admitted(browser)["id"]
    browser.headers.update(headers)
    return Sender(house, browser)


def blocks_of(house, person) -> int:
    with house.store.reading(Employee(person.id), now=house.now) as record:
        return len(record.beats.read_after(person.id, cursor=0))


def test_signed_in_browser_can_send_beats(house, anna):
    sender = sender_of(house, anna)
    block = sender.block()
    for _ in range(2):
        assert sender.send(block).json()["acknowledged"] == [0]
    assert blocks_of(house, anna) == 1


def test_returning_browser_gets_the_same_key(house, anna):
    first = admitted(house.signed_in(anna))
    browser = house.signed_in(anna)
    assert admitted(browser) == first
    assert browser.get(f"/api/v1/browsers/{first['id']}").json() == first
    assert len(base64.b64decode(first["key"])) == 32


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.NURSE, Role.OPERATOR])
def test_other_people_cannot_send_through_a_browser(house, anna, role):
    sender = sender_of(house, anna)
    stranger = house.signed_in(house.account(role, "Charlie"))
    stranger.headers[HEADER] = sender.client.headers[HEADER]
    answer = Sender(house, stranger).send(sender.block())
    assert answer.status_code == (410 if role is Role.EMPLOYEE else 401), answer.text
    assert blocks_of(house, anna) == 0


def test_page_of_a_previous_user_cannot_send_beats(house, anna):
    """Bo signed in in another tab while Anna's page still listens to her strap."""
    bo = house.account(Role.EMPLOYEE, "Bo")
    annas_page = {"Pulsro-Person": anna.id}
    sender = sender_of(house, bo, **annas_page)
    assert sender.send().status_code == 401
    assert blocks_of(house, bo) == 0
    browser = house.signed_in(bo)
    admitted_as_bo = admitted(browser)
    again = browser.get(f"/api/v1/browsers/{admitted_as_bo['id']}", headers=annas_page)
    new = browser.post("/api/v1/browsers", json={"name": "Anna's"}, headers=annas_page)
    for answer in (again, new):
        assert answer.status_code == 401
        assert "Somebody else has signed in" in answer.json()["detail"]


def test_page_of_the_signed_in_person_can_send_beats(house, anna):
    sender = sender_of(house, anna, **{"Pulsro-Person": anna.id})
    assert sender.send().status_code == 200


def test_signed_out_browser_learns_its_beats_wait(house, anna):
    sender = sender_of(house, anna)
    sender.client.post("/sign-out")
    answer = sender.send()
    assert answer.status_code == 401
    assert "Your heartbeats wait on this computer" in answer.json()["detail"]
    assert blocks_of(house, anna) == 0


def test_browser_that_never_signed_in_cannot_send(house, anna):
    stranger = house.visitor(**{HEADER: sender_of(house, anna).client.headers[HEADER]})
    assert Sender(house, stranger).send().status_code == 401


def test_cross_site_request_cannot_send_beats(house, anna):
    sender = sender_of(house, anna, **{"sec-fetch-site": "cross-site"})
    assert sender.send().status_code == 403
    assert blocks_of(house, anna) == 0


def test_session_without_device_header_cannot_send(house, anna):
    sender = sender_of(house, anna)
    del sender.client.headers[HEADER]
    assert sender.send().status_code == 401


def test_removed_browser_is_refused_from_the_next_upload_on(house, anna):
    sender = sender_of(house, anna)
    sender.send()
    device_id = sender.client.headers[HEADER]
    sender.client.post(f"/sharing/devices/{device_id}/revoke")
    answer = sender.send()
    assert (answer.status_code, "removed from your devices" in answer.json()["detail"]) == (410, True)
    assert sender.client.get(f"/api/v1/browsers/{device_id}").status_code == 404
    assert blocks_of(house, anna) == 1


def test_without_consent_nothing_is_stored(house, anna):
    browser = house.signed_in(anna)
    browser.headers[HEADER] = admitted(browser)["id"]
    assert Sender(house, browser).send().json()["acknowledged"] == []


def test_sending_beats_does_not_extend_a_session(house, anna):
    sender = sender_of(house, anna)
    for _ in range(house.settings.idle_minutes_employee // 60 - 1):
        house.wall.forward(hours=1)
        assert sender.send().status_code == 200
    house.wall.forward(hours=1, minutes=1)
    assert sender.send().status_code == 401


def test_a_gateways_token_counts_before_the_session(house, anna):
    bob = house.account(Role.EMPLOYEE, "Bob")
    house.agree(bob, Purpose.STORE)
    sender = sender_of(house, anna, Authorization=f"Bearer {house.device_of(bob)}")
    sender.send()
    assert (blocks_of(house, anna), blocks_of(house, bob)) == (0, 1)
