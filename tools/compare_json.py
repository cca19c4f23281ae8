"""Whether two versions give the same numbers: `analyse --json` and `backtest --json` over every recording.

    python -m tools.compare_json OLD/.venv/bin/pulsro NEW/.venv/bin/pulsro FOLDER

Fields may be added, never changed or taken away. A sentence that became a code has its code beside it.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLERANCE: Final = 1e-9
LONGEST_S: Final = 600
SHOWN: Final = 5
COMMANDS: Final = (("analyse", "--window", "300", "--hop", "300"), ("backtest",))


def main(old: str, new: str, folder: str) -> int:
    """Print a line for each file and command; 1 when any number differs."""
    differing = compared = 0
    for file in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
        for command in COMMANDS:
            before, after = (_run(program, command, file) for program in (old, new))
            if before is None and after is None:
                continue
            compared += 1
            found = list(differences(before, after)) if before is not None else []
            differing += bool(found)
            verdict = "; ".join(found[:SHOWN]) or "the same"
            sys.stdout.write(f"{command[0]:9} {file.relative_to(folder)}: {verdict}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{compared} compared, {differing} differ\n")
    return 1 if differing else 0


def _run(program: str, command: tuple[str, ...], file: Path) -> Any:  # noqa: ANN401 - JSON
    arguments = [program, command[0], str(file), *command[1:], "--json"]
    run = subprocess.run(arguments, capture_output=True, text=True, timeout=LONGEST_S, check=False)  # noqa: S603 - the two programs that were named
    return json.loads(run.stdout) if run.returncode == 0 else None


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
    raise SystemExit(main(*sys.argv[1:]))
