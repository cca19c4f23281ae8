"""Small mistakes put into what changed, one at a time: does a test notice?

    make nightly PARTS=mutants                # in functions that changed within the last day of the history
    make nightly PARTS=mutants SINCE=HEAD~20  # since that revision

mutmut does it room by room in copies of the tree in .cache/nightly, with the tests of the folder that mirrors the
changed file's; where those fail by themselves the part fails, and the other rooms are tried all the same. Some mutants
change nothing that anybody could notice. Those of the core are listed in `equivalents.toml` and do not count; elsewhere
nobody has looked, so the part fails only when fewer of those that were tried are noticed than `NOTICED_AT_LEAST`. The
others are printed.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.nightly.bluetooth import ABSENT, ROOT
from tests.nightly.equivalents import NOTICED, contradicted, listed
from tests.nightly.mutation import (
    COPIES,
    TIME_IS_UP,
    TRIED,
    UNNOTICED,
    changes,
    git,
    module_of,
    mutate,
    outcomes,
    prepare,
)

ROOMS = ("messages", "hrv", "sensors", "store", "alerts", "cli", "api")
"""Those whose tests are quick come first, for what time they leave goes to the others."""
LONGEST_S = 15 * 60.0
NOTICED_AT_LEAST = 0.75
EQUIVALENT = "equivalent"
CHANGED_LINES = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def main(report: Path) -> int:
    """Mutate, report, and say in the last line what came of it."""
    if find_spec("mutmut") is None:
        sys.stdout.write("mutmut is not installed. `make nightly` installs it.\n")
        return ABSENT
    since = os.environ.get("SINCE") or _yesterday()
    rooms = patterns(since)
    came, status, until = {}, 0, time.monotonic() + LONGEST_S
    for rooms_left, room in zip(range(len(rooms), 0, -1), rooms, strict=True):
        found, how = _tried(room, rooms[room], longest_s=(until - time.monotonic()) / rooms_left)
        came |= found
        status = status or how
    return report_on(report, came, since) or status


def patterns(since: str) -> dict[str, dict[str, list[str]]]:
    """The changed files of each room, and what mutmut calls the mutants of their changed functions."""
    found = {}
    for file, lines in changed_lines(since).items():
        if names := changed_functions(ROOT / file, lines):
            found.setdefault(file.partition("/")[0], {})[file] = [pattern_of(file, name) for name in names]
    return {room: found[room] for room in ROOMS if room in found}


def _tried(room: str, files: dict[str, list[str]], *, longest_s: float) -> tuple[dict[str, str], int]:
    """What came of the mutants of one room, each named by function and change.

    The status is not 0 when the tests fail without any mutant, or when the list of equivalent ones is wrong.
    """
    copy, wanted = COPIES / room, [pattern for found in files.values() for pattern in found]
    prepare(copy, list(files), sorted({tests_for(file) for file in files}))
    status = mutate(copy, wanted, longest_s=longest_s)
    found = outcomes(copy, wanted)
    if not found and status == TIME_IS_UP:
        sys.stdout.write(f"{room}: no time for a mutant.\n")
        return {}, 0
    if not found:
        return {}, status
    came = {mutant: found.get(name, "") for name, mutant in changes(copy, list(files)).items()}
    told = {": ".join(mutant): how for mutant, how in but_equivalent(came).items() if how}
    return told, _wrong_about(list(files), came)


def but_equivalent(came: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """What came of each mutant; those that are known to change nothing are called so."""
    known = listed()
    return {each: EQUIVALENT if how in UNNOTICED and each in known else how for each, how in came.items()}


def _wrong_about(files: list[str], came: dict[tuple[str, str], str]) -> int:
    """1 when the list of equivalent mutants contradicts what was found in these files."""
    modules = tuple(f"{module_of(file)}." for file in files)
    wrong = contradicted([entry for entry in listed() if entry[0].startswith(modules)], came)
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    return int(bool(wrong))


def changed_lines(since: str) -> dict[str, set[int]]:
    """The lines of the rooms' Python files that differ from a revision; a file that only moved has none."""
    diff = git("diff", "-M", "-U0", "--no-ext-diff", "--diff-filter=d", since, "--", *ROOMS)
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
    module = module_of(file)
    owner, _, method = name.rpartition(".")
    return f"{module}.xǁ{owner}ǁ{method}*" if owner else f"{module}.x_{method}*"


def tests_for(file: str) -> str:
    """The nearest folder of tests that mirrors where the file is."""
    folder = Path("tests", file).parent
    while not (ROOT / folder).is_dir():
        folder = folder.parent
    return str(folder)


def report_on(file: Path, came: dict[str, str], since: str) -> int:
    """Write the report; 1 when too few of those that were tried were noticed."""
    suite = ET.Element("testsuite")
    for name, how in came.items():
        case = ET.SubElement(suite, "testcase", classname="mutant", name=name)
        if how not in NOTICED:
            ET.SubElement(case, "skipped", type="pytest.skip", message=how)
    ET.ElementTree(suite).write(file)
    for name, how in came.items():
        if how in UNNOTICED:
            sys.stdout.write(f"not noticed: {name}\n")
    noticed, tried, equivalent = (sum(how in hows for how in came.values()) for hows in (NOTICED, TRIED, {EQUIVALENT}))
    untried = len(came) - tried - equivalent
    sys.stdout.write(f"{noticed} of {tried} mutants noticed, {untried} not tried, since {since[:12]}\n")
    return int(noticed < NOTICED_AT_LEAST * tried)


def _yesterday() -> str:
    """The last revision that is a day older than the newest one, or the first of all."""
    day_before = git("log", "-1", "--format=%cd", "--date=format-local:%s").strip()
    older = git("rev-list", "-1", f"--before={int(day_before) - 86_400}", "HEAD").strip()
    return older or git("rev-list", "--max-parents=0", "HEAD").splitlines()[-1]


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
