"""The table of formats in docs/files.md, written from the registry of formats.

    python -m tools.files_page

Each format says its own line; `tests/sensors/recordings/test_files_page.py` fails when the page is behind.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sensors.recordings.registry import formats

PAGE: Final = Path(__file__).parent.parent / "docs" / "files.md"
BEGINS: Final = "<!-- formats: written by python -m tools.files_page -->\n"
ENDS: Final = "<!-- end of formats -->\n"


def table() -> str:
    """The table, a row a format, in the order of the programs."""
    lines = sorted({each.docs for each in formats() if each.docs is not None}, key=lambda line: line.program.lower())
    rows = [f"| {line.program} | {line.looks_like} | {line.taken} | {line.left} |" for line in lines]
    head = ["| from | what it looks like | what is taken | named and left out |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def page(text: str) -> str:
    """The page with its table as it has to be."""
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n{table()}\n{ENDS}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
