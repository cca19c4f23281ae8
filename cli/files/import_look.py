"""Preview of a file without a server (`pulsro import --look`): nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cli.files import own_texts as texts
from cli.files.answers import about_of, asked_by
from cli.shared.terminal import figure
from hrv.cleaning.own_variability import varies
from sensors.recordings.registry import Found, UnreadableRecordingError, understand_file
from sensors.upload.import_client import FileTaken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hrv.beats import BeatSeries
    from messages import Message
    from sensors.recordings.registry import DayReading


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a file showed: all that it holds, or why it cannot be read."""

    found: Found | None = None
    error: UnreadableRecordingError | None = None

    @property
    def refused(self) -> Message | None:
        """Why it cannot be read."""
        return self.error.message if self.error is not None else None

    @property
    def taken(self) -> FileTaken | None:
        """In the form in which a server says what it took: of a look, nothing but the format and the sentences."""
        return FileTaken(self.found.format.value, self.sentences) if self.found is not None else None

    @property
    def sentences(self) -> tuple[Message, ...]:
        """What is said of it: what was found, what was assumed and left out, how it was read."""
        said = list(_on_found(self.found)) if self.found is not None else list(_on_refusal(self.error))
        return (*said, texts.NOTHING_SENT())

    def to_json(self) -> dict[str, Any]:
        """The stable form, documented in `pulsro import`."""
        left_out = self.found.left_out if self.found is not None else self.error.left_out if self.error else ()
        seen = self.found.seen if self.found is not None else self.error.seen if self.error else None
        return {
            "format": self.found.format.value if self.found is not None else None,
            "source": self.found.source if self.found is not None else None,
            "days": [_day(each) for each in self.found.days] if self.found is not None else [],
            "beats": _beats(self.found.beats.series) if self.found is not None and self.found.beats else None,
            "left_out": [each.to_json() for each in left_out],
            "assumptions": [each.to_json() for each in self.found.assumptions] if self.found is not None else [],
            "questions": [each.to_json() for each in self.error.questions] if self.error is not None else [],
            "seen": seen.to_json() if seen is not None else {},
        }


def look(file: Path, said: dict[str, str]) -> Looked:
    """What a file holds, or why it cannot be read; nothing is taken."""
    try:
        return Looked(understand_file(file, about_of(file, said)))
    except UnreadableRecordingError as error:
        return Looked(error=error)


def _day(reading: DayReading) -> dict[str, Any]:
    return {
        "day": reading.day.isoformat(),
        "rmssd_ms": reading.rmssd_ms,
        "n": reading.n,
        "source": reading.source,
        "quality": reading.quality,
    }


def _beats(series: BeatSeries) -> dict[str, Any]:
    """Numbers to know a file by: RMSSD over all neighbours, of good windows or not."""
    steps = np.diff(series.rr_ms)[series.segment[1:] == series.segment[:-1]]
    known = steps.size and varies(series.rr_ms)
    return {
        "count": len(series),
        "stretches": len(np.unique(series.segment)),
        "rmssd_ms": round(float(np.sqrt(np.mean(np.square(steps)))), 2) if known else None,
    }


def _on_found(found: Found) -> Iterator[Message]:
    if found.beats is not None:
        series, began = found.beats.series, found.beats.started_at
        yield texts.FOUND_BEATS(
            n=len(series),
            hours=figure(float(series.time_s[-1] - series.time_s[0]) / 3600, 1),
            began=texts.BEGAN(at=began) if began else texts.NO_DATE(),
            stretches=len(set(series.segment.tolist())),
        )
    if found.days:
        yield texts.FOUND_DAYS(n=len(found.days), first=found.days[0].day, last=found.days[-1].day)
    yield from found.sentences
    yield from found.seen.sentences() if found.seen is not None else ()


def _on_refusal(error: UnreadableRecordingError | None) -> Iterator[Message]:
    if error is None:
        return
    yield from asked_by(error)
    yield from error.left_out
    yield from error.seen.sentences() if error.seen is not None else ()
