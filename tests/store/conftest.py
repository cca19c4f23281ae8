from __future__ import annotations

import pytest

from store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request) -> str:
    """A fresh database on each of the two engines."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def store(database_url, keyring):
    """A fresh record on each of the two engines."""
    opened = Store(database_url, keyring)
    yield opened
    opened.close()
