"""Text of a file: its encoding by mark, by what is valid, or by its zero bytes; and a tail of zeros cut off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
LOOKED_AT: Final = 4096
"""Bytes whose zeros tell UTF-16 without a mark: every second one is zero in Latin letters and digits."""

MOSTLY: Final = 0.8


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text.

    Attributes:
        text: without a mark, lines ended by one sign each.
        encoding: in Python's name.
        zeros: how many zero bytes stood at the end, where a device died while the file was being written.
    """

    text: str
    encoding: str
    zeros: int = 0


def decoded(content: bytes) -> Decoded | None:
    """The text of a file; None when it is none."""
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "") or _wide(content)
    kept = content if encoding.startswith("utf-16") else content.rstrip(b"\0")
    text, encoding = _read(kept, encoding or "utf-8")
    if text is None or CONTROL.search(text):
        return None
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), encoding, len(content) - len(kept))


def _wide(content: bytes) -> str:
    """UTF-16 without a mark, by where its zeros are."""
    first = content[:LOOKED_AT]
    low, high = first[::2], first[1::2]
    if not high or len(content) % 2:
        return ""
    if high.count(0) > MOSTLY * len(high) and not low.count(0):
        return "utf-16-le"
    return "utf-16-be" if low.count(0) > MOSTLY * len(low) and not high.count(0) else ""


def _read(content: bytes, encoding: str) -> tuple[str | None, str]:
    for name in (encoding, "cp1252"):
        try:
            return content.decode(name), name
        except UnicodeDecodeError:
            continue
    return None, ""
