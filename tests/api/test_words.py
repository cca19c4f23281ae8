"""What we never call things, read from everything a person or a program may read of ours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.messages.words_rule import found

ROOT = Path(__file__).parents[2]
JINJA_COMMENTS = re.compile(r"\{#.*?#\}", re.DOTALL)
TEMPLATES = sorted((ROOT / "api" / "templates").rglob("*.html"))


def test_api_uses_no_forbidden_words(house):
    texts = json.dumps(house.app.openapi())
    assert found(texts, "en") == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_pages_use_no_forbidden_words(template):
    assert found(JINJA_COMMENTS.sub("", template.read_text(encoding="utf-8")), "en") == []


def test_word_check_covers_templates():
    assert len(TEMPLATES) > 5
