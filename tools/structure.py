"""What no linter knows of this house: full folders, class names in two rooms, tiny modules, unmarked text, long names.

    python -m tools.structure

Each finding is one line; the command fails when there is any. An exception stands below with its reason.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).parent.parent
ROOMS: Final = ("messages", "hrv", "sensors", "store", "alerts", "api", "cli")
FULLEST_FOLDER: Final = 20
"""Modules in a folder, `__init__` counted: the projects we admire keep 13 to 25 in their largest."""

SMALLEST_MODULE: Final = 30
"""Lines. A smaller module with one importer is mostly part of that importer's thought."""

SAME_NAME: Final[dict[str, str]] = {
    "Beats": "an event of the live stream, named in the HTTP API, which only grows; and the repository `record.beats`",
    "Source": "as Beats: an event of the live stream, and the stored run of a device that it tells of",
    "Span": "as Beats: a stretch named in the HTTP API; and a stretch of seconds that only daily values know",
    "Form": "named in the HTTP API, which only grows; and how the numbers of a sealed block are kept",
    "Reader": "a person for whom texts are rendered; and what reads arrays from the front of a sealed block",
}
"""Public classes whose name stands in two rooms, and why it may."""

SMALL: Final[dict[str, str]] = {
    "hrv/numeric/malloc.py": "a matter of the C library, which the engine should not have to explain",
    "hrv/windows/poincare.py": "one pair of indices with its source, beside the others",
    "sensors/systemd.py": "a protocol of its own",
    "sensors/upload/refusals.py": "the old stored form, which goes with the next version",
    "store/pairing_codes.py": "the alphabet of the codes, which the audit of a code looks up",
    "store/tables/notes.py": "tables stand in one module for each thing, as the repositories do",
    "store/tables/pairing.py": "as store/tables/notes.py",
    "alerts/care/expected_by_chance.py": "a number with its source, which the page only shows",
    "alerts/schedule/purge.py": "what a tick does is one module each",
    "api/pages/account/profile.py": "one module for each page",
    "api/pages/employee/strap.py": "one module for each page",
    "api/pages/everybody/call.py": "one module for each page",
    "api/pages/nurse/worklist.py": "one module for each page",
    "cli/server/migrate.py": "one module for each command",
}
"""Modules of under 30 lines with one importer, and why they stand alone."""

NOT_FOR_USERS: Final[dict[str, str]] = {
    "hrv/sentences_as_data.py": "what the version before stored; it is read, never shown",
    "cli/demo/conversation.py": "what the demo's people wrote themselves",
    "api/web/build_hook.py": "read by whoever builds the package",
    "sensors/recordings/text/own_forms.py": "comment lines of a file format",
    "sensors/ble/radio.py": "turned into a text of the room by sensors/bluetooth_errors.py",
    "sensors/upload/spool.py": "SQL",
    "api/app.py": "the description of the API, for programmers",
    "api/v1/own/imports.py": "the description of the API, for programmers",
    "sensors/ble/pairing_agent.py": "an error that goes to BlueZ over D-Bus",
}
"""Modules whose sentences no user reads in their language, and why."""

MARKS: Final = frozenset({"N_", "_", "gettext", "ngettext", "define", "define_plural"})
FOR_PROGRAMMERS: Final = frozenset(
    {"ValueError", "TypeError", "RuntimeError", "KeyError", "AssertionError", "NotImplementedError", "LookupError"}
)
"""What these say is read by whoever calls the function wrongly, never by a person who uses the program."""

NOT_FOR_READERS: Final = frozenset(
    {"Field", "View", "APIRouter", "FastAPI", "Query", "Path", "Header", "HTTPBearer", "APIKeyHeader", "APIKeyCookie"}
    | {"Counter", "Gauge", "Histogram", "compile", "text", "execute", "get", "debug", "info", "warning"}
)
"""The description of the API is for programmers and stays English; patterns, SQL and log events are no texts."""

LONGEST_TEST_NAME: Final = 60

WORDS: Final = 3
"""A string of at least so many words that ends like a sentence is taken for one."""


def main() -> int:
    """Print what was found; 1 when there is anything."""
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _sources()}
    found = [
        *full_folders(modules),
        *shared_names(modules),
        *tiny_modules(modules),
        *unmarked(modules),
        *long_test_names(sorted((ROOT / "tests").rglob("test_*.py"))),
    ]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted(path for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def full_folders(modules: Iterable[Path]) -> Iterator[str]:
    """Folders that nobody finds anything in."""
    for folder, count in sorted(Counter(path.parent for path in modules).items()):
        if count > FULLEST_FOLDER:
            yield f"{_name(folder)}: {count} modules, at most {FULLEST_FOLDER}. Split it by what a person would name."


def shared_names(modules: dict[Path, ast.Module]) -> Iterator[str]:
    """Public classes that mean one thing in one room and another in the next."""
    rooms: dict[str, dict[str, str]] = defaultdict(dict)
    for path, tree in modules.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                rooms[node.name][path.relative_to(ROOT).parts[0]] = _name(path)
    for name, places in sorted(rooms.items()):
        if len(places) > 1 and name not in SAME_NAME:
            yield f"class {name} is in {' and '.join(sorted(places.values()))}. Rename one, or say why in SAME_NAME."


def tiny_modules(modules: dict[Path, ast.Module]) -> Iterator[str]:
    """Modules that are part of another one's thought."""
    importers: dict[str, set[Path]] = defaultdict(set)
    for path, tree in modules.items():
        for name in _imported(tree):
            importers[name].add(path)
    for path in modules:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if path.name == "__init__.py" or lines >= SMALLEST_MODULE or _name(path) in SMALL:
            continue
        users = importers[_name(path).removesuffix(".py").replace("/", ".")]
        if len(users) == 1:
            (user,) = users
            yield f"{_name(path)}: {lines} lines, only {_name(user)} imports it. Merge them, or say why in SMALL."


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def unmarked(modules: dict[Path, ast.Module]) -> Iterator[str]:
    """Sentences that are neither marked for translation nor written for programmers."""
    for path, tree in modules.items():
        if _name(path) in NOT_FOR_USERS:
            continue
        for node in _sentences(tree):
            yield f"{_name(path)}:{node.lineno}: unmarked text {node.value!r:.60}. Give it a code, or mark it with N_."


def long_test_names(files: Iterable[Path]) -> Iterator[str]:
    """Names of tests that nobody takes in at a glance."""
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else ""
            if name.startswith("test_") and len(name) > LONGEST_TEST_NAME:
                yield f"{_name(path)}: {name} has {len(name)} characters, at most {LONGEST_TEST_NAME}."


def _sentences(node: ast.AST) -> Iterator[ast.Constant]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        if isinstance(child, ast.Call) and _called(child) in MARKS | FOR_PROGRAMMERS | NOT_FOR_READERS:
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and _is_sentence(child.value):
            yield child
        yield from _sentences(child)


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= WORDS and text.rstrip().endswith((".", "?", ":")) and text.lstrip()[:1].isupper()


if __name__ == "__main__":
    raise SystemExit(main())
