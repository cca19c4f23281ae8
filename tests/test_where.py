from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "docs" / name for name in ("architecture.md", "where.md", "glossary.md")]
ROOMS = sorted((ROOT / "docs" / "rooms").glob("*.md"))
PATH = re.compile(r"`([a-z_0-9]+(?:/[A-Za-z_0-9.-]+)+\.(?:py|md|ts|html))`")
LINK = re.compile(r"\]\(([^)#:]+)\)")
LONGEST_WORDS = 1200


@pytest.mark.parametrize("page", [*PAGES, *ROOMS], ids=lambda page: page.name)
def test_every_path_on_a_page_exists(page):
    text = page.read_text(encoding="utf-8")
    assert [path for path in PATH.findall(text) if not (ROOT / path).exists()] == []
    assert [path for path in LINK.findall(text) if not (page.parent / path).exists()] == []


def test_where_page_answers_each_question_with_a_file():
    rows = [line for line in PAGES[1].read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if not PATH.search(row)] == []
    assert len(rows) > 15


def test_architecture_is_read_in_one_sitting():
    assert len(PAGES[0].read_text(encoding="utf-8").split()) <= LONGEST_WORDS


def test_every_room_has_a_page():
    rooms = {"messages", "hrv", "sensors", "store", "alerts", "api", "cli"}
    assert {page.stem for page in ROOMS} == rooms
