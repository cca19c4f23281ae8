"""Small mistakes put into what changed, one at a time: does a test notice?

    make nightly PARTS=mutants                # in functions that changed within the last day of the history
    make nightly PARTS=mutants SINCE=HEAD~20  # since that revision

mutmut does it room by room in copies of the tree in .cache/nightly, with the tests of the folder that mirrors the
changed file's; where those fail by themselves the part fails, and the other rooms are tried all the same. Some mutants
change nothing that anybody could notice, so the part fails only when fewer of those that were tried are noticed than
`NOTICED_AT_LEAST`. The others are printed; `mutmut show NAME` in the copy shows what they are.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.nightly.bluetooth import ABSENT, CACHE, ROOT

ROOMS = ("messages", "hrv", "sensors", "store", "alerts", "api", "cli")
COPY = CACHE / "mutants"
BUNDLE = "api/static/dist"
"""Built, so that git does not know it; pages are not served without it."""
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
    rooms = patterns(since)
    outcomes, status, until = {}, 0, time.monotonic() + LONGEST_S
    for rooms_left, room in zip(range(len(rooms), 0, -1), rooms, strict=True):
        found, how = _tried(room, rooms[room], longest_s=(until - time.monotonic()) / rooms_left)
        outcomes |= found
        status = status or how
    return report_on(report, outcomes, since) or status


def patterns(since: str) -> dict[str, dict[str, list[str]]]:
    """The changed files of each room, and what mutmut calls the mutants of their changed functions."""
    found = {}
    for file, lines in changed_lines(since).items():
        if names := changed_functions(ROOT / file, lines):
            found.setdefault(file.partition("/")[0], {})[file] = [pattern_of(file, name) for name in names]
    return found


def _tried(room: str, files: dict[str, list[str]], *, longest_s: float) -> tuple[dict[str, str], int]:
    """What came of the mutants of one room, and a status that is not 0 when its tests fail without any."""
    copy = COPY / room
    wanted = [pattern for found in files.values() for pattern in found]
    prepare(copy, room, list(files))
    status = _mutate(copy, wanted, longest_s)
    outcomes = {name: how for name, how in _outcomes(copy).items() if any(fnmatch(name, each) for each in wanted)}
    return outcomes, status if outcomes else 0


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


def prepare(copy: Path, room: str, files: list[str]) -> None:
    """Make a copy of the tree whose settings name the files to mutate and the tests to notice it."""
    shutil.rmtree(copy, ignore_errors=True)
    bundle = (str(file.relative_to(ROOT)) for file in (ROOT / BUNDLE).rglob("*") if file.is_file())
    for name in (*_git("ls-files", "--cached", "--others", "--exclude-standard").splitlines(), *bundle):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    rest = [path.name for path in copy.iterdir() if path.name not in {room, "tests"}]
    settings = {
        "source_paths": [room],
        "only_mutate": files,
        "also_copy": rest,
        "pytest_add_cli_args_test_selection": sorted({tests_for(file) for file in files}),
        "pytest_add_cli_args": ["-p", "no:xdist", "-p", "no:cacheprovider"],
    }
    lines = [f"{name} =\n    " + "\n    ".join(values) for name, values in settings.items()]
    (copy / "setup.cfg").write_text("[mutmut]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _mutate(copy: Path, patterns: list[str], longest_s: float) -> int:
    """The status of mutmut, which stops where the time is up and keeps what it found until then."""
    with subprocess.Popen([*MUTMUT, "run", *patterns], cwd=copy) as process:
        try:
            return process.wait(longest_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            return process.wait()


def _outcomes(copy: Path) -> dict[str, str]:
    said = subprocess.run([*MUTMUT, "results", "--all", "1"], cwd=copy, check=True, capture_output=True, text=True)
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
