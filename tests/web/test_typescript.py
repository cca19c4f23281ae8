from __future__ import annotations

import subprocess

from tests.conftest import ROOT, missing_part

WEB = ROOT / "api" / "web"


def run(*command: object) -> None:
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_typescript_unit_tests_pass(node):
    run(node, "--test", "--test-reporter=tap", *sorted((ROOT / "tests" / "web").glob("*.test.ts")))


def test_scripts_and_their_tests_type_check(node):
    compiler = WEB / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.is_file():
        missing_part("The packages of the web pages are not installed. Run `make setup`.")
    run(node, compiler, "--noEmit", "--project", WEB)
