"""Whether two versions give the same numbers: `analyse --json` and `backtest --json` over every recording.

    OLD/.venv/bin/python tools/compare_json.py dump FOLDER before/
    NEW/.venv/bin/python tools/compare_json.py dump FOLDER after/
    python tools/compare_json.py compare before/ after/

Fields may be added, never changed or taken away. A sentence that became a code has its code beside it.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLERANCE: Final = 1e-9
SHOWN: Final = 5
COMMANDS: Final = (("analyse", "--window", "300", "--hop", "300"), ("backtest",))


def dump(folder: str, out: str) -> int:
    """Write what this version's commands say of every file that they read."""
    from cli.main import app

    for file in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
        for command, *options in COMMANDS:
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
                try:
                    status = app([command, str(file), *options, "--json"], standalone_mode=False)
                except (SystemExit, Exception) as refused:  # noqa: BLE001 - a file that is refused is left out
                    status = getattr(refused, "exit_code", 1)
            if not status and said.getvalue():
                name = file.relative_to(folder).as_posix().replace("/", "__")
                Path(out, f"{command}__{name}.json").write_text(said.getvalue(), encoding="utf-8")
    return 0


def compare(before: str, after: str) -> int:
    """Print a line for each answer; 1 when any number differs."""
    differing = 0
    files = sorted(Path(before).glob("*.json"))
    for file in files:
        other = Path(after, file.name)
        now = json.loads(other.read_text(encoding="utf-8")) if other.exists() else None
        found = list(differences(json.loads(file.read_text(encoding="utf-8")), now))
        differing += bool(found)
        verdict = "; ".join(found[:SHOWN]) or "the same"
        sys.stdout.write(f"{file.stem}: {verdict}\n")
    sys.stdout.write(f"{len(files)} compared, {differing} differ\n")
    return 1 if differing else 0


def differences(before: object, after: object, where: str = "") -> Iterator[str]:
    """What was there before and is not the same now."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in before.items():
            if name not in after:
                yield f"{where}/{name} is gone"
            else:
                yield from differences(value, after[name], f"{where}/{name}")
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{where} has {len(after)} items, not {len(before)}"
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from differences(one, other, f"{where}/{number}")
    elif not _same(before, after):
        yield f"{where}: {before!r:.60} became {after!r:.60}"


def _same(before: object, after: object) -> bool:
    if isinstance(before, float) and isinstance(after, int | float):
        return math.isclose(before, after, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return before == after


if __name__ == "__main__":
    raise SystemExit({"dump": dump, "compare": compare}[sys.argv[1]](*sys.argv[2:]))
