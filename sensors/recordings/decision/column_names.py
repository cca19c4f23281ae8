"""What the names of columns say: intervals and their unit, stamps and theirs."""

from __future__ import annotations

import re
from typing import Final

_BEAT: Final = r"(?:rr|r-r|r_r|rri|ibi|nni|nn|ppi|pp)s?"
_UNIT: Final = r"(?:ms|msec|milliseconds|s|sec|seconds|1/1024 ?s|ticks|samples)"
INTERVALS: Final = re.compile(
    rf"{_BEAT}(?:[ _-]?(?:intervals?|data|int))?(?:[ _]?in)?(?:[ _-]?[(\[]?{_UNIT}[)\]]?)?"
    r"|.*\b(?:rr|r-r|ibi|nn|pp|beat|beat-to-beat|heartbeats?)[ _-](?:intervals?)\b.*"
    r"|.*\bintervals? between (?:heart ?)?beats\b.*|.*\binter-?beat[ _-]intervals?\b.*"
)
OPTICAL: Final = re.compile(r"pp|.*\bpp[ _-]interval")
UNIT: Final = re.compile(r"(?:[(\[_ ]|\bin )(ms|msec|milliseconds|s|sec|seconds|1/1024 ?s|ticks)[)\]]?$")
UNITS: Final = {
    "ms": "ms", "msec": "ms", "milliseconds": "ms", "s": "s", "sec": "s", "seconds": "s",
    "1/1024 s": "1/1024", "1/1024s": "1/1024", "ticks": "1/1024",
}  # fmt: skip
STAMPS: Final = re.compile(
    r"(?:phone |system |local )?(?:time|timestamp|time ?stamp|date|datetime|date[ /_]time|r-peak time|moment|begin"
    r"|start|start time)(?:[ _]?[(\[]?(?:ms|s|sec|ns|us|utc|local)[)\]]?)?"
)
SINCE_START: Final = re.compile(r"since[ _]start(?:[ _]?[(\[]?(?:ms|s)[)\]]?)?|ibi_cumulative|elapsed(?: time)?")


def is_of_intervals(name: str) -> bool:
    """Whether a name says that the column holds intervals between beats."""
    return INTERVALS.fullmatch(name) is not None


def is_optical(name: str) -> bool:
    """Whether a name says that the intervals are those of a pulse, which an optical sensor sees."""
    return is_of_intervals(name) and OPTICAL.match(name) is not None


def is_of_stamps(name: str) -> bool:
    """Whether a name says that the column holds moments."""
    return STAMPS.fullmatch(name) is not None


def is_since_start(name: str) -> bool:
    """Whether a name says that the column counts from the beginning of the recording."""
    return SINCE_START.fullmatch(name) is not None


def unit_in(name: str) -> str:
    """The unit that a name of intervals gives: `ms`, `s` or `1/1024`; nothing when it gives none."""
    found = UNIT.search(name)
    return UNITS[found[1]] if found else ""
