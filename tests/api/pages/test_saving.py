"""Forms say that what was sent is kept, and say it where one looks then."""

from __future__ import annotations

import pytest

from api import texts
from tests.api.pages.conftest import at_pages

SAVED = texts.SAVED.one


def after(browser, answer):
    """The page to which a form leads, and what stands in it from the place that its address names."""
    assert answer.status_code == 303
    address, _, place = answer.headers["location"].partition("#")
    page = browser.get(address).text
    return page[page.index(f'id="{place}"') :] if place else page


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/today/rating", {"colour": "yellow"}),
        ("/diary/{today}", {"tags": "travel", "back": "today"}),
        ("/diary/{today}", {"tags": "travel"}),
        ("/diary/{today}/about", {"about": "demands"}),
        ("/account/profile", {"age_band": "", "sex": ""}),
    ],
)
def test_each_form_of_a_person_says_saved_in_its_place(annas, house, life, address, data):
    house.agree(life.person)
    page = after(annas, annas.post(address.format(today=life.today), data=data))
    assert page.count(SAVED) == 1


def test_question_put_off_says_saved(house, anna, life):
    prompt = life.prompted()
    annas = at_pages(house.signed_in(anna))
    assert SAVED in after(annas, annas.post(f"/prompts/{prompt}/snooze", data={"days": 3}))


def test_nurse_hears_that_a_step_is_saved(noras, nora, life):
    case = life.asks(nora)
    taken = noras.post(f"/cases/{case}/take", data={"next_on": f"{life.today.replace(day=life.today.day + 2)}"})
    assert SAVED in after(noras, taken)
    assert SAVED not in noras.get(f"/cases/{case}").text
    assert SAVED in after(noras, noras.post(f"/cases/{case}/close", data={"note": "Talked, and that was it"}))


def test_operator_hears_that_a_box_is_saved(olgas):
    box = {"place": "Break room", "contact": "Kim, 12 34"}
    assert SAVED in after(olgas, olgas.post("/service/boxes", data=box))
    assert SAVED not in olgas.get("/service").text
