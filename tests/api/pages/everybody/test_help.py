from __future__ import annotations

import re

import pytest

from alerts.exercises.catalogue import BY_KEY
from messages import sentence
from messages.rendering import SOURCE_READER


def test_help_is_open_to_the_signed_out(house, says):
    page = says(house.visitor(Accept="text/html").get("/help"))
    assert "Your employer sees nothing" in page
    assert "at most once in five years" in page


@pytest.mark.parametrize("address", ["/today", "/trends", "/account", "/help"])
def test_every_page_leads_to_the_help(annas, address):
    page = annas.get(address).text
    assert 'href="/help"' in page
    assert 'href="/trends"' in page, "and back"


def test_newcomers_and_leaders_find_their_own_line(annas, says):
    page = annas.get("/help")
    assert "who your mentor is" in says(page)
    assert "Your own leader sees nothing of it" in says(page)
    steps = annas.get("/welcome").text
    for place in ("new", "leading"):
        assert f'id="{place}"' in page.text
        assert f'href="/help#{place}"' in steps


def test_help_keeps_the_navigation_of_the_signed_in(annas, house):
    assert 'href="/sharing"' in annas.get("/help").text.split("</header>")[0]
    assert 'class="ways"' not in house.visitor(Accept="text/html").get("/help").text


def test_help_says_what_each_colour_means(annas, says):
    page = says(annas.get("/help"))
    for meaning in ("within your usual range", "a little below your usual range", "clearly below your usual range"):
        assert meaning in page
    assert "None of the colours says why" in page


def test_help_names_each_exercise_whose_words_stay_private(annas):
    shown, never = annas.get("/help").text.split('id="writing"')[1].split("Everything else can never be shared")
    for exercise in (each for each in BY_KEY.values() if each.blanks):
        title = f"<li>{sentence(exercise.title(), SOURCE_READER)}</li>"
        assert (title in shown, title in never) == (exercise.can_be_shown, not exercise.can_be_shown)


@pytest.mark.parametrize("address", ["/help", "/other-doors"])
def test_number_for_danger_can_be_called(annas, address):
    link = re.search(r'<a class="button careful" href="tel:112">.*?</a>', annas.get(address).text, flags=re.DOTALL)
    assert link
    assert "If you are in danger now, call 112." in link[0]


def test_help_leads_to_each_of_its_parts(annas):
    page = annas.get("/help").text
    linked = re.findall(r'<li><a href="#(\w+)">', page)
    assert len(linked) == len(set(linked)) == page.count("<h2 id=")
    assert all(f'<h2 id="{each}">' in page for each in linked)
