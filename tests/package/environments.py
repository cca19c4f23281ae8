"""Environments of their own, as somebody makes them who has only the wheel and a lock file."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from tests.conftest import ROOT, missing_part

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = re.compile(r"^[\w.-]+==[^\\\n]+", re.MULTILINE)
OF_NO_PACKAGE = {"..", "__pycache__"}
"""Programs and what Python compiled, which stand beside the packages."""
NOTHING_TO_FETCH = re.compile(r"from versions: none|NewConnectionError|ConnectTimeout|NameResolutionError")
"""What pip says where no index can be reached; anything else that it says is a failure of ours."""


@dataclass(frozen=True)
class Environment:
    folder: Path

    def run(self, *words: object, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment with nothing of the one that tests."""
        program, *arguments = map(str, words)
        return subprocess.run(
            [str(self.folder / "bin" / program), *arguments],
            check=False,
            cwd=cwd,
            env={"PATH": os.defpath, "HOME": str(cwd), "LANG": "C.UTF-8", "COLUMNS": "120", **settings},
            capture_output=True,
            text=True,
        )


def build_wheel(folder: Path) -> Path:
    """The wheel of this tree, pages inside."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    (wheel,) = folder.glob("pulsro-*.whl")
    return wheel


def make_environment(folder: Path, wheel: Path, *, lock: str, python: Path | None = None) -> Environment:
    """What one lock file names, hashes compared, and the wheel."""
    subprocess.run([python or sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    _install(folder, "--require-hashes", "-r", str(ROOT / "requirements" / f"{lock}.txt"))
    _install(folder, "--no-index", "--no-deps", str(wheel))
    return Environment(folder)


def link_environment(folder: Path, wheel: Path, *, lock: str) -> Environment:
    """The same packages as they are installed here, linked instead of fetched and unpacked.

    Whatever the lock file does not name is as absent as in an environment that pip made.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    lines = NAMED.findall((ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8"))
    for needed in map(Requirement, lines):
        if needed.marker and not needed.marker.evaluate():
            continue
        found = distribution(needed.name)
        assert found.version in needed.specifier, f"{found.version} is installed here, and {lock}.txt says {needed}"
        for top in {file.parts[0] for file in found.files or ()} - OF_NO_PACKAGE:
            link = packages / top
            if not link.exists():
                link.symlink_to(found.locate_file(top))
    _install(folder, "--no-index", "--no-deps", str(wheel))
    return Environment(folder)


def _install(folder: Path, *what: str) -> None:
    into = ["--python", str(folder / "bin" / "python"), "install", "--quiet", "--no-compile"]
    ran = subprocess.run(
        [sys.executable, "-m", "pip", *into, *what], check=False, cwd="/", capture_output=True, text=True
    )
    if ran.returncode and NOTHING_TO_FETCH.search(ran.stderr):
        missing_part("No package index can be reached from here, and these tests install packages.")
    assert ran.returncode == 0, ran.stderr


@contextmanager
def once(tmp_path_factory, name: str) -> Iterator[Path]:
    """A folder that all processes of one run share; the first of them finds it absent and fills it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with Path(shared, f"{name}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared / name
