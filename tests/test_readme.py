from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tour import OURS, README, demo_line, tour

MOST_BYTES = 60_000
"""Of each picture."""

PULSRO = Path(sys.executable).with_name("pulsro")


@pytest.fixture
def copied(tmp_path):
    """Runs a line of the tour as it stands there, in a folder of its own, and gives what it says."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def run(command: str) -> str:
        assert command.startswith(OURS)
        line = command.replace(OURS, f"{PULSRO} ")
        ran = subprocess.run(
            ["sh", "-c", line], check=False, cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout

    return run


def test_readme_tour_runs_unchanged(copied, tmp_path):
    for command in tour():
        if command != demo_line():
            copied(command)
    assert len((tmp_path / "morning.txt").read_text().split()) > 400
    windows = json.loads((tmp_path / "morning.json").read_text())["windows"]
    assert all(window["rmssd_ms"] > 0 for window in windows)


@pytest.mark.nightly  # by day tests/cli/demo lives through six weeks by this line instead of four months
def test_demo_of_the_tour_runs_unchanged(copied):
    assert "The pages answer." in copied(demo_line())


def test_both_commands_are_on_the_first_screen():
    first_screen = "\n".join(README.splitlines()[:25])
    assert re.search(r"^make demo\b", first_screen, re.MULTILINE)
    assert re.search(r"^make test\b", first_screen, re.MULTILINE)


def test_make_targets_in_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_pictures_of_the_readme_exist_and_are_small():
    pictures = re.findall(r'<img src="([^"]+)"', README)
    assert pictures
    assert all((ROOT / picture).stat().st_size < MOST_BYTES for picture in pictures)
