from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
PROMISE = re.compile(r"^\*\*(\d+)\. (?:(?!^\*\*|^#).*\n?)+", re.MULTILINE)
LINE = re.compile(r"^- `(tests/[^`]+\.py)`: (.+)$", re.MULTILINE)
KEPT_BY = [(file, name) for file, names in LINE.findall(PAGE) for name in re.findall(r"`(\w+)`", names)]


def test_promises_are_numbered_without_gaps():
    numbers = [int(found.group(1)) for found in PROMISE.finditer(PAGE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 20


@pytest.mark.parametrize("promise", [found.group(0) for found in PROMISE.finditer(PAGE)], ids=lambda text: text[:40])
def test_every_promise_is_kept_by_a_test(promise):
    assert LINE.search(promise)


@pytest.mark.parametrize(("file", "name"), KEPT_BY, ids=[name for _, name in KEPT_BY])
def test_every_test_named_by_a_promise_exists(file, name):
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_line_below_a_promise_names_tests():
    lines = [line for line in PAGE.splitlines() if line.startswith("- ")]
    assert len(lines) == len(LINE.findall(PAGE))
