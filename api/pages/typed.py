"""What people type into boxes of several lines, counted as the box itself counts it."""

from __future__ import annotations

from typing import Final

from pydantic import BeforeValidator


def plain_lines(text: str) -> str:
    """The text with one character for each end of a line: a browser counts one and sends two."""
    return text.replace("\r\n", "\n")


LINES: Final = BeforeValidator(plain_lines)
"""To stand before `Form(max_length=…)`, so that what fits in the box also fits here."""
