from __future__ import annotations
from datetime import UTC, datetime
from store.subjects import Engine, Role

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_a(store):
    with store.begin(Engine(), now=NOW) as record:
        a = record.accounts.create(role=Role.EMPLOYEE, name="Alice", email="alice@example.org")
    with store.reading(Engine(), now=NOW) as record:
        assert record.accounts.get(a.id) == a


def test_b(store):
    test_a(store)


def test_c(store):
    test_a(store)
