"""The library of things one can do, and the page for what no exercise is for."""

from __future__ import annotations

import re

import pytest

from alerts.actions.catalogue import CATALOGUE
from alerts.actions.logik import Level
from store.subjects import Employee


def test_library_shows_everything_with_its_evidence(annas, says):
    answer = annas.get("/actions")
    page = says(answer)
    assert all(action.title in page for action in CATALOGUE)
    assert "several good reviews agree" in page
    assert 'href="/exercises/plan-step"' in answer.text


def test_library_is_browsed_by_level_and_light(annas, says):
    page = says(annas.get("/actions", params={"level": "leader", "colour": "red"}))
    shown = {action.key for action in CATALOGUE if action.title in page}
    assert shown == {a.key for a in CATALOGUE if a.level is Level.LEADER and "red" in a.colours}


def test_search_finds_all_words_and_says_when_there_is_nothing(annas, says):
    page = says(annas.get("/actions", params={"q": "COLLEAGUE trust"}))
    assert [action.key for action in CATALOGUE if action.title in page] == ["group-ask-a-colleague"]
    assert "Nothing matches all of that" in says(annas.get("/actions", params={"q": "zebra"}))


def test_page_about_violence_offers_no_exercise_and_no_light(annas):
    page = annas.get("/other-doors").text
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r'href="/(exercises|breathe|actions)|class="light|<form', main)
    assert main.count("Do they have to act?") == main.count("Is it confidential?") == 9


@pytest.mark.parametrize(
    ("zone", "numbers"),
    [
        ("Europe/Copenhagen", {"tel:70121288"}),
        ("Europe/Oslo", {"tel:73199700"}),
        ("Europe/Berlin", {"tel:70121288", "tel:73199700"}),
    ],
)
def test_page_about_violence_calls_inspectorate_of_the_country(house, anna, annas, zone, numbers):
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        record.accounts.set_preferences(anna.id, language="en", time_zone=zone)
    page = annas.get("/other-doors").text
    assert set(re.findall(r'href="(tel:\d+)"', page)) == {"tel:112", *numbers}


def test_nobody_counts_who_opened_the_page_about_violence(annas, house, olga):
    operator = house.signed_in(olga)
    operator.get("/metrics")
    before = operator.get("/metrics").text
    annas.get("/other-doors")
    after = operator.get("/metrics").text
    assert "other-doors" not in after
    timed = re.compile(r"^pulsro_request_seconds_count (\S+)", re.MULTILINE)
    assert float(timed.search(after)[1]) - float(timed.search(before)[1]) == 1  # the look at the numbers itself
