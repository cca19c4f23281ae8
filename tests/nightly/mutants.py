"""Small mistakes put into what changed, one at a time: does a test notice?

    make nightly PARTS=mutants                # in functions that changed within the last day of the history
    make nightly PARTS=mutants SINCE=HEAD~20  # since that revision

mutmut does it in a copy of the tree in .cache/nightly, with the tests of the folder that mirrors the changed file's.
Some mutants change nothing that anybody could notice, so the part fails only when fewer of those that were tried are
noticed than `NOTICED_AT_LEAST`. The others are printed; `mutmut show NAME` in the copy shows what they are.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.nightly.bluetooth import ABSENT, CACHE, ROOT

ROOMS = ("hrv", "sensors", "store", "alerts", "api", "cli")
COPY = CACHE / "mutants"
LONGEST_S = 25 * 60.0
NOTICED_AT_LEAST = 0.75
NOTICED = {"killed", "timeout", "suspicious", "segfault"}
TRIED = NOTICED | {"survived"}
CHANGED_LINES = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
MUTMUT = (sys.executable, "-m", "mutmut")


def main(report: Path) -> int:
    """Mutate, report, and say in the last line what came of it."""
    if find_spec("mutmut") is None:
        sys.stdout.write("mutmut is not installed. `make nightly` installs it.\n")
        return ABSENT
    since = os.environ.get("SINCE") or _yesterday()
    names = {file: changed_functions(ROOT / file, lines) for file, lines in changed_lines(since).items()}
    patterns = [pattern_of(file, name) for file, found in names.items() for name in found]
    if not patterns:
        return report_on(report, {}, since)
    prepare([file for file, found in names.items() if found])
    status = _mutate(patterns)
    outcomes = {name: how for name, how in _outcomes().items() if any(fnmatch(name, each) for each in patterns)}
    return report_on(report, outcomes, since) or (status if outcomes else 0)


def changed_lines(since: str) -> dict[str, set[int]]:
    """The lines of the rooms' Python files that differ from a revision; a file that only moved has none."""
    diff = _git("diff", "-M", "-U0", "--no-ext-diff", "--diff-filter=d", since, "--", *ROOMS)
    lines = {}
    for piece in diff.split("\n+++ b/")[1:]:
        file = piece.partition("\n")[0]
        if file.endswith(".py"):
            spans = ((int(first), int(count or 1)) for first, count in CHANGED_LINES.findall(piece))
            lines[file] = {first + more for first, count in spans for more in range(count)}
    return lines


def changed_functions(file: Path, lines: set[int]) -> list[str]:
    """The functions of a module, and the methods as CLASS.METHOD, in which a line changed."""
    found = []
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        members = [(node, node.name)] if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []
        if isinstance(node, ast.ClassDef):
            functions = (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
            members = [(each, f"{node.name}.{each.name}") for each in functions]
        found += [name for each, name in members if lines & set(range(each.lineno, each.end_lineno + 1))]
    return found


def pattern_of(file: str, name: str) -> str:
    """What mutmut calls the mutants of a function; those of one whose name goes on longer come along."""
    module = file.removesuffix(".py").replace("/", ".")
    owner, _, method = name.rpartition(".")
    return f"{module}.xǁ{owner}ǁ{method}*" if owner else f"{module}.x_{method}*"


def tests_for(file: str) -> str:
    """The nearest folder of tests that mirrors where the file is."""
    folder = Path("tests", file).parent
    while not (ROOT / folder).is_dir():
        folder = folder.parent
    return str(folder)


def prepare(files: list[str]) -> None:
    """A copy of the tree whose settings name the files to mutate and the tests to notice it."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in _git("ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        if (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, COPY / name)
    mutated = {file.partition("/")[0] for file in files}
    rest = [path.name for path in COPY.iterdir() if path.name not in mutated and path.name != "tests"]
    settings = {
        "source_paths": sorted(mutated),
        "only_mutate": files,
        "also_copy": rest,
        "pytest_add_cli_args_test_selection": sorted({tests_for(file) for file in files}),
        "pytest_add_cli_args": ["-p", "no:xdist", "-p", "no:cacheprovider"],
    }
    lines = [f"{name} =\n    " + "\n    ".join(values) for name, values in settings.items()]
    (COPY / "setup.cfg").write_text("[mutmut]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _mutate(patterns: list[str]) -> int:
    """The status of mutmut, which stops where the time is up and keeps what it found until then."""
    with subprocess.Popen([*MUTMUT, "run", *patterns], cwd=COPY) as process:
        try:
            return process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            return process.wait()


def _outcomes() -> dict[str, str]:
    said = subprocess.run([*MUTMUT, "results", "--all", "1"], cwd=COPY, check=True, capture_output=True, text=True)
    lines = (line.strip().rpartition(": ") for line in said.stdout.splitlines())
    return {name: how for name, separator, how in lines if separator}


def report_on(file: Path, outcomes: dict[str, str], since: str) -> int:
    """Write the report; 1 when too few of those that were tried were noticed."""
    suite = ET.Element("testsuite")
    for name, how in outcomes.items():
        case = ET.SubElement(suite, "testcase", classname="mutant", name=name)
        if how not in NOTICED:
            ET.SubElement(case, "skipped", type="pytest.skip", message=how)
    ET.ElementTree(suite).write(file)
    noticed, tried = (sum(how in hows for how in outcomes.values()) for hows in (NOTICED, TRIED))
    for name, how in outcomes.items():
        if how == "survived":
            sys.stdout.write(f"not noticed: {name}\n")
    untried = len(outcomes) - tried
    sys.stdout.write(f"{noticed} of {tried} mutants noticed, {untried} not tried, since {since[:12]}\n")
    return int(noticed < NOTICED_AT_LEAST * tried)


def _yesterday() -> str:
    """The last revision that is a day older than the newest one, or the first of all."""
    day_before = _git("log", "-1", "--format=%cd", "--date=format-local:%s").strip()
    older = _git("rev-list", "-1", f"--before={int(day_before) - 86_400}", "HEAD").strip()
    return older or _git("rev-list", "--max-parents=0", "HEAD").splitlines()[-1]


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
