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


def test_forbidden_words_are_found_as_whole_words():
    assert _found("Your stress level and mood predict a risk.") == ["mood", "predict", "risk", "stress"]
    assert _found("A brisk walk; the moody impatient predicate of distress.") == []


def test_api_uses_no_forbidden_words(house):
    texts = json.dumps(house.app.openapi())
    assert _found(texts) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_pages_use_no_forbidden_words(template):
    assert _found(JINJA_COMMENTS.sub("", template.read_text(encoding="utf-8"))) == []


def test_catalogues_use_no_forbidden_words():
    for catalogue in CATALOGUES:
        assert _found(catalogue.read_text(encoding="utf-8")) == [], catalogue


def test_translatable_texts_use_no_forbidden_words():
    texts = [text for message in extracted() if message.id for text in _forms(message.id)]
    assert {text: found for text in texts if (found := _found(text))} == {}
    assert len(texts) > 300


def _forms(identifier):
    return [identifier] if isinstance(identifier, str) else identifier


def test_word_check_covers_templates():
    assert len(TEMPLATES) > 5
