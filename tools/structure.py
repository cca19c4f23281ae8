"""What no linter knows of this house: folder sizes, class names in two rooms, tiny modules, unmarked text.

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

SAME_NAME: Final[dict[str, str]] = {}
"""Public classes whose name stands in two rooms, and why it may."""

SMALL: Final[dict[str, str]] = {}
"""Modules of under 30 lines with one importer, and why they stand alone."""

MARKS: Final = frozenset({"N_", "_", "gettext", "ngettext", "define", "define_plural"})
FOR_PROGRAMMERS: Final = frozenset(
    {"ValueError", "TypeError", "RuntimeError", "KeyError", "AssertionError", "NotImplementedError", "LookupError"}
)
"""What these say is read by whoever calls the function wrongly, never by a person who uses the program."""

NOT_FOR_READERS: Final = frozenset(
    {"Field", "View", "APIRouter", "FastAPI", "compile", "text", "debug", "info", "warning"}
)
"""The description of the API is for programmers and stays English; patterns, SQL and log events are no texts."""

WORDS: Final = 3
"""A string of at least so many words that ends like a sentence is taken for one."""


def main() -> int:
    """Print what was found; 1 when there is anything."""
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _sources()}
    found = [*full_folders(modules), *shared_names(modules), *tiny_modules(modules), *unmarked(modules)]
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
        for node in _sentences(tree):
            yield f"{_name(path)}:{node.lineno}: unmarked text {node.value!r:.60}. Give it a code, or mark it with N_."


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
