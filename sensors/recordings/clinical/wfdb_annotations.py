"""Beat annotations of PhysioNet in the MIT format (WFDB Applications Guide, annot(5)): two bytes an annotation.

The low ten bits are the samples since the annotation before, the high six say what it is. The file counts in samples
and does not always say how many a second there are; the first line of the .hea file beside it does.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.timelines import by_running_sum, no_beats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "wfdb-annotations",
    define("sensors.format.wfdb_annotations", "PhysioNet annotations"),
    docs=DocsLine("PhysioNet", "WFDB annotations in the MIT format, every code that stands at a beat", "beats"),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.STRUCTURE

WORD_BYTES: Final = 2
LONG: Final = struct.Struct("<hH")
LOW_BITS: Final = 10
LOW_MASK: Final = 0x3FF
SKIP: Final = 59
AUXILIARY: Final = 63
FURTHER_FACTS: Final = frozenset({60, 61, 62})
"""Number, subtype and channel of the annotation before."""

NOTE: Final = 22
BEATS: Final = frozenset((*range(1, 14), 25, 30, 34, 35, 38, 41))
"""Codes of annotations that stand at a beat (`isqrs` in the library of the format)."""

HIGHEST_CODE: Final = 49
FEWEST: Final = 8
RESOLUTION: Final = re.compile(rb"## time resolution: ([\d.]+)")
NO_RATE: Final = define(
    "sensors.wfdb.no_rate",
    "This file of beat annotations counts in samples. Say how many samples a second there are: "
    "it is the third word in the .hea file beside it.",
)
CUT_SHORT: Final = define(
    "sensors.wfdb.cut_short",
    "This file of beat annotations is damaged or was cut short. Copy it again.",
)


@dataclass(frozen=True, slots=True)
class _Annotation:
    """What stands at one sample."""

    sample: int
    code: int
    text: bytes = b""


def recognises_bytes(content: bytes) -> bool:
    """Whether the content can be read as annotations to its very end, and beats are among them."""
    if len(content) < FEWEST or content[-WORD_BYTES:] != bytes(WORD_BYTES):
        return False
    try:
        codes = [annotation.code for annotation in _annotations(content)]
    except UnreadableRecordingError:
        return False
    return all(code <= HIGHEST_CODE for code in codes) and any(code in BEATS for code in codes)


def read_bytes(content: bytes, about: About) -> Found:
    """Read it; UnreadableRecordingError when nobody says how many samples a second there are."""
    annotations = list(_annotations(content))
    per_s = _rate_in(annotations) or about.samples_per_s
    if per_s is None:
        raise UnreadableRecordingError(NO_RATE())
    moments_s = np.array([annotation.sample for annotation in annotations if annotation.code in BEATS]) / per_s
    rr_ms = np.diff(moments_s) * 1000
    return Found.of_beats(FORMAT, by_running_sum(rr_ms, start_s=float(moments_s[0])), left_out=no_beats(rr_ms))


def _rate_in(annotations: list[_Annotation]) -> float | None:
    first = RESOLUTION.match(annotations[0].text) if annotations and annotations[0].code == NOTE else None
    return float(first[1]) if first else None


def _annotations(content: bytes) -> Iterator[_Annotation]:
    """The annotations one by one; UnreadableRecordingError when they do not end where the content does."""
    place, sample, pending = 0, 0, None
    while place < len(content) - 1 and (word := _word(content, place)) != 0:
        place += WORD_BYTES
        code, low = word >> LOW_BITS, word & LOW_MASK
        if code == SKIP:
            sample += _distance(content, place)
            place += LONG.size
        elif code == AUXILIARY:
            pending = replace(pending, text=content[place : place + low]) if pending else None
            place += low + low % WORD_BYTES
        elif code not in FURTHER_FACTS:
            yield from (pending,) if pending else ()
            sample += low
            pending = _Annotation(sample, code)
    if place + WORD_BYTES != len(content):
        raise UnreadableRecordingError(CUT_SHORT())
    if pending:
        yield pending


def _word(content: bytes, place: int) -> int:
    return content[place] | content[place + 1] << 8


def _distance(content: bytes, place: int) -> int:
    """A distance of four bytes, the high half first."""
    if place + LONG.size > len(content):
        raise UnreadableRecordingError(CUT_SHORT())
    high, low = LONG.unpack_from(content, place)
    return int(high << 16 | low)
