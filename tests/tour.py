"""The tour of the README, as somebody copies it."""

from __future__ import annotations

import re

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
OURS = ".venv/bin/pulsro "


def tour() -> list[str]:
    (block,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [line.removeprefix("$ ") for line in block.splitlines()]


def demo_line() -> str:
    """The one command that takes long: a workplace lives through four months."""
    (line,) = (command for command in tour() if command.startswith(f"{OURS}demo "))
    return line
