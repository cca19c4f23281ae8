"""Beats and the recordings they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from hrv.recording_kind import RecordingKind

if TYPE_CHECKING:
    from datetime import datetime

    import hrv
    from hrv.beats import BeatSeries
    from messages import Message


__all__ = [
    "LEFT_OPEN_AFTER",
    "AlreadyThere",
    "Appended",
    "ClaimedRecording",
    "Conflict",
    "Declined",
    "Recording",
    "RecordingKind",
    "Source",
    "StoredBlock",
    "Trouble",
]


LEFT_OPEN_AFTER = timedelta(hours=1)
"""A sitting that nobody has ended by then was left open: its page was closed. It is ended there."""


@dataclass(frozen=True, slots=True)
class Source:
    """One unbroken run of one device; its id is a UUID that the sender made up.

    `shift_s` is what the sender added to the times of its beats because the clock they were taken with was wrong;
    `product` is what measured them: the source of the daily values that come from this run.
    """

    id: str
    person_id: str
    device_id: str | None
    kind: RecordingKind
    opened_at: datetime
    shift_s: float
    product: hrv.Source


@dataclass(frozen=True, slots=True)
class Appended:
    """The block is new and will be there after the commit; `cursor` orders it among the person's blocks."""

    cursor: int


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """Exactly this block was stored before; nothing changed."""

    cursor: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another block has this sequence; the stored one stays."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Declined:
    """The block may not be stored; the reason says what to do."""

    reason: Message


@dataclass(frozen=True, slots=True, eq=False)
class StoredBlock:
    """A few seconds of beats as they were sent; `cursor` grows in the order of commits of one person."""

    cursor: int
    source_id: str
    sequence: int
    series: BeatSeries


class Trouble(StrEnum):
    """Why the analysis of a recording failed the last time."""

    LOST = "lost"  # the computing process ended before it answered
    FAULTY = "faulty"  # the arithmetic could not cope with it


@dataclass(frozen=True, slots=True)
class Recording:
    """One sitting of one kind: the beats of one source, or a slice of everything the person's straps sent meanwhile.

    `failures` counts analyses that failed since the last one that did not, `trouble` says why the last of them did.
    """

    id: str
    person_id: str
    source_id: str | None
    kind: RecordingKind
    started_at: datetime
    ended_at: datetime | None
    analysis_due_at: datetime | None
    analysed_until: datetime | None
    failures: int = 0
    trouble: Trouble | None = None

    @property
    def was_given_up(self) -> bool:
        """Whether nobody tries to analyse it any more."""
        return self.trouble is not None and self.analysis_due_at is None


@dataclass(frozen=True, slots=True)
class ClaimedRecording:
    """A recording that this caller, and no other until the lease ends, is to analyse; `claim` proves it."""

    recording: Recording
    claim: int
