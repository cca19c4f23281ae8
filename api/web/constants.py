"""Generator of the TypeScript constants that the browser shares with Python.

The Python modules are parsed, not imported, because the environment that builds a wheel lacks their dependencies. A
constant may be a number, a tuple of numbers, or an expression of other constants in this repository. The build hook
writes the files; `python api/web/constants.py` does it by hand.
"""

from __future__ import annotations

import ast
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Final

HEADER: Final = "// Written by api/web/constants.py from the Python modules named below. Change it there, not here.\n"
BEAT_CLOCK: Final = ("clock", "duplicates", "pending", "placement", "recent", "schedule")
BREATH: Final = ("waves", "follower", "acceleration", "from_heart", "synchrony")
FILES: Final = {
    "strap/beat_clock/constants.ts": (
        *(f"sensors/beat_clock/{name}.py" for name in BEAT_CLOCK),
        "sensors/heart_rate/rr_limits.py",
        "sensors/heart_rate/rr_unit.py",
        "sensors/heart_rate/rr_unit.py:RRUnit",
    ),
    "strap/polar/constants.ts": (
        *(f"sensors/ble/polar/control.py:{name}" for name in ("Measurement", "ControlCommand", "Setting")),
        "sensors/ble/polar/times.py",
        "sensors/ble/polar/streams.py",
    ),
    "live/beat_flags.ts": ("hrv/beats.py:BeatFlag",),
    "breath/constants.ts": ("hrv/numeric/normal.py", *(f"hrv/breath/{name}.py" for name in BREATH)),
    "breathe/session/pace_constants.ts": (
        "hrv/numeric/normal.py",
        "hrv/breath/synchrony.py",
        "hrv/breath/pace_search.py",
    ),
}
"""Below `src`: each file and the modules, or the enums in them, whose constants it holds."""


def write(root: Path) -> None:
    """Write the files anew where they differ from what Python says; `root` is that of the repository."""
    for name, sources in FILES.items():
        path = root / "api" / "web" / "src" / name
        text = typescript(root, sources)
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")  # whole or not at all: tests of other processes may read it now
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)


def typescript(root: Path, sources: tuple[str, ...]) -> str:
    """One exported constant for each number of the sources, with the comment that stands behind it."""
    written: dict[str, str] = {}
    parts = [HEADER]
    for source in sources:
        path, _, enum = source.partition(":")
        module = Module(root, path)
        parts.append(f"\n// {path}{f', {enum}' if enum else ''}\n")
        for name, node in (module.enums[enum] if enum else module.constants).items():
            if name in written:
                raise SystemExit(f"{name} is defined in {written[name]} and in {source}. Rename one of them.")
            written[name] = source
            parts.append(f"export const {name} = {_literal(module.value(node))};{module.comment(node)}\n")
    return "".join(parts)


class Module:
    """The names of one Python file and what they come to, without importing it.

    Attributes:
        constants: the expressions of those that are marked `Final`, by name.
        enums: the expressions of the members of each class.
    """

    def __init__(self, root: Path, path: str) -> None:
        self._root, self._path = root, path
        text = (root / path).read_text(encoding="utf-8")
        self._lines = text.splitlines()
        body = ast.parse(text).body
        self.constants = dict(filter(None, map(_constant, body)))
        self.enums = {node.name: _members(node) for node in body if isinstance(node, ast.ClassDef)}
        imports = (node for node in body if isinstance(node, ast.ImportFrom))
        self._imported = {
            alias.asname or alias.name: (node.module, alias.name) for node in imports for alias in node.names
        }

    def value(self, node: ast.expr) -> float | tuple[float, ...]:
        """What an expression of this file comes to."""
        try:
            return eval(compile(ast.Expression(node), str(self._root / self._path), "eval"), {"math": math}, self)  # noqa: S307  # our own source
        except (LookupError, NameError, AttributeError, TypeError, OSError) as error:
            raise SystemExit(
                f"{self._path}, line {node.lineno}: `{ast.unparse(node)}` cannot be written for the browser. "
                "Make it a number that needs no name from another library."
            ) from error

    def comment(self, node: ast.expr) -> str:
        """What stands behind an expression on its line."""
        text = self._lines[node.end_lineno - 1].partition("  # ")[2]
        return f" // {text}" if text else ""

    def __getitem__(self, name: str) -> object:
        """What a name means here; `eval` asks for it."""
        if name in self.constants:
            return self.value(self.constants[name])
        if name in self.enums:
            return SimpleNamespace(**{member: self.value(node) for member, node in self.enums[name].items()})
        package, imported = self._imported[name]
        folder = package.replace(".", "/")
        if (self._root / folder / f"{imported}.py").is_file():
            return Module(self._root, f"{folder}/{imported}.py")
        return Module(self._root, f"{folder}.py")[imported]

    __getattr__ = __getitem__  # a module stands before a dot, too


def _constant(node: ast.stmt) -> tuple[str, ast.expr] | None:
    is_final = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "Final"
    return (node.target.id, node.value) if is_final else None


def _members(enum: ast.ClassDef) -> dict[str, ast.expr]:
    return {
        node.targets[0].id: node.value
        for node in enum.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).isupper()
    }


def _literal(value: float | tuple[float, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}] as const"
    if value == math.inf:
        return "Infinity"
    if not isinstance(value, int | float):
        raise SystemExit(f"Constants of the browser are numbers, but {value!r} is not one.")
    return repr(int(value) if value == int(value) else value)


if __name__ == "__main__":
    write(Path(__file__).parents[2])
