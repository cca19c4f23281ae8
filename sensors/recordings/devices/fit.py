"""FIT, the binary files of Garmin and Suunto: RR intervals stand in `hrv` messages, the time in those around them.

fitdecode reads the messages (*FIT Protocol* of the FIT SDK); here is only what theirs mean for beats.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import fitdecode
import numpy as np
from fastcrc import crc16

from messages import define
from sensors.recordings.formats import RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.timelines import by_arrival, by_running_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat("fit", define("sensors.format.fit", "FIT"))
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

SIGNATURE: Final = b".FIT"
SIGNATURE_AT: Final = 8
CRC_BYTES: Final = 2
UNIX_EPOCH_S: Final = 631065600  # 1989-12-31, from which these files count
EARLIEST_STAMP: Final = 0x10000000  # smaller ones count from when the device was switched on
HRV_MESSAGE: Final = 78
HRV_FIELD: Final = 0
TIME_FIELD: Final = 253
TIME_FIELDS: Final = {0: 4}
"""The first message says when the file was made; that is the time until another one tells a later one."""

CUT_SHORT: Final = define(
    "sensors.fit.cut_short",
    "This FIT file is damaged or was cut short. Copy it from the watch again.",
)
NO_BEATS: Final = define(
    "sensors.fit.no_beats",
    "This FIT file holds no RR intervals. Switch on the logging of heart-rate variability in the watch, wear a chest "
    "strap, and record again.",
)
DAMAGED: Final = (
    fitdecode.FitError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What fitdecode raises for bytes that are no FIT file; only the first of them is meant for that."""


def recognises_bytes(content: bytes) -> bool:
    """Whether the signature of the format stands where it has to."""
    return content[SIGNATURE_AT : SIGNATURE_AT + len(SIGNATURE)] == SIGNATURE


def read_bytes(content: bytes, _: About) -> Found:
    """Read it; UnreadableRecordingError when it is damaged or holds no intervals."""
    logged = list(_intervals(_messages(content)))
    if not logged:
        raise UnreadableRecordingError(NO_BEATS())
    stamps, words = np.array(logged, np.float64).T
    if stamps.min() < EARLIEST_STAMP:
        return Found.of_beats(FORMAT, by_running_sum(words))
    arrival_s = stamps + UNIX_EPOCH_S
    series = by_arrival(arrival_s, words)
    return Found.of_beats(FORMAT, series, datetime.fromtimestamp(float(arrival_s[0]), UTC))


def _messages(content: bytes) -> Iterator[fitdecode.FitDataMessage]:
    """The messages of a file, or of several that follow one another; checked to the last byte."""
    try:
        with fitdecode.FitReader(
            content,
            processor=None,  # values as they stand in the file
            check_crc=fitdecode.CrcCheck.DISABLED,  # it counts byte by byte in Python, a fifth of the time for a night
            error_handling=fitdecode.ErrorHandling.IGNORE,
        ) as frames:
            ends = 0
            for frame in frames:
                if frame.frame_type == fitdecode.FIT_FRAME_HEADER:
                    ends = _end_of_whole_file(content, frame, begins=ends)
                elif frame.frame_type == fitdecode.FIT_FRAME_DATA:
                    yield frame
    except DAMAGED as error:
        raise UnreadableRecordingError(CUT_SHORT()) from error


def _end_of_whole_file(content: bytes, header: fitdecode.FitHeader, *, begins: int) -> int:
    """Where the file that begins there ends; UnreadableRecordingError unless all of it is there, as it was written."""
    ends: int = begins + header.header_size + header.body_size + CRC_BYTES
    if len(content) < ends or crc16.arc(content[begins:ends]) != 0:
        raise UnreadableRecordingError(CUT_SHORT())
    return ends


def _intervals(messages: Iterable[fitdecode.FitDataMessage]) -> Iterator[tuple[int, int]]:
    """The intervals in ms, each with the stamp that was the latest when it was logged."""
    stamp = 0
    for message in messages:
        time_field = TIME_FIELDS.get(message.global_mesg_num, TIME_FIELD)
        for field in message.fields:
            if field.def_num == time_field and isinstance(field.raw_value, int):
                stamp = field.raw_value
            elif field.def_num == HRV_FIELD and message.global_mesg_num == HRV_MESSAGE:
                words = field.raw_value if isinstance(field.raw_value, tuple) else (field.raw_value,)
                yield from ((stamp, word) for word in words if word is not None)
