from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PULSRO = Path(sys.executable).with_name("pulsro")


def tour() -> list[str]:
    """The commands of the tour, as somebody copies them."""
    (block,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [line.removeprefix("$ ") for line in block.splitlines()]


def test_readme_tour_runs_unchanged(tmp_path):
    commands = tour()
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    said = {}
    for command in commands:
        assert command.startswith(".venv/bin/pulsro ")
        line = command.replace(".venv/bin/pulsro", str(PULSRO))
        ran = subprocess.run(
            ["sh", "-c", line], check=False, cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
        said[command.split()[1]] = ran.stdout
    assert len((tmp_path / "morning.txt").read_text().split()) > 400
    windows = json.loads((tmp_path / "morning.json").read_text())["windows"]
    assert all(window["rmssd_ms"] > 0 for window in windows)
    assert "The pages answer." in said["demo"]


def test_both_commands_are_on_the_first_screen():
    first_screen = "\n".join(README.splitlines()[:25])
    assert re.search(r"^make demo\b", first_screen, re.MULTILINE)
    assert re.search(r"^make test\b", first_screen, re.MULTILINE)


def test_make_targets_in_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
