from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("hrv", "sensors", "alerts", "api", "cli")
QUERIES = {"select", "insert", "update", "delete", "text", "exists"}


def queries_in(source: str) -> list[int]:
    """The lines of a module in which a query is written: a call of SQLAlchemy's words, however they were imported."""
    tree = ast.parse(source)
    words = set(_words(tree))
    modules = set(_modules(tree))
    return sorted(
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_query(node.func, words, modules)
    )


def _words(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy":
            yield from (name.asname or name.name for name in node.names if name.name in QUERIES)


def _modules(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.asname or name.name for name in node.names if name.name.split(".")[0] == "sqlalchemy")


def _is_query(function, words, modules):
    if isinstance(function, ast.Name):
        return function.id in words
    if not isinstance(function, ast.Attribute):
        return False
    of_module = isinstance(function.value, ast.Name) and function.value.id in modules
    return (of_module and function.attr in QUERIES) or function.attr == "exec_driver_sql"


def files_of(room):
    return sorted(file for file in (ROOT / room).rglob("*.py") if "node_modules" not in file.parts)


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_package_writes_a_query(room):
    found = {str(file.relative_to(ROOT)): queries_in(file.read_text("utf-8")) for file in files_of(room)}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_personal_queries_are_written_only_in_repositories():
    outside = {
        file.name
        for file in files_of("store")
        if queries_in(file.read_text("utf-8")) and "repositories" not in file.parts
    }
    assert outside == {
        "care.py",  # a unique index over some of the rows
        "engines.py",  # how a transaction begins
        "schema.py",  # whose turn it is to migrate
        "erase.py",  # deletes, and reads nothing but ids
        "readable.py",  # the condition that every other query contains
        "metadata.py",  # an index over rows of an older form
        "reseal.py",  # seals rows of an older form again, whoever they belong to
        "retention.py",  # deletes what is too old
        "audit_chain.py",  # appends to the audit
        "person_keys.py",  # opens keys
    }


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import select\nselect(1)",
        "from sqlalchemy import update as change\nchange(table)",
        "from sqlalchemy.sql import delete\ndelete(table)",
        "import sqlalchemy as sa\nsa.insert(table)",
        "connection.exec_driver_sql('SELECT 1')",
    ],
)
def test_a_query_is_noticed_however_it_is_written(source):
    assert queries_in(source)


@pytest.mark.parametrize(
    "source",
    [
        "def select(rows): ...\nselect(1)",
        "from store import Store\nStore(1)",
        "import sqlalchemy\nsqlalchemy.create_engine(1)",
    ],
)
def test_query_lookalikes_are_ignored(source):
    assert queries_in(source) == []
