from __future__ import annotations

import pytest

from api.credentials.rate_limits import CODES_IN_ALL, CODES_PER_ADDRESS, PairingLimits
from store.models import AuditKind
from store.subjects import Employee


@pytest.fixture
def annas(house, anna):
    """Anna's browser."""
    return house.signed_in(anna)


def new_code(browser, name="my laptop"):
    answer = browser.post("/api/v1/devices/codes", json={"name": name})
    assert answer.status_code == 201, answer.text
    return answer.json()["code"]


def pair(house, code):
    return house.visitor().post("/api/v1/pairing", json={"code": code})


def test_a_code_gives_a_token_with_the_name_the_person_chose(house, anna, annas):
    answer = pair(house, new_code(annas))
    house.agree(anna)
    assert answer.json().keys() == {"token", "name"}
    assert answer.headers["Cache-Control"] == "no-store"
    sender = house.sender(anna)
    sender.client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    assert sender.send().json()["acknowledged"] == [0]


def test_a_code_works_once(house, annas):
    code = new_code(annas)
    assert [pair(house, code).status_code for _ in range(2)] == [201, 422]


@pytest.mark.parametrize("code", ["", "BCDF-GHJK", "x" * 40, "\x00"])
def test_wrong_code_gets_the_same_sentence(house, annas, code):
    new_code(annas)
    answer = pair(house, code)
    assert (answer.status_code, answer.json()["code"]) == (422, "device.no_such_code")


def test_code_expires_after_ten_minutes(house, annas):
    code = new_code(annas)
    house.wall.forward(minutes=10)
    assert pair(house, code).status_code == 422


def test_code_guessing_is_limited(house, annas):
    guesses = [pair(house, "BCDF-GHJK").status_code for _ in range(CODES_PER_ADDRESS.amount + 1)]
    assert guesses == [422] * CODES_PER_ADDRESS.amount + [429]
    refused = pair(house, new_code(annas))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_guesses_from_many_addresses_are_counted_together():
    limits = PairingLimits()
    granted = [limits.spend(address=str(n)).granted for n in range(CODES_IN_ALL.amount + 1)]
    assert granted == [True] * CODES_IN_ALL.amount + [False]


def test_pairing_by_code_is_in_the_audit(house, anna, annas):
    pair(house, new_code(annas))
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        kinds = [event.kind for event in record.audit.of_person(anna.id)]
    assert AuditKind.DEVICE_PAIRED in kinds
