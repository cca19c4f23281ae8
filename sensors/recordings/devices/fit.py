"""FIT, the binary files of Garmin and Suunto: beats while running or swimming, and values of nights.

RR intervals stand in `hrv` messages, the time in those around them. Straps that swim keep beats to themselves and hand
them over later, in `hr` messages. Watches write the mean RMSSD of a night into a summary. fitdecode reads the messages
(*FIT Protocol* of the FIT SDK); here is only what theirs mean for beats.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import fitdecode
import numpy as np
from fastcrc import crc16

from hrv.sources.source import Source
from messages import define, define_plural
from sensors.recordings.decision.agreement import checked
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import RecordedBeats, UnreadableRecordingError
from sensors.recordings.text.timelines import by_arrival, by_running_sum
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Moments, Nights, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hrv.beats import BeatSeries
    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "fit",
    define("sensors.format.fit", "FIT"),
    docs=DocsLine(
        "Garmin, Suunto",
        "FIT with `hrv` or `hr` messages, or with summaries of nights; the checksum must hold",
        "beats, also those that a strap kept while swimming; RMSSD of nights",
        "means of a week, baselines, optical intervals",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

SIGNATURE: Final = b".FIT"
SIGNATURE_AT: Final = 8
CRC_BYTES: Final = 2
UNIX_EPOCH_S: Final = 631065600  # 1989-12-31, from which these files count
EARLIEST_STAMP: Final = 0x10000000  # smaller ones count from when the device was switched on
HRV, HR, BEAT_INTERVALS, HRV_STATUS, HRV_VALUE, RAW_BBI = 78, 132, 290, 370, 371, 372
KEPT: Final = frozenset({HRV, HR, BEAT_INTERVALS, HRV_STATUS, HRV_VALUE, RAW_BBI})
HRV_FIELD: Final = 0
TIME_FIELD: Final = 253
TIME_FIELDS: Final = {0: 4}
"""The first message says when the file was made; that is the time until another one tells a later one."""

FRACTION_FIELD, BPM_FIELD, FULL_STAMP_FIELD, PARTS_FIELD = 0, 6, 9, 10
FRACTIONS_PER_S: Final = 32768
EVENTS_PER_S: Final = 1024.0
LOW_PART: Final = 4096
"""A part has 12 bits: its event is the first one after the last that ends with them."""

NO_BPM: Final = frozenset({0, 255})
NIGHT_SOURCE, DETAILS_SOURCE = Source("garmin"), Source("garmin/details")
RMSSD_UNIT: Final = 128.0
LAST_NIGHT: Final = 1
OTHERS: Final = {0: texts.WEEKLY, 2: texts.HIGHEST, 3: texts.BASELINES, 4: texts.BASELINES, 5: texts.BASELINES}

CUT_SHORT: Final = define(
    "sensors.fit.cut_short",
    "This FIT file is damaged or was cut short. Copy it from the watch again.",
)
NO_BEATS: Final = define(
    "sensors.fit.no_beats",
    "This FIT file holds no RR intervals. Switch on the logging of heart-rate variability in the watch, wear a chest "
    "strap, and record again.",
)
OPTICAL: Final = define_plural(
    "sensors.fit.optical",
    "One message with optical pulse intervals was left out: single ones are often wrong.",
    "%(n)s messages with optical pulse intervals were left out: single ones are often wrong.",
)
OTHER_BEATS: Final = define_plural(
    "sensors.fit.other_beats",
    "One interval was left out: the file has a fuller record of the same time.",
    "%(n)s intervals were left out: the file has a fuller record of the same time.",
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


def read_bytes(content: bytes, about: About) -> Found:
    """Read it; UnreadableRecordingError when it is damaged or holds neither intervals nor nights."""
    log = _Log()
    for message in _messages(content):
        log.add(message)
    nights = log.nights(about)
    beats = log.beats(nights)
    if beats is None and not nights.readings():
        raise UnreadableRecordingError(NO_BEATS(), left_out=nights.left_out)
    return Found(
        FORMAT,
        beats=beats,
        days=nights.readings(),
        left_out=nights.left_out,
        assumptions=nights.assumptions,
        remarks=log.remarks() if beats is not None else (),
    )


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


class _Log:
    """What the messages of a file say, in their order."""

    def __init__(self) -> None:
        self._stamp = 0
        self._intervals: list[tuple[int, int]] = []
        self._events = _Events()
        self._summaries: list[tuple[int, Mapping[int, object]]] = []
        self._details: list[tuple[int, object]] = []
        self._n_optical = 0

    def add(self, message: fitdecode.FitDataMessage) -> None:
        """Keep what a message says of beats or nights, and the time that it tells."""
        kind = message.global_mesg_num
        time_field = TIME_FIELDS.get(kind, TIME_FIELD)
        for each in message.fields:
            if each.def_num == time_field and isinstance(each.raw_value, int):
                self._stamp = each.raw_value
        if kind in KEPT:
            self._keep(kind, {each.def_num: each.raw_value for each in message.fields})

    def _keep(self, kind: int, fields: Mapping[int, object]) -> None:
        if kind == HRV:
            self._intervals += [(self._stamp, word) for word in _whole_numbers(fields.get(HRV_FIELD))]
        elif kind == HR:
            self._events.add(fields)
        elif kind == HRV_STATUS:
            self._summaries.append((self._stamp, fields))
        elif kind == HRV_VALUE:
            self._details.append((self._stamp, fields.get(HRV_FIELD)))
        else:
            self._n_optical += 1

    def beats(self, nights: Nights) -> RecordedBeats | None:
        """The beats of the fuller record, live or from the strap's own memory."""
        n_live, n_kept = len(self._intervals), len(self._events.moments) - 1
        nights.leave_out(OTHER_BEATS, max(0, min(n_live, n_kept)))
        if max(n_live, n_kept) <= 0:
            return None
        series, began_s = self._events.series() if n_kept > n_live else _live(self._intervals)
        return RecordedBeats(series, None if began_s is None else datetime.fromtimestamp(began_s, UTC), FORMAT)

    def remarks(self) -> tuple[Message, ...]:
        """What is to be said of live intervals beside their stamps, which count whole seconds."""
        stamps, words = np.array(self._intervals, np.float64).reshape(-1, 2).T
        return checked(stamps, words, 1.0) if stamps.size else ()

    def nights(self, about: About) -> Nights:
        """The mean of each night from its summary, or else from its values of five minutes."""
        nights, moments = Nights(), Moments()
        nights.leave_out(OPTICAL, self._n_optical)
        for stamp, fields in self._summaries:
            nights.add(_moment(stamp, about).date(), _in_ms(fields.get(LAST_NIGHT)), source=NIGHT_SOURCE)
            for place, reason in OTHERS.items():
                nights.leave_out(reason, int(_in_ms(fields.get(place)) is not None))
        if nights.readings():
            nights.leave_out(texts.DETAILS, len(self._details))
            return nights
        for stamp, value in self._details:
            moments.add(nights, _moment(stamp, about), _in_ms(value), source=DETAILS_SOURCE)
        moments.give(nights)
        return nights


