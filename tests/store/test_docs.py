from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from store import errors, subjects
from store.retention import RETENTION
from tests.store.shelves import methods_of

STORE = Path(__file__).parents[2] / "docs" / "rooms" / "store.md"


@pytest.fixture(scope="module")
def page() -> str:
    return STORE.read_text("utf-8")


def test_every_method_of_the_record_is_described(world, page):
    with world.engine() as record:
        shelves = methods_of(record)
    missing = [
        f"{shelf}.{method}"
        for shelf, methods in shelves.items()
        for method in methods
        if f"`{method}(" not in _section(page, shelf)
    ]
    assert missing == []


def _section(page, shelf):
    return page.split(f"**`record.{shelf}`**", 1)[-1].split("**`record.", 1)[0]


def test_every_subject_and_every_refusal_is_described(page):
    roles = [kind for kind in vars(subjects).values() if inspect.isclass(kind) and kind.__module__ == subjects.__name__]
    refusals = [kind for kind in vars(errors).values() if inspect.isclass(kind)]
    assert [
        kind.__name__ for kind in (*roles, *refusals) if kind.__name__ not in page and kind.__name__ != "Role"
    ] == []


def test_how_long_each_kind_of_data_is_kept_is_described(page):
    for line in RETENTION:
        until = "always" if line.outlives_erasure else "until erased"
        kept = until if line.limit is None else f"{line.limit.keep.days} days"
        assert f"| {line.what} | {kept} | {line.why} |" in page
