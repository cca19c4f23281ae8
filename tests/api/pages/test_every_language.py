"""Pages with something on them, in each language that there is: plural forms, numbers and dates by its own rules."""

from __future__ import annotations

import pytest

from messages import languages
from tests.api.pages.conftest import Life, at_pages

PAGES = (
    "/welcome",
    "/welcome/measuring",
    "/welcome/how",
    "/today",
    "/trends",
    "/diary",
    "/sharing",
    "/talk",
    "/check",
    "/breathe",
    "/account",
    "/account/asking",
    "/files",
)


@pytest.mark.parametrize("language", languages()[1:])
def test_employee_reads_every_page_in_their_language(house, anna, nora, language):
    life = Life(house, anna)
    prompt, case = life.prompted(), life.asks(nora)
    life.evaluate()
    browser = at_pages(house.signed_in(anna))
    browser.post("/account/language", data={"language": language})
    for address in (*PAGES, f"/prompts/{prompt}", f"/cases/{case}"):
        answer = browser.get(address)
        assert (answer.status_code, f'<html lang="{language}">' in answer.text) == (200, True), address
