"""Apple Health: `export.xml`, which an iPhone writes, read as it streams by.

What Apple calls heart-rate variability is SDNN of about a minute; it is named and left out. Newer phones and some apps
write RMSSD, of which a night is the mean. Beside each SDNN stand the beats of that minute, as whole rates with stamps
of a hundredth of a second: intervals are taken from the stamps, and how coarse they are is said.
"""

from __future__ import annotations

import re
from array import array
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import BeatFlag, BeatSeries
from hrv.sources.source import part_of
from messages import define, define_plural
from sensors.heart_rate import rr_limits
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found, model_of
from sensors.recordings.recorded_beats import RecordedBeats, UnreadableRecordingError
from sensors.recordings.text.wall_clock import utc_s
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Moments, Nights
from sensors.recordings.xml_stream import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sensors.recordings.model import About
    from sensors.recordings.parts import Part

FORMAT: Final = RecordingFormat(
    "apple-health",
    define("sensors.format.apple_health", "Apple Health"),
    docs=DocsLine(
        "Apple Health",
        "zip of the phone, or `export.xml`",
        "RMSSD where the phone or an app wrote it, as the mean of a night, a source for each app or watch; "
        "lists of beats, known to 10 ms",
        "SDNN, which is what Apple's own heart-rate variability is",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

ROOT: Final = "<HealthData"
RMSSD: Final = "HKQuantityTypeIdentifierHeartRateVariabilityRMSSD"
SDNN: Final = "HKQuantityTypeIdentifierHeartRateVariabilitySDNN"
RECORD, RATE = "Record", "InstantaneousBeatsPerMinute"
CLOCK: Final = re.compile(r"(\d{1,2})\D(\d{2})\D(\d{2})(?:[.,\u066b](\d{1,6}))?")
HARDWARE: Final = re.compile(r"hardware:([^,>]+(?:,\d+)?)")
HALF_DAY_S: Final = 43200.0
DAY_S: Final = 86400.0
SLACK_S: Final = 2.0
"""Stamps of a record are whole seconds, and its first beat may lie a little outside."""

RESOLUTION_MS: Final = 10
BPM_SLACK_MS: Final = 30.0
"""Two stamps of a hundredth of a second, and as much again, between an interval and the rate beside it."""

FEWEST_BEATS: Final = 2

COARSE: Final = define_plural(
    "sensors.apple_health.coarse",
    "The export gives the beats of one minute in steps of %(ms)s ms only. RMSSD from such steps is too high, so it is "
    "never compared with other values.",
    "The export gives the beats of %(n)s minutes in steps of %(ms)s ms only. RMSSD from such steps is too high, so it "
    "is never compared with other values.",
)
UNPLACED: Final = define_plural(
    "sensors.apple_health.unplaced",
    "One list of beats was left out because its times do not lie within its record, or it came twice.",
    "%(n)s lists of beats were left out because their times do not lie within their records, or they came twice.",
)
NOTHING: Final = define(
    "sensors.apple_health.nothing",
    "This export of Apple Health holds no heart-rate variability. Wear the watch at night, or measure in the app "
    "Breathe, and export again.",
)


def recognises_part(part: Part) -> bool:
    """Whether it is the export itself; the clinical form beside it holds the same again."""
    return ROOT in part.head_text() and part.head_text().lstrip("\ufeff \r\n").startswith("<")


def read_parts(parts: Sequence[Part], _: About) -> Found:
    """Nights of RMSSD, and the beats of all lists."""
    export = _Export()
    for part in parts:
        with part.open() as file:
            parse(file, begins=export.begins)
    export.end_of_list()
    return export.found()


class _Export:
    """What is kept of an export while it streams by."""

    def __init__(self) -> None:
        self.nights, self.moments = Nights(), Moments()
        self.n_sdnn = 0
        self.lists = _Lists()
        self._record: tuple[float, float, float] | None = None
        self._beats: list[tuple[str, str]] = []

    def begins(self, name: str, attributes: list[str]) -> None:
        """One element; most of them are other things and are passed over at once."""
        if name == RECORD:
            if self._record is not None:
                self.end_of_list()
            kind = attributes[1] if attributes and attributes[0] == "type" else _named(attributes).get("type")
            if kind == SDNN:
                self._begin_list(_named(attributes))
            elif kind == RMSSD:
                self._add_rmssd(_named(attributes))
        elif name == RATE and self._record is not None:
            beat = _named(attributes)
            self._beats.append((beat.get("time", ""), beat.get("bpm", "")))

    def _begin_list(self, record: dict[str, str]) -> None:
        self.n_sdnn += 1
        start, end = utc_s(record.get("startDate", "")), utc_s(record.get("endDate", ""))
        if start is not None and end is not None:
            self._record = (start, end, _offset_s(record["startDate"]))

    def end_of_list(self) -> None:
        """The record that was begun is complete."""
        if self._record is not None and self._beats:
            self.lists.add(*self._record, self._beats)
        self._record, self._beats = None, []

    def _add_rmssd(self, record: dict[str, str]) -> None:
        stamp = record.get("startDate", "")
        moment_s = utc_s(stamp)
        value = record.get("value") if record.get("unit", "ms") == "ms" else None
        moment = None if moment_s is None else datetime.fromtimestamp(moment_s + _offset_s(stamp), UTC)
        self.moments.add(self.nights, moment, value, source=part_of(FORMAT.source, _device(record)))

    def found(self) -> Found:
        """Days and beats, and what was left out."""
        self.moments.give(self.nights)
        self.nights.leave_out(texts.SDNN, self.n_sdnn)
        self.nights.leave_out(UNPLACED, self.lists.n_left_out)
        beats, n_lists = self.lists.beats()
        if beats is None and not self.nights.readings() and not self.n_sdnn and not self.nights.left_out:
            raise UnreadableRecordingError(NOTHING())
        if beats is None:
            return self.nights.found(FORMAT)
        self.nights.assume(COARSE(n=n_lists, ms=RESOLUTION_MS))
        return Found(
            FORMAT,
            beats=beats,
            days=self.nights.readings(),
            left_out=self.nights.left_out,
            assumptions=self.nights.assumptions,
        )


class _Lists:
    """The beats of all lists, in the order of the file."""

    def __init__(self) -> None:
        self._time_s, self._rr_ms, self._first = array("d"), array("d"), array("q")
        self._begins: set[float] = set()
        self.n_left_out = 0

    def add(self, start_s: float, end_s: float, offset_s: float, beats: Sequence[tuple[str, str]]) -> None:
        """Take a list if all of its times lie within its record, on the wall or in UTC, in 12 or in 24 hours."""
        seconds = [_second_of_day(time) for time, _ in beats]
        wall_s, utc = (start_s + offset_s) % DAY_S, start_s % DAY_S
        placed = _placed(seconds, wall_s, end_s - start_s) or _placed(seconds, utc, end_s - start_s)
        if placed is None or len(placed) < FEWEST_BEATS or start_s + placed[0] in self._begins:
            self.n_left_out += 1
            return
        self._begins.add(start_s + placed[0])
        self._keep(np.array(placed) + start_s, np.array([_bpm(bpm) for _, bpm in beats]))

    def _keep(self, moments_s: NDArray[np.float64], bpm: NDArray[np.float64]) -> None:
        """The intervals between stamps, and a new stretch wherever the rate says that beats are missing."""
        rr_ms = np.round(np.diff(moments_s) * 1000.0, 3)
        slowest, fastest = 60000.0 / (bpm[1:] - 0.5) + BPM_SLACK_MS, 60000.0 / (bpm[1:] + 0.5) - BPM_SLACK_MS
        is_beat = (rr_ms >= fastest) & (rr_ms <= slowest) & (rr_ms > rr_limits.REFRACTORY_MS)
        begins = is_beat & ~np.concatenate(([False], is_beat[:-1]))
        n_before = len(self._time_s)
        self._first.extend((n_before + np.flatnonzero(begins[is_beat])).tolist())
        self._time_s.extend(moments_s[1:][is_beat].tolist())
        self._rr_ms.extend(rr_ms[is_beat].tolist())

    def beats(self) -> tuple[RecordedBeats | None, int]:
        """All stretches in the order of time, and of how many lists they are."""
        if len(self._time_s) < FEWEST_BEATS:
            return None, 0
        time_s, rr_ms = np.array(self._time_s), np.array(self._rr_ms)
        bounds = [*self._first, time_s.size]
        stretches = sorted((time_s[first], first, last) for first, last in pairwise(bounds))
        kept: list[tuple[int, int]] = []
        until_s = -np.inf
        for _, first, last in stretches:
            if time_s[first] - rr_ms[first] / 1000 >= until_s - SLACK_S / 100:
                kept.append((first, last))
                until_s = time_s[last - 1]
        places = np.concatenate([np.arange(first, last) for first, last in kept])
        segment = np.repeat(np.arange(len(kept)), [last - first for first, last in kept]).astype(np.int32)
        flags = np.where(np.diff(segment, prepend=0) > 0, int(BeatFlag.AFTER_GAP), 0).astype(np.uint8)
        series = BeatSeries(time_s[places], rr_ms[places], segment, flags)
        began_s = float(series.time_s[0] - series.rr_ms[0] / 1000)
        return RecordedBeats(series, datetime.fromtimestamp(began_s, UTC), FORMAT), len(self._begins)


def _named(attributes: list[str]) -> dict[str, str]:
    return dict(zip(attributes[::2], attributes[1::2], strict=True))


def _offset_s(stamp: str) -> float:
    """The offset from UTC that a stamp with one ends with, in seconds."""
    sign = -1.0 if stamp[-5:-4] == "-" else 1.0
    digits = stamp[-4:]
    return sign * (int(digits[:2]) * 3600 + int(digits[2:]) * 60) if digits.isdecimal() else 0.0


def _second_of_day(time: str) -> float | None:
    """The second that a clock shows, of 12 or of 24 hours, in any language."""
    found = CLOCK.search(time)
    if found is None:
        return None
    hour, minute, second, fraction = found.groups()
    return (
        int(hour) * 3600.0
        + int(minute) * 60.0
        + int(second)
        + (float(f"0.{int(fraction):0{len(fraction)}}") if fraction else 0.0)
    )


def _placed(seconds: Sequence[float | None], begins_s: float, length_s: float) -> list[float] | None:
    """Seconds after the record's begin, if each is within it, however the clock counts hours; else None."""
    placed: list[float] = []
    for second in seconds:
        if second is None:
            return None
        after = (second - begins_s + SLACK_S) % HALF_DAY_S - SLACK_S
        if after > length_s + SLACK_S or (placed and after <= placed[-1]):
            return None
        placed.append(after)
    return placed


def _bpm(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdecimal() and float(text) >= 1 else float("nan")


def _device(record: dict[str, str]) -> str:
    """The app or the model of watch that wrote a value, and never the name that its owner gave it."""
    hardware = HARDWARE.search(record.get("device", ""))
    if hardware is not None:
        return hardware[1].strip()
    return model_of(record.get("sourceName", ""))
