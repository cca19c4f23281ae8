"""The first steps: where a newcomer lands, the two answers that weigh the same, and the way past them."""

from __future__ import annotations

import pytest

from store.models import Purpose
from store.subjects import Employee
from tests.api.pages.conftest import at_pages


def lands_on(house, account) -> str:
    return house.visitor().post("/sign-in/link", data={"token": house.link(account)}).headers["location"]


def agreed(house, anna) -> bool:
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        return bool(record.consents.live(anna.id, purpose=Purpose.STORE))


def test_first_sign_in_leads_to_the_first_steps_once(house, anna, nora):
    assert [lands_on(house, anna) for _ in range(2)] == ["/welcome", "/today"]
    assert lands_on(house, nora) == "/worklist"


def test_whoever_measures_already_begins_with_the_light(house, anna):
    house.agree(anna)
    assert lands_on(house, anna) == "/today"


def test_steps_lead_from_what_it_is_to_the_first_check(annas, says):
    pages = [annas.get(address) for address in ("/welcome", "/welcome/measuring", "/welcome/how")]
    assert [f"Step {n} of 3" in says(page) for n, page in enumerate(pages, 1)] == [True] * 3
    assert 'href="/welcome/measuring"' in pages[0].text
    assert all(f'href="{way}"' in pages[2].text for way in ("/strap", "/files", "/exercises", "/check"))
    assert all('href="/today"' in page.text for page in pages)


def test_yes_is_a_consent_and_leads_on(annas, house, anna, says):
    assert annas.post("/welcome/measuring", data={"said": "yes"}).headers["location"] == "/welcome/how"
    assert agreed(house, anna)
    assert "You have said yes" in says(annas.get("/welcome/measuring"))


def test_no_leaves_nothing_behind(annas, house, anna):
    assert annas.post("/welcome/measuring", data={"said": "no"}).headers["location"] == "/today"
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        assert record.consents.ledger(anna.id) == ()


@pytest.mark.parametrize("form", [{}, {"said": "perhaps"}])
def test_nothing_is_agreed_to_without_an_answer(annas, house, anna, form):
    assert annas.post("/welcome/measuring", data=form).status_code == 422
    assert not agreed(house, anna)


def test_empty_today_leads_back_to_the_steps(annas, house, anna, life):
    assert 'href="/welcome"' in annas.get("/today").text
    house.agree(anna)
    assert 'href="/welcome/how"' in annas.get("/today").text
    life.green()
    assert "/welcome" not in annas.get("/today").text


def test_newcomer_is_told_to_choose_a_password(annas, house, anna):
    assert 'href="/account#password"' in annas.get("/welcome/how").text
    words = {"password": "a calm sea in the morning", "repeated": "a calm sea in the morning"}
    annas.post("/account/password", data=words)
    assert 'href="/account#password"' not in annas.get("/welcome/how").text


def test_nurse_finds_no_first_steps(house, nora):
    noras = at_pages(house.signed_in(nora))
    assert noras.get("/welcome").status_code == 404
    assert noras.post("/welcome/measuring", data={"said": "yes"}).status_code == 404
