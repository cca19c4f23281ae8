from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.navigation.menus import is_within, navigation_for
from api.readers import accepted_languages
from api.rendering import READER, environment
from api.settings import load_settings
from api.visitor import Visitor, home_of
from messages import Reader
from store.subjects import Role


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("", []),
        ("da", ["da"]),
        ("en-GB;q=0.5, da-DK, nb;q=0.9", ["da", "nb", "en"]),
        ("da;q=x, en", ["da", "en"]),
        ("da;q=0.1.2", ["da"]),
    ],
)
def test_the_most_wanted_language_comes_first(header, languages):
    assert accepted_languages(header) == languages


@given(st.text(max_size=60))
def test_any_accept_language_header_is_parsed(header):
    assert all(isinstance(tag, str) for tag in accepted_languages(header))


def _visitor(role):
    return Visitor("id", "session", role, "Anna", "a@x", "en", "Europe/Copenhagen")


@pytest.mark.parametrize("role", Role)
def test_navigation_shows_the_roles_pages_and_current_one(role):
    items = navigation_for(_visitor(role), path=home_of(role), gettext=str)
    assert [item.current for item in items] == [True] + [False] * (len(items) - 1)
    assert items[-1].href == "/account"


def test_signed_out_visitors_have_no_navigation():
    assert navigation_for(None, path="/sign-in", gettext=str) == ()


def test_page_belongs_to_its_parent_path_not_a_longer_name():
    assert is_within("/check/1", "/check")
    assert not is_within("/checks", "/check")


def _filled(house, template, **context):
    made = environment("en", house.app.state.context.pages.assets)
    token = READER.set(Reader("en", ZoneInfo("Europe/Copenhagen")))
    try:
        return made.from_string(template).render(context)
    finally:
        READER.reset(token)


def test_moments_are_shown_in_the_readers_own_time(house):
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert _filled(house, "{{ at | date }}", at=moment) == "2 Jul 2026"
    assert _filled(house, "{{ at | date }}", at=date(2026, 7, 1)) == "1 Jul 2026"
    assert _filled(house, "{{ at | time }}", at=moment) == "00:30"
    assert "2 Jul 2026" in _filled(house, "{{ at | datetime }}", at=moment)
    assert _filled(house, "{{ n | number }}", n=1234.5) == "1,234.5"


def test_filters_work_inside_macros(house):
    template = "{% macro shown(n) %}{{ n | number }}{% endmacro %}{{ shown(1234.5) }}"
    assert _filled(house, template) == "1,234.5"


def test_typed_text_is_escaped(house):
    assert _filled(house, "{{ name }}", name="<script>") == "&lt;script&gt;"


def test_page_declares_its_language(house):
    assert '<html lang="en">' in house.visitor(**{"accept-language": "fr"}).get("/sign-in").text


def test_demo_pages_say_they_are_a_demo(store, wall, tmp_path, house):
    from api.app import create_app

    assert "A demonstration" not in house.visitor().get("/sign-in").text
    house.app = create_app(load_settings(data_dir=tmp_path, demo=True), store, now=wall)
    assert "A demonstration" in house.visitor().get("/sign-in").text
