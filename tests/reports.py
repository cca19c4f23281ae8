"""What a run of the tests came to, read from the report that pytest wrote about it.

python -m tests.reports .cache/tests.xml    # each skipped test and why, as `make skips` prints them
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

BAD = ("failure", "error")


@dataclass(frozen=True)
class Report:
    """One run: how many tests passed and failed, and why the others were skipped.

    A test that passed and then failed to clean up counts as failed.
    """

    passed: int
    failed: int
    skipped: dict[str, tuple[str, ...]]

    @property
    def n_skipped(self) -> int:
        return sum(map(len, self.skipped.values()))

    @classmethod
    def read(cls, file: Path) -> Report:
        outcomes: dict[str, str] = {}
        reasons = defaultdict(list)
        for case in ET.parse(file).iter("testcase"):  # noqa: S314 - our own pytest wrote it
            name = f"{case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            if skip is not None and skip.get("type") == "pytest.skip":
                reasons[skip.get("message", "")].append(name)
                outcomes[name] = "skipped"
            elif any(case.find(kind) is not None for kind in BAD):
                outcomes[name] = "failed"
            else:
                outcomes.setdefault(name, "passed")
        count = list(outcomes.values()).count
        return cls(count("passed"), count("failed"), {reason: tuple(names) for reason, names in reasons.items()})


def skips(report: Report) -> str:
    """Every skipped test below its reason."""
    lines = [f"{report.n_skipped} skipped of {report.passed + report.failed + report.n_skipped} tests."]
    for reason, names in sorted(report.skipped.items()):
        lines += ["", f"{reason} ({len(names)})", *(f"  {name}" for name in names)]
    return "\n".join(lines)


def main(file: Path) -> None:
    if not file.exists():
        raise SystemExit("No run to read. Run `make test` first.")
    sys.stdout.write(f"{skips(Report.read(file))}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
