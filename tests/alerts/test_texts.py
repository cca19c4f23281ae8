from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import alerts

NEVER_SAID = re.compile(
    r"\b(stress\w*|burnout|burned out|mental\w*|emotion\w*|mood|anxi\w*|fatigue|risks?|detect\w*|predict\w*|diagnos\w*|"
    r"symptoms?|patients?|treat\w*|productiv\w*|performance|healthy|abnormal|sick\w*)\b",
    re.IGNORECASE,
)
ALLOWED = {"Predictability: knowing what comes"}
"""The name of one of the six factors of work, which foretells nothing about anybody."""

MARKED = {"N_": 0, "define": 1}
"""What marks a text for translation, and at which place of its call the text stands."""


def marked_texts():
    for file in sorted(Path(alerts.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKED:
                text = node.args[MARKED[node.func.id]].value
                yield pytest.param(text.strip(), id=f"{file.stem}:{node.lineno}")


@pytest.mark.parametrize("text", list(marked_texts()))
def test_person_texts_name_no_condition_and_have_clean_spaces(text):
    assert text in ALLOWED or NEVER_SAID.search(text) is None
    assert text == text.strip()
    assert "  " not in text


def test_alert_texts_are_marked_for_translation():
    assert len(list(marked_texts())) > 80
