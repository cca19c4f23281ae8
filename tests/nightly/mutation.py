"""mutmut in a copy of the tree: which files it mutates, which tests are to notice, and what came of each mutant."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from tests.nightly.bluetooth import CACHE, ROOT
from tests.nightly.equivalents import NOTICED, changes_in

if TYPE_CHECKING:
    from pathlib import Path

COPIES = CACHE / "mutants"
BUNDLE = "api/static/dist"
"""Built, so that git does not know it; pages are not served without it."""
UNNOTICED = frozenset({"survived", "no tests"})
TRIED = NOTICED | UNNOTICED
PLUGINS_LEFT_OUT = ("xdist", "cacheprovider", "unraisableexception")
"""The last one collects garbage after each run, which takes longer than most tests."""
TIME_IS_UP = 124
MUTMUT = (sys.executable, "-m", "mutmut")


def prepare(copy: Path, files: list[str], tests: list[str]) -> None:
    """Make a copy of the tree whose settings name the files to mutate, of one room, and the tests to notice it."""
    shutil.rmtree(copy, ignore_errors=True)
    bundle = (str(file.relative_to(ROOT)) for file in (ROOT / BUNDLE).rglob("*") if file.is_file())
    for name in (*tracked(), *bundle):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    (room,) = {file.partition("/")[0] for file in files}
    settings = {
        "source_paths": [room],
        "only_mutate": files,
        "also_copy": [path.name for path in copy.iterdir() if path.name not in {room, "tests"}],
        "pytest_add_cli_args_test_selection": tests,
        "pytest_add_cli_args": [word for plugin in PLUGINS_LEFT_OUT for word in ("-p", f"no:{plugin}")],
    }
    lines = [f"{name} =\n    " + "\n    ".join(values) for name, values in settings.items()]
    (copy / "setup.cfg").write_text("[mutmut]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def tracked(*paths: str) -> list[str]:
    """The files of the repository, those that are not yet committed too."""
    return git("ls-files", "--cached", "--others", "--exclude-standard", "--", *paths).splitlines()


def git(*words: str) -> str:
    """What git says about this repository."""
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def mutate(copy: Path, patterns: list[str], *, longest_s: float, processes: int | None = None) -> int:
    """The status of mutmut, or `TIME_IS_UP` where it was stopped; what it found until then is kept."""
    children = () if processes is None else ("--max-children", str(processes))
    settings = {"PULSRO_REAL_DATA": str(ROOT.parent / "shared" / "data")} | os.environ  # beside the copy lies none
    settings["PULSRO_HYPOTHESIS_PROFILE"] = "mutants"
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts this beside itself has it ignored
    with subprocess.Popen([*MUTMUT, "run", *children, *patterns], cwd=copy, env=settings) as process:
        try:
            return process.wait(longest_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            process.wait()
            return TIME_IS_UP


def outcomes(copy: Path, patterns: list[str]) -> dict[str, str]:
    """What came of the mutants that any of the patterns names."""
    said = subprocess.run([*MUTMUT, "results", "--all", "1"], cwd=copy, check=True, capture_output=True, text=True)
    lines = (line.strip().rpartition(": ") for line in said.stdout.splitlines())
    named = {name: how for name, separator, how in lines if separator}
    return {name: how for name, how in named.items() if any(fnmatch(name, pattern) for pattern in patterns)}


def module_of(file: str) -> str:
    """What a file is called when it is imported."""
    return file.removesuffix(".py").replace("/", ".")


def changes(copy: Path, files: list[str]) -> dict[str, tuple[str, str]]:
    """The function and the change of every mutant of these files, by mutmut's name for it."""
    found = {}
    for file in files:
        module = module_of(file)
        code = (copy / "mutants" / file).read_text(encoding="utf-8")
        for name, (function, change) in changes_in(code).items():
            found[f"{module}.{name}"] = (f"{module}.{function}", change)
    return found
