from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.package.environments import make_environment

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(1800)]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def interpreter(version: str) -> Path:
    """A Python of this version that can make environments; on the path, or kept by pyenv."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for found in [*map(str, kept), shutil.which(f"python{version}")]:
        if found and subprocess.run([found, "-c", "import venv"], check=False, capture_output=True).returncode == 0:
            return Path(found)
    return pytest.skip(f"No Python {version} here.")


@pytest.mark.parametrize("version", PYTHONS)
def test_the_demo_starts_from_the_wheel(wheel, tmp_path, version):
    python = interpreter(version)
    environment = make_environment(tmp_path / "environment", wheel, lock="server", python=python)
    ran = environment.run("pulsro", "demo", "--folder", tmp_path / "workplace", "--exit-after", 1, cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "The pages answer." in ran.stdout
    asked = environment.run(
        "pulsro", "migrate", cwd=tmp_path, PULSRO_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing"
    )
    assert asked.returncode == 1
    assert "pip install 'pulsro[scaled]'" in asked.stderr
    (tmp_path / "rr.txt").write_text(
        environment.run("pulsro", "simulate", "--minutes", 6, "--past", "--print", cwd=tmp_path).stdout
    )
    analysed = environment.run("pulsro", "analyse", "rr.txt", cwd=tmp_path)
    assert "RMSSD" in analysed.stdout, analysed.stderr
