"""What we never call things, read from everything a person or a program may read of ours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from messages.extraction import extracted

ROOT = Path(__file__).parents[2]
FORBIDDEN = re.compile(
    r"""\b(
        stress(?!ed\s+tests) | burn-?out | mood | emotions? | anxiety | mental\ health | fatigue\ score |
        risks? | detect(s|ed|ion|ions)? | predict(s|ed|ion|ions|ive)? | diagnos(e|es|ed|is|tic) | patients? |
        treatments? | symptoms? | performance | productivity | wellness\ score |
        stressniveau | udbrændth\w* | humør | sygdomsrisiko | behandling |
        stressnivå | utbrenthet | sykdomsrisiko | pasient\w*
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
JINJA_COMMENTS = re.compile(r"\{#.*?#\}", re.DOTALL)
TEMPLATES = sorted((ROOT / "api" / "templates").rglob("*.html"))
CATALOGUES = sorted((ROOT / "messages" / "locale").rglob("*.po*"))


def _found(text):
    return sorted({match.group(0).lower() for match in FORBIDDEN.finditer(text)})


def test_the_words_of_the_list_are_found_where_they_stand():
    assert _found("Your stress level and mood predict a risk.") == ["mood", "predict", "risk", "stress"]
    assert _found("A brisk walk; the moody impatient predicate of distress.") == []


def test_the_api_never_uses_them(house):
    texts = json.dumps(house.app.openapi())
    assert _found(texts) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_page_uses_them(template):
    assert _found(JINJA_COMMENTS.sub("", template.read_text(encoding="utf-8"))) == []


def test_no_catalogue_uses_them():
    for catalogue in CATALOGUES:
        assert _found(catalogue.read_text(encoding="utf-8")) == [], catalogue


def test_no_sentence_that_is_marked_for_translation_uses_them():
    texts = [text for message in extracted() if message.id for text in _forms(message.id)]
    assert {text: found for text in texts if (found := _found(text))} == {}
    assert len(texts) > 300


def _forms(identifier):
    return [identifier] if isinstance(identifier, str) else identifier


def test_there_is_something_to_read():
    assert len(TEMPLATES) > 5
