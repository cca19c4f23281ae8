"""Write the lock files: every package with its hashes, and no address of any index.

`scaled` holds everything that can run, so it is resolved first and the smaller ones are cut from it: what a gateway
box and a server have in common they have in the same version.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

UV = Path(sys.executable).with_name("uv")
PROJECT = "../pyproject.toml"
QUIETLY = ("--quiet", "--no-annotate", "--no-header")
COMPILE = [UV, "pip", "compile", *QUIETLY, "--universal", "--generate-hashes", "--python-version", "3.11"]
HEADER = "# Written by `make lock`. Installs use it with --require-hashes.\n"
LARGEST = "scaled"


def compile_lock(name: str, *asked: str, within: str | None = LARGEST) -> None:
    """Resolve what is asked for into one hashed lock file, with the versions of a larger one where it has them."""
    command = [*COMPILE, *asked]
    if within:
        command += ["--constraint", f"{within}.txt"]
    resolved = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "://" in resolved:
        raise SystemExit(f"{name} would hold an address. Look at the index settings of this shell, then try again.")
    Path(f"{name}.txt").write_text(HEADER + resolved, encoding="utf-8")


if __name__ == "__main__":
    compile_lock(LARGEST, PROJECT, "--extra", LARGEST, within=None)
    for extra in ("server", "science"):
        compile_lock(extra, PROJECT, "--extra", extra)
    compile_lock("base", PROJECT)
    compile_lock("build", "--group", f"{PROJECT}:build")
    compile_lock("dev", PROJECT, "--extra", LARGEST, "--group", f"{PROJECT}:build", "--group", f"{PROJECT}:dev")
    compile_lock("nightly", "--group", f"{PROJECT}:nightly", within="dev")
