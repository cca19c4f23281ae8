"""A sitting and how far it is, for the page that guides it and for the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from alerts.pipeline.pieces import MEASURED, SETTLING
from api.presenters.view import View
from store.models import Recording, RecordingKind

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
