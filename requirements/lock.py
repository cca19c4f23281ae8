"""Write the lock files: every package with its hashes, and no address of any index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

UV = Path(sys.executable).with_name("uv")
QUIETLY = ("--quiet", "--no-annotate", "--no-header")
COMPILE = [UV, "pip", "compile", *QUIETLY, "--universal", "--generate-hashes", "--python-version", "3.11"]
HEADER = "# Written by `make lock`. Installs use it with --require-hashes.\n"


def compile_tools(name: str, *, group: str, constraint: str) -> None:
    """Resolve one dependency group without the project, for the environment that the constraint made."""
    asked = ["--group", f"../pyproject.toml:{group}", "--constraint", constraint]
    resolved = subprocess.run([*COMPILE, *asked], check=True, capture_output=True, text=True).stdout
    _write(name, resolved)


def compile_lock(name: str, *, groups: list[str], constraint: str | None = None) -> None:
    """Resolve the project with some dependency groups into one hashed lock file."""
    command = [*COMPILE, "../pyproject.toml", "--extra", "scaled"]
    for group in groups:
        command += ["--group", f"../pyproject.toml:{group}"]
    if constraint:
        command += ["--constraint", constraint]
    _write(name, subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _write(name: str, resolved: str) -> None:
    if "://" in resolved:
        raise SystemExit(f"{name} would hold an address. Look at the index settings of this shell, then try again.")
    Path(name).write_text(HEADER + resolved, encoding="utf-8")


if __name__ == "__main__":
    compile_lock("runtime.txt", groups=["build"])
    compile_lock("dev.txt", groups=["build", "dev"], constraint="runtime.txt")
    compile_tools("nightly.txt", group="nightly", constraint="dev.txt")
