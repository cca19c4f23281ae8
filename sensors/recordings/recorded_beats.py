"""Beats of a file, whatever its format, and the error of a file that holds none that can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensors.errors import SensorsError

if TYPE_CHECKING:
    from datetime import datetime

    from hrv.beats import BeatSeries
    from messages import Message
    from sensors.recordings.formats import RecordingFormat
    from sensors.recordings.seen import Question, Seen


class UnreadableRecordingError(SensorsError, ValueError):
    """A file that cannot be read as a recording; the message says why, and what to do.

    Attributes:
        seen: what was seen in it before it was refused; None for a file of which nothing was understood.
        questions: what a person has to say before it can be read.
        left_out: what it holds that is named and not taken, each with its number.
    """

    def __init__(
        self,
        message: Message,
        *,
        seen: Seen | None = None,
        questions: tuple[Question, ...] = (),
        left_out: tuple[Message, ...] = (),
    ) -> None:
        super().__init__(message)
        self.seen = seen
        self.questions = questions
        self.left_out = left_out


@dataclass(frozen=True, slots=True)
class RecordedBeats:
    """One recording.

    Attributes:
        series: the beats, in seconds since 1970 where the file knows the date, else since its own first moment.
        started_at: when it began, in UTC; None when the file does not know the date.
        format: how it was written down.
    """

    series: BeatSeries
    started_at: datetime | None
    format: RecordingFormat
