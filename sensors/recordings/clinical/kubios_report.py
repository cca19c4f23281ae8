"""Kubios results as text or csv: RMSSD among much else, and below it the intervals that it was computed from.

The intervals are taken where Kubios left them as they were, and then Pulsro computes for itself. Where Kubios corrected
artefacts, some intervals were made up; then RMSSD alone is taken, as a value of its day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.recordings.decision.agreement import checked
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import DayReading, Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.timelines import by_moments, no_beats
from sensors.recordings.text.wall_clock import began_in_utc, wall_s

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "kubios-report",
    define("sensors.format.kubios_report", "Kubios results"),
    docs=DocsLine(
        "Kubios",
        "a report as text or csv",
        "beats, if no artefact was corrected; else RMSSD of the day",
        "SDNN, spectra, indices",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

BEGINNING: Final = "HRV ANALYSIS RESULTS"
DATA: Final = "RR INTERVAL DATA"
PAIR: Final = 2
RESOLUTION_S: Final = 0.001
_SEMICOLONS: Final = re.compile(r"\(ms\):\s*;")
_SPLIT: Final = re.compile(r"[,\t]")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")

CORRECTED: Final = define(
    "sensors.kubios.corrected",
    "Kubios corrected artefacts in this recording, so that some of its intervals were not measured. They were not "
    "taken; RMSSD (%(rmssd)s ms) was, as the value of its day.",
)
OTHER_NUMBERS: Final = define(
    "sensors.kubios.other_numbers",
    "SDNN, the spectrum and the indices of Kubios were not taken: Pulsro computes its own from the intervals.",
)
MORE_SAMPLES: Final = define(
    "sensors.kubios.more_samples",
    "The file holds %(n)s samples. Only the first was taken; export each by itself for the others.",
)
NO_RMSSD: Final = define(
    "sensors.kubios.no_rmssd",
    "This Kubios report holds neither the intervals as they were measured nor an RMSSD. "
    "Export the RR intervals as text instead.",
)
NO_DATE: Final = define(
    "sensors.kubios.no_date",
    "This Kubios report does not say when the recording was made. Give the date and time at which it began.",
)


@dataclass(frozen=True, slots=True)
class _Report:
    """The lines of a report as cells."""

    rows: list[list[str]]

    def after_label(self, label: str) -> str:
        """What stands behind `label:` in the same line; nothing when there is no such line."""
        wanted = f"{label.lower()}:"
        for cells in self.rows:
            line = " ".join(" ".join(cells).split())
            if line.lower().startswith(wanted):
                return line[len(wanted) :].strip()
        return ""

    def number(self, label: str) -> float | None:
        """The first number behind a label."""
        found = _NUMBER.match(self.after_label(label))
        return float(found[0]) if found else None


def recognises(text: str) -> bool:
    """Whether it begins as their reports do."""
    return text.lstrip('"').startswith(BEGINNING)


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError when there is neither an untouched interval nor an RMSSD."""
    report = _Report(_cells(text))
    began_at, remarks = began_in_utc(_began_on_the_wall(report.after_label("Measurement date")), about.zone)
    samples = int(report.number("Number of samples") or 1)
    if samples > 1:
        remarks += (MORE_SAMPLES(n=samples),)
    moments_s, rr_ms = _intervals(report)
    if rr_ms.size and not _is_corrected(report):
        start_s = began_at.timestamp() if began_at else 0.0
        series = by_moments(start_s + moments_s, rr_ms)
        said = checked(moments_s, rr_ms, RESOLUTION_S)
        said = (*remarks, *said, OTHER_NUMBERS())
        return Found.of_beats(FORMAT, series, began_at, said, left_out=no_beats(rr_ms))
    return _day(report, began_at or about.began_at, about, remarks)


def _day(report: _Report, began_at: datetime | None, about: About, remarks: tuple[Message, ...]) -> Found:
    rmssd_ms = report.number("RMSSD (ms)")
    if rmssd_ms is None:
        raise UnreadableRecordingError(NO_RMSSD())
    if began_at is None:
        raise UnreadableRecordingError(NO_DATE())
    reading = DayReading(began_at.astimezone(about.zone).date(), rmssd_ms, report.number("Mean HR (beats/min)"))
    said = CORRECTED(rmssd=round(rmssd_ms, 1))
    return Found(FORMAT, days=(reading,), remarks=(*remarks, said))


def _is_corrected(report: _Report) -> bool:
    """Whether artefacts were corrected: a share that is not nought, or a method without a share."""
    for share in ("Artifacts corrected (%)", "Beats corrected (%)"):
        if (percent := report.number(share)) is not None:
            return percent > 0
    method = report.after_label("Artifact correction") or report.after_label("Beat correction")
    return method.lower() not in {"", "none"}


def _intervals(report: _Report) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Moments in seconds and intervals in ms of the first sample: the first two columns below `DATA`.

    Where its intervals are over, spectra go on further to the right.
    """
    begins = next((place for place, cells in enumerate(report.rows) if cells[0].startswith(DATA)), len(report.rows))
    pairs: list[tuple[float, float]] = []
    for cells in report.rows[begins + 1 :]:
        pair = (cells if cells[0] else cells[1:])[:2]
        if len(pair) == PAIR and all(_NUMBER.fullmatch(cell) for cell in pair):
            pairs.append((float(pair[0]), float(pair[1])))
    columns = np.array(pairs, np.float64).reshape(-1, PAIR)
    return columns[:, 0], columns[:, 1] * 1000


def _cells(text: str) -> list[list[str]]:
    """The cells of each line; where semicolons separate them, numbers are written with decimal commas."""
    if _SEMICOLONS.search(text):
        return [[cell.strip('" ').replace(",", ".") for cell in line.split(";")] for line in text.splitlines()]
    return [[cell.strip('" ') for cell in _SPLIT.split(line)] for line in text.splitlines()]


def _began_on_the_wall(written: str) -> float | None:
    """Wall seconds of the measurement date; None for a date that cannot be told, like one in another order."""
    for form in ("%d-%b-%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"):
        try:
            return datetime.strptime(written, form).replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    return wall_s(written)
