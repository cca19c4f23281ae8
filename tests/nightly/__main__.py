"""What is too long for every run: `make nightly`. Each part has a limit; a failure stops none of the others.

    make nightly                            # all parts, under three hours on two cores
    make nightly PARTS="mutants bluetooth"  # some of them
    make nightly PARTS=mutants SINCE=v1.0   # mutate what changed since then

The last lines are one table. The status is 1 when anything failed, or when no part had what it needs.
"""

from __future__ import annotations

import os
import sys

from tests.nightly.bluetooth import ROOT
from tests.nightly.parts import Part, run, table

FOLDER = ROOT / ".cache" / "nightly"
MINUTE = 60.0
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "--junitxml={report}")
NEW_EXAMPLES = {"PULSRO_HYPOTHESIS_PROFILE": "nightly"}
PARTS = (
    Part("coverage", ("make", "coverage", "REPORT={report}"), 20 * MINUTE),
    Part("matrices", (*PYTEST, "--timeout=300", "-m", "nightly", "--ignore=tests/package"), 35 * MINUTE),
    Part("properties", (*PYTEST, "--timeout=1500", "-m", "hypothesis"), 35 * MINUTE, NEW_EXAMPLES),
    Part("pythons", (*PYTEST, "-m", "nightly", "tests/package"), 15 * MINUTE),
    Part("mutants", (sys.executable, "-m", "tests.nightly.mutants", "{report}"), 20 * MINUTE, sums_up=True),
    Part("bluetooth", (sys.executable, "-m", "tests.nightly.bluetooth", "{report}"), 45 * MINUTE),
)


def main(names: list[str]) -> int:
    """Run the parts of these names, or all."""
    unknown = set(names) - {part.name for part in PARTS}
    if unknown:
        sys.stderr.write(f"No part {', '.join(sorted(unknown))}; there are {', '.join(part.name for part in PARTS)}.\n")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = []
    for part in PARTS:
        if not names or part.name in names:
            sys.stdout.write(f"\n===== {part.name}: {' '.join(part.command[1:])}\n")
            sys.stdout.flush()
            rows.append(run(part, FOLDER))
    sys.stdout.write(f"\n{table(rows)}\n")
    return int(any(row.failed for row in rows) or not any(row.ran for row in rows))


if __name__ == "__main__":
    raise SystemExit(main(os.environ.get("PARTS", "").split()))