class _Events:
    """Beats from a strap's own memory, by its clock of 1024 steps a second."""

    def __init__(self) -> None:
        self.moments: list[int] = []
        self._unix_offset_s: float | None = None

    def add(self, fields: Mapping[int, object]) -> None:
        """The beats of one message: a full stamp, or low parts that count on from the last beat."""
        rates = _whole_numbers(fields.get(BPM_FIELD))
        full = _whole_numbers(fields.get(FULL_STAMP_FIELD))
        stamps = _whole_numbers(fields.get(TIME_FIELD))
        if stamps and full and stamps[0] >= EARLIEST_STAMP:
            fraction_s = sum(_whole_numbers(fields.get(FRACTION_FIELD))[:1]) / FRACTIONS_PER_S
            self._unix_offset_s = stamps[0] + UNIX_EPOCH_S + fraction_s - full[0] / EVENTS_PER_S
        self.moments += [moment for moment in full if not self.moments or moment > self.moments[-1]]
        for place, part in enumerate(_parts(fields.get(PARTS_FIELD))):
            is_beat = place >= len(rates) or rates[place] not in NO_BPM
            if is_beat and self.moments and (step := (part - self.moments[-1]) % LOW_PART):
                self.moments.append(self.moments[-1] + step)

    def series(self) -> tuple[BeatSeries, float | None]:
        """The intervals between beats, and when they began, if the file knows the date."""
        rr_ms = np.diff(np.array(self.moments, np.float64)) / EVENTS_PER_S * 1000
        if self._unix_offset_s is None:
            return by_running_sum(rr_ms), None
        began_s = self.moments[0] / EVENTS_PER_S + self._unix_offset_s
        return by_running_sum(rr_ms, start_s=began_s), began_s


def _live(intervals: list[tuple[int, int]]) -> tuple[BeatSeries, float | None]:
    """Intervals with the stamps that were the latest when they were logged, and the first of those if it is a date."""
    stamps, words = np.array(intervals, np.float64).T
    if stamps.min() < EARLIEST_STAMP:
        return by_running_sum(words), None
    arrival_s = (stamps + UNIX_EPOCH_S).tolist()
    return by_arrival(arrival_s, words.tolist()), arrival_s[0]


def _whole_numbers(value: object) -> list[int]:
    """The numbers of a field, whether it holds one or several; those that are not given are left aside."""
    values = value if isinstance(value, (tuple, list, bytes, bytearray)) else (value,)
    return [each for each in values if isinstance(each, int)]


def _parts(value: object) -> Iterator[int]:
    """The 12-bit parts in a field, two in three bytes."""
    packed = _whole_numbers(value)
    for low, middle, high in zip(packed[::3], packed[1::3], packed[2::3], strict=False):
        yield low | (middle & 0x0F) << 8
        yield middle >> 4 | high << 4


def _in_ms(value: object) -> float | None:
    read = number(value)
    return None if read is None else read / RMSSD_UNIT


def _moment(stamp: int, about: About) -> datetime:
    return datetime.fromtimestamp(stamp + UNIX_EPOCH_S, about.zone)
