from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REQUIRE_ALL = bool(os.environ.get("PULSRO_REQUIRE_ALL"))


def missing_part(sentence: str) -> None:
    """Skip because a real part is absent; fail instead where every part has to be there."""
    if REQUIRE_ALL:
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real recordings, which is not part of this repository."""
    folder = Path(os.environ.get("PULSRO_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        missing_part(f"No real recordings at {folder}. Set PULSRO_REAL_DATA to the folder that holds them.")
    return folder
