"""Recordings as a list tells them, and a sitting as far as it is, which its page and the API share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from alerts import texts
from alerts.pipeline.pieces import MEASURED, SETTLING, why_no_value
from api.presenters.view import View
from api.presenters.words import QUALITY, RECORDING_KINDS
from hrv import Quality
from messages.message import N_
from store.models import Recording, RecordingKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv import Window
    from messages import Message

BEING_COMPUTED: Final = N_("being worked out")
NOTHING: Final = N_("nothing could be measured")
USABLE: Final = frozenset({Quality.GOOD, Quality.FAIR})
BEST_FIRST: Final = (Quality.GOOD, Quality.FAIR, Quality.POOR, Quality.REJECTED)
SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingLine:
    """One recording; shares are of 100."""

    started_at: datetime
    kind: str
    minutes: int | None
    quality: str
    reason: Message | None
    n_windows: int
    n_usable: int
    measured_percent: float | None
    left_out_percent: float | None


def recording_line(recording: Recording, windows: Sequence[Window]) -> RecordingLine:
    """One recording with what its windows say of it."""
    n_beats = sum(window.n_beats for window in windows)
    return RecordingLine(
        started_at=recording.started_at,
        kind=RECORDING_KINDS[recording.kind],
        minutes=_minutes(recording),
        quality=_quality(recording, windows),
        reason=_reason(recording, windows),
        n_windows=len(windows),
        n_usable=sum(window.quality in USABLE for window in windows),
        measured_percent=100 * fmean(window.coverage for window in windows) if windows else None,
        left_out_percent=100 * sum(window.n_masked for window in windows) / n_beats if n_beats else None,
    )


def _quality(recording: Recording, windows: Sequence[Window]) -> str:
    if windows:
        return QUALITY[min((window.quality for window in windows), key=BEST_FIRST.index)]
    waits = recording.analysis_due_at is not None or recording.ended_at is None
    return BEING_COMPUTED if waits else NOTHING


def _reason(recording: Recording, windows: Sequence[Window]) -> Message | None:
    """Why a check gave no value, and why nobody works on a recording any more; others are not expected to give one."""
    if recording.was_given_up:
        return texts.GIVEN_UP()
    finished = recording.kind is RecordingKind.CHECK and recording.analysis_due_at is None and recording.ended_at
    return why_no_value(windows) if finished else None


def _minutes(recording: Recording) -> int | None:
    if recording.ended_at is None:
        return None
    return max(1, round((recording.ended_at - recording.started_at).total_seconds() / SECONDS))


State = Literal["running", "analysing", "done", "cancelled"]


class Sitting(View):
    """A sitting and how far it is."""

    id: str
    kind: RecordingKind
    state: State
    started_at: datetime = Field(description="When it began, with the time to settle down.")
    ended_at: datetime | None
    settle_s: float = Field(description="Seconds to settle down first; they are not measured.")
    measure_s: float | None = Field(description="Seconds that are measured then; as long as one likes if none.")

    @classmethod
    def of(cls, recording: Recording) -> Sitting:
        """The sitting that a recording is."""
        settling = settling_of(recording.kind)
        return cls(
            id=recording.id,
            kind=recording.kind,
            state=state_of(recording),
            started_at=recording.started_at,
            ended_at=recording.ended_at,
            settle_s=settling.total_seconds(),
            measure_s=MEASURED.total_seconds() if recording.kind is RecordingKind.CHECK else None,
        )


def settling_of(kind: RecordingKind) -> timedelta:
    """How long one sits before anything is measured: a check begins at rest, breathing begins at once."""
    return SETTLING if kind is RecordingKind.CHECK else timedelta(0)


def state_of(recording: Recording) -> State:
    """How far a sitting is; one that was broken off has no length."""
    if recording.ended_at is None:
        return "running"
    if recording.ended_at == recording.started_at:
        return "cancelled"
    return "done" if recording.analysis_due_at is None else "analysing"
