from __future__ import annotations

from dataclasses import replace

import pytest

from api.help_lines import USUAL_HELP_LINES, HelpLine, help_line
from store.subjects import Employee


@pytest.mark.parametrize(
    ("zone", "first", "then"),
    [("Europe/Copenhagen", "Livslinien", "Legevakt"), ("Europe/Oslo", "Legevakt", "Livslinien")],
)
def test_numbers_of_the_persons_country_come_first(house, anna, annas, says, zone, first, then):
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        record.accounts.set_preferences(anna.id, language="en", time_zone=zone)
    page = says(annas.get("/call"))
    assert 0 < page.index(f" {first} ") < page.index(f" {then} ")


def test_page_says_what_each_usual_number_is_for(house, says):
    page = says(house.visitor(Accept="text/html").get("/call"))
    purposes = [help_line(each).what_for for each in USUAL_HELP_LINES]
    assert [purpose for purpose in purposes if purpose is None or str(purpose) not in page] == []
    assert help_line("SE 112").what_for is None


def test_page_is_open_to_the_signed_out_and_shows_own_line(house, says):
    context = house.app.state.context
    settings = context.settings.model_copy(update={"own_help_line": "Occupational health, 12 34 56 78"})
    house.app.state.context = replace(context, settings=settings)
    page = says(house.visitor(Accept="text/html").get("/call"))
    assert "Occupational health, 12 34 56 78" in page
    assert "70 201 201 Livslinien" in page


@pytest.mark.parametrize("address", ["/today", "/account", "/trends", "/call", "/nowhere"])
def test_every_page_leads_to_the_numbers(annas, address):
    assert 'href="/call"' in annas.get(address).text


def test_line_is_read_as_an_operator_writes_it():
    assert help_line("DK 70 201 201 Livslinien") == HelpLine("DK", "70 201 201", "Livslinien")
    assert help_line("NO 113").address == "tel:113"


@pytest.mark.parametrize("text", ["Livslinien", "112", "DK Livslinien 112", ""])
def test_line_without_country_and_number_is_refused(text):
    with pytest.raises(ValueError, match=f"^{text}$"):
        help_line(text)


def test_only_the_page_of_nobody_may_be_kept(house, annas):
    assert "Pulsro-Keep" in house.visitor(Accept="text/html").get("/call").headers
    for address in ("/call", "/today", "/trends", "/account"):
        assert "Pulsro-Keep" not in annas.get(address).headers


def test_worker_is_served_above_all_pages(house):
    answer = house.visitor().get("/service-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-store"
    assert "import" not in answer.text
