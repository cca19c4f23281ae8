from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.app import create_app
from api.settings import load_settings
from tests.api.conftest import HERE, QUICK, House, Wall

FIRST_MORNING = datetime(2026, 8, 3, 7, 0, tzinfo=UTC)


@pytest.fixture
def house(store, tmp_path) -> House:
    """The application over a fresh record, on a summer morning that can be moved on."""
    wall = Wall(FIRST_MORNING)
    settings = load_settings(data_dir=tmp_path, public_url=HERE)
    return House(create_app(settings, store, now=wall, hasher=QUICK), store, wall, settings)
