"""Polar .hrm: sections in square brackets, one RR interval in ms a line under `[HRData]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.recordings.decision.agreement import checked_total
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.timelines import by_running_sum, no_beats
from sensors.recordings.text.wall_clock import began_in_utc, wall_s

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "polar-hrm",
    define("sensors.format.polar_hrm", "Polar .hrm"),
    docs=DocsLine("Polar `.hrm`", "`[Params]` with `Interval=238`", "beats"),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

FIRST_SECTION: Final = "[params]"
RR_DATA: Final = "238"
"""The recording interval where every beat was recorded; other numbers are seconds between heart rates."""

LENGTH: Final = re.compile(r"(\d{1,3}):(\d{2}):(\d{2}(?:\.\d+)?)")
NO_INTERVALS: Final = define(
    "sensors.polar_hrm.no_intervals",
    "This Polar file holds a heart rate every %(seconds)s seconds and no RR intervals. Heart-rate "
    "variability cannot be computed from that. Switch on RR recording in the watch for the next one.",
)
NO_INTERVALS_AT_ALL: Final = define(
    "sensors.polar_hrm.no_intervals_at_all",
    "This Polar file holds heart rates and no RR intervals. Heart-rate variability cannot be computed "
    "from that. Switch on RR recording in the watch for the next one.",
)
NOT_AN_INTERVAL: Final = define(
    "sensors.polar_hrm.not_an_interval",
    "Line %(line)s holds '%(found)s' where an RR interval should be. Export the recording again.",
)


def recognises(text: str) -> bool:
    """Whether it begins with their first section."""
    return text[: len(FIRST_SECTION)].lower() == FIRST_SECTION


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError when it holds no intervals, or names the first line that is none."""
    lines = text.splitlines()
    parameters = _parameters(lines)
    interval = parameters.get("interval", "")
    if interval != RR_DATA:
        raise UnreadableRecordingError(
            NO_INTERVALS(seconds=interval) if interval.isdecimal() else NO_INTERVALS_AT_ALL()
        )
    began_at, remarks = began_in_utc(_began_on_the_wall(parameters), about.zone)
    numbered = _intervals(lines)
    rr_ms = np.array([rr for _, rr in numbered], np.float64)
    series = by_running_sum(rr_ms, start_s=began_at.timestamp() if began_at else 0.0)
    said = checked_total(_lasted_s(parameters.get("length", "")), rr_ms)
    left_out = no_beats(rr_ms, [number for number, _ in numbered])
    return Found.of_beats(FORMAT, series, began_at, (*remarks, *said), left_out=left_out)


def _lasted_s(length: str) -> float:
    """How long the watch says that it recorded; nothing where it does not."""
    found = LENGTH.fullmatch(length)
    return sum(float(part) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else 0.0


def _parameters(lines: list[str]) -> Mapping[str, str]:
    parameters: dict[str, str] = {}
    for line in lines[1:]:
        if line.startswith("["):
            break
        name, _, value = line.partition("=")
        parameters[name.strip().lower()] = value.strip()
    return parameters


def _intervals(lines: list[str]) -> list[tuple[int, float]]:
    """Each interval with its line."""
    begins = next((place for place, line in enumerate(lines) if line.strip().lower() == "[hrdata]"), len(lines))
    intervals: list[tuple[int, float]] = []
    for number, line in enumerate(lines[begins + 1 :], start=begins + 2):
        if line.startswith("["):
            break
        if words := line.split():
            intervals.append((number, _interval(words[0], number)))
    return intervals


def _interval(word: str, number: int) -> float:
    if not word.isdecimal():
        raise UnreadableRecordingError(NOT_AN_INTERVAL(line=str(number), found=word[:20]))
    return float(word)


def _began_on_the_wall(parameters: Mapping[str, str]) -> float | None:
    day, start = parameters.get("date", ""), parameters.get("starttime", "")
    return wall_s(f"{day[:4]}-{day[4:6]}-{day[6:]} {start}")
