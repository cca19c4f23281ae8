from __future__ import annotations

import re

import pytest

from store.subjects import Engine, Operator, Role

NEW = {"name": "Bent", "email": "bent@example.org", "role": "employee"}


def test_service_page_says_all_is_in_time(olgas, says):
    assert "All work is done on time." in says(olgas.get("/service"))


def test_service_page_reports_overdue_work(house, olga, anna, says):
    with house.store.begin(Engine(), now=house.now) as record:
        record.lights.schedule(anna.id, at=house.now)
    house.wall.forward(minutes=11)
    page = says(house.signed_in(olga).get("/service"))
    assert "Work has been waiting for more than ten minutes." in page
    assert "Lights waiting to be worked out 1" in page


def test_new_accounts_link_works_once_and_is_shown_once(olgas, house):
    page = olgas.post("/service/accounts", data=NEW).text
    address = re.search(r'<code class="token" translate="no">([^<]+)</code>', page).group(1)
    token = address.rpartition("/")[2]
    assert token not in olgas.get("/service").text
    bent = house.visitor()
    assert bent.post("/sign-in/link", data={"token": token}).headers["location"] == "/welcome"
    assert house.visitor().post("/sign-in/link", data={"token": token}).status_code == 401


def test_address_in_use_is_refused_and_the_form_keeps_its_input(olgas, anna, says):
    answer = olgas.post("/service/accounts", data=NEW | {"email": anna.email})
    assert answer.status_code == 422
    assert "is in use" in says(answer)
    assert 'value="Bent"' in answer.text


@pytest.mark.parametrize("changed", [{"name": ""}, {"email": "bent"}, {"email": ""}, {"role": "employer"}])
def test_account_needs_a_name_an_address_and_a_known_role(olgas, changed):
    assert olgas.post("/service/accounts", data=NEW | changed).status_code == 422


def test_operator_can_replace_a_lost_link(olgas, anna, house):
    page = olgas.post(f"/service/accounts/{anna.id}/link").text
    token = re.search(r"/sign-in/link/([^<]+)</code>", page).group(1)
    assert house.visitor().post("/sign-in/link", data={"token": token}).status_code == 303
    assert olgas.post("/service/accounts/nobody/link").status_code == 404


def test_operator_cannot_make_a_link_after_first_sign_in(olgas, annas, noras, anna, nora, says):
    for theirs in (anna, nora):
        answer = olgas.post(f"/service/accounts/{theirs.id}/link")
        assert answer.status_code == 422
        assert "only the owner can open it now" in says(answer)
        assert "/sign-in/link/" not in answer.text


def test_closing_an_account_signs_it_out_and_ends_its_shares(olgas, annas, noras, life, nora, anna):
    life.green()
    life.asks(nora)
    assert olgas.post(f"/service/accounts/{anna.id}/close").status_code == 303
    assert annas.get("/today").status_code == 303
    assert noras.get(f"/people/{anna.id}").status_code == 404
    assert "Anna" not in olgas.get("/service").text


def test_operator_cannot_close_their_own_account(olgas, olga, says):
    answer = olgas.post(f"/service/accounts/{olga.id}/close")
    assert answer.status_code == 422
    assert "You cannot close your own account." in says(answer)


def test_a_device_is_listed_and_can_be_removed(olgas, house, anna, olga):
    sender = house.sender(anna)
    with house.store.reading(Operator(olga.id), now=house.now) as record:
        (device,) = record.devices.list(anna.id)
    assert "a strap" in olgas.get("/service").text
    assert olgas.post(f"/service/devices/{device.id}/revoke").status_code == 303
    assert sender.send().status_code == 401
    assert olgas.post(f"/service/devices/{device.id}/revoke").status_code == 404


def test_no_health_data_is_on_the_operators_page(olgas, life, nora, says):
    light = life.fallen()
    life.asks(nora, message="Too many nights")
    page = says(olgas.get("/service")).partition("How the service is doing")[2].partition("Your employer has no")[0]
    for secret in ("Too many nights", "below", "RMSSD", f"{light.usual_range.low_ms:.0f} ms"):
        assert secret not in page


def test_an_operator_finds_none_of_the_other_pages(olgas, anna):
    for address in ("/today", "/trends", "/sharing", "/talk", "/worklist", f"/people/{anna.id}"):
        assert olgas.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.NURSE])
def test_service_page_is_found_by_operators_only(house, role):
    assert house.signed_in(house.account(role)).get("/service").status_code == 404


def test_box_is_read_as_the_operator_wrote_it(olgas, annas, says):
    assert "Some workplaces have one." in says(annas.get("/welcome/how"))
    olgas.post("/service/boxes", data={"place": " Rest room, 2nd floor ", "contact": "Ida <1234>"})
    box = re.search(r'action="/service/boxes/([^"]+)"', olgas.get("/service").text).group(1)
    for address in ("/welcome/how", "/strap"):
        annas.post("/strap/agree")
        assert "Rest room, 2nd floor Ask: Ida <1234>" in says(annas.get(address))
    olgas.post(f"/service/boxes/{box}", data={"place": "Hall", "contact": "Bo"})
    assert "Hall Ask: Bo" in says(annas.get("/welcome/how"))
    assert olgas.post(f"/service/boxes/{box}/remove").status_code == 303
    assert olgas.post(f"/service/boxes/{box}/remove").status_code == 404
    assert "Hall" not in says(annas.get("/welcome/how"))


def test_box_needs_a_place_and_whom_to_ask(olgas):
    assert olgas.post("/service/boxes", data={"place": " ", "contact": "Ida"}).status_code == 422
    assert olgas.post("/service/boxes", data={"place": "Hall"}).status_code == 422
