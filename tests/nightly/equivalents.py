"""Mutants that no test can notice: the list in `equivalents.toml`, and how it names a change.

mutmut counts its mutants, so that a number means another one after each edit. The list names them by their function
and by the change in its place, `limit = BOUND_SD {* -> /} np.sqrt(variance)`, in the spelling of `ast.unparse`.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LIST = Path(__file__).with_name("equivalents.toml")
NOTICED = frozenset({"killed", "timeout", "suspicious", "segfault"})
"""What mutmut calls a mutant with which a test failed."""
SHOWN = 30
"""So many characters are shown on either side of a change."""
MANGLED = re.compile(r"^(?:x_(?P<function>\w+?)|xǁ(?P<owner>\w+)ǁ(?P<method>\w+?))__mutmut_(?P<number>orig|\d+)$")
PIECES = re.compile(r"\w+|\s|[^\w\s]")
CHANGE = re.compile(r"^(?P<before>.*?)\{(?P<old>.*?) -> (?P<new>.*?)\}(?P<after>.*?)(?: #\d+)?$", re.DOTALL)


def listed(file: Path = LIST) -> dict[tuple[str, str], str]:
    """Why a mutant changes nothing that matters, by its function and its change."""
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    return {(function, change): why for function, changes in read.items() for change, why in changes.items()}


def contradicted(entries: Iterable[tuple[str, str]], came: Mapping[tuple[str, str], str]) -> list[str]:
    """What is wrong with the entries, given what came of every mutant of their modules."""
    said = {entry: came.get(entry) for entry in entries}
    gone = [f"listed, but no longer there: {': '.join(entry)}" for entry, how in said.items() if how is None]
    return gone + [f"listed, but noticed: {': '.join(entry)}" for entry, how in said.items() if how in NOTICED]


def changes_in(code: str) -> dict[str, tuple[str, str]]:
    """The function and the change of each mutant in a module that mutmut wrote, by mutmut's name for it."""
    kept: dict[str, str] = {}
    mutants: list[tuple[str, str, str]] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (match := MANGLED.match(node.name)):
            function = match["function"] or f"{match['owner']}.{match['method']}"
            name, node.name = node.name, match["function"] or match["method"]
            if match["number"] == "orig":
                kept[function] = ast.unparse(node)
            else:
                mutants.append((name, function, ast.unparse(node)))
    found, seen = {}, Counter()
    for name, function, mutant in mutants:
        change = change_between(kept[function], mutant)
        seen[function, change] += 1
        found[name] = (function, change if seen[function, change] == 1 else f"{change} #{seen[function, change]}")
    return found


def change_between(original: str, mutant: str) -> str:
    """The change in its place: what stands before it, `{old -> new}`, what stands after it, on one line."""
    old, new = PIECES.findall(original), PIECES.findall(mutant)
    begin = _alike(old, new)
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    before, after = "".join(old[:begin]), "".join(old[len(old) - end :])
    changed = ["".join(pieces[begin : len(pieces) - end]) for pieces in (old, new)]
    start, rest = before.rpartition("\n")[2].lstrip(), after.partition("\n")[0]
    return f"{start[-SHOWN:]}{{{changed[0]} -> {changed[1]}}}{rest[:SHOWN]}"


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many of the first pieces are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def misplaced(entries: Mapping[tuple[str, str], str], root: Path) -> Iterator[tuple[str, str]]:
    """The entries whose function is gone, or no longer holds what the change begins with."""
    for function, change in entries:
        match = CHANGE.match(change)
        if match is None or f"{match['before']}{match['old']}{match['after']}" not in _code_of(function, root):
            yield function, change


def _code_of(function: str, root: Path) -> str:
    """A function as `ast.unparse` writes it; nothing where there is none."""
    words = function.split(".")
    for length in range(len(words) - 1, 0, -1):
        file = root.joinpath(*words[:length]).with_suffix(".py")
        if file.is_file():
            return _member(ast.parse(file.read_text(encoding="utf-8")), words[length:])
    return ""


def _member(node: ast.AST, names: list[str]) -> str:
    for name in names:
        inside = [each for each in ast.iter_child_nodes(node) if getattr(each, "name", None) == name]
        if not inside:
            return ""
        node = inside[0]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        node.decorator_list = []
    return ast.unparse(node)
