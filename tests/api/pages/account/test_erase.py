from __future__ import annotations

import pytest

from store.subjects import Employee, Engine

WORDS = "erase everything"


def is_there(house, account):
    with house.store.reading(Engine(), now=house.now) as record:
        return record.accounts.get(account.id) is not None


@pytest.fixture
def password(house, anna) -> str:
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        hashed = house.app.state.context.passwords.hash("a calm green fjord", repeated="a calm green fjord")
        record.accounts.set_password_hash(anna.id, hashed)
    return "a calm green fjord"


def test_erasing_by_typed_words_leaves_no_account(annas, house, anna, says):
    answer = annas.post("/sharing/erase", data={"proof": " Erase Everything "})
    assert "All your data is erased" in says(answer)
    assert anna.id in answer.text
    assert not is_there(house, anna)
    assert annas.get("/today").headers["location"].startswith("/sign-in")


def test_erasing_clears_all_browser_data(annas):
    answer = annas.post("/sharing/erase", data={"proof": WORDS})
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "Sharing" not in answer.text  # nobody is signed in on the last page


@pytest.mark.parametrize("proof", ["", "erase", "yes"])
def test_nothing_is_erased_without_the_typed_words(annas, house, anna, says, proof):
    answer = annas.post("/sharing/erase", data={"proof": proof})
    assert answer.status_code == 422
    assert "Type the two words" in says(answer)
    assert is_there(house, anna)


def test_account_with_password_needs_it_to_erase(annas, house, anna, password, says):
    assert "Your password" in says(annas.get("/sharing/erase"))
    refused = annas.post("/sharing/erase", data={"proof": WORDS})
    assert "That is not your password" in says(refused)
    assert is_there(house, anna)
    annas.post("/sharing/erase", data={"proof": password})
    assert not is_there(house, anna)


def test_password_guessing_is_limited_when_erasing(annas, house, anna, password, says):
    answers = [annas.post("/sharing/erase", data={"proof": f"guess {n}"}) for n in range(12)]
    assert "Wait a quarter of an hour" in says(answers[-1])
    assert "Wait a quarter of an hour" in says(annas.post("/sharing/erase", data={"proof": password}))
    assert is_there(house, anna)


def test_the_nurse_sees_nothing_of_an_erased_person(annas, house, life, anna, nora, noras, says):
    life.green()
    life.asks(nora)
    annas.post("/sharing/erase", data={"proof": WORDS})
    assert noras.get(f"/people/{anna.id}").status_code == 404
    assert "Nobody is waiting for you." in says(noras.get("/worklist"))
