"""Sessions of slow breathing: keeping them, and what the beats say of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.refusals import NotNow
from hrv.breath.session import ASIDE_S, session_summary
from store.subjects import Engine

if TYPE_CHECKING:
    from datetime import datetime

    from hrv.breath.session import SessionSummary
    from store import Record, Store
    from store.models import BreathingSession
    from store.subjects import Employee

ASIDE: Final = timedelta(seconds=ASIDE_S)
LATE_BEATS: Final = timedelta(minutes=1)
"""What a lost link held back comes within this time, mostly."""

AT_ONCE: Final = 20


def keep(store: Store, *, person: Employee, session: BreathingSession, now: datetime) -> None:
    """Keep a session of the person, with what its beats say so far; the same again is harmless.

    Raises `NotNow` without consent to storing.
    """
    due_at = session.ended_at + ASIDE + LATE_BEATS
    with store.begin(person, now=now) as record:
        if not record.breathing.keep(person.person_id, session, summary_due_at=due_at):
            raise NotNow(texts.AGREE_TO_KEEPING())
        summary = _summary(record, person.person_id, session)
        record.breathing.summarise(session.id, summary, is_last=False)


def summarise_due(store: Store, *, now: datetime) -> int:
    """Look once more at sessions when the beats after them are in; says how many."""
    with store.begin(Engine(), now=now) as record:
        due = record.breathing.due(limit=AT_ONCE)
        for each in due:
            summary = _summary(record, each.person_id, each.session)
            record.breathing.summarise(each.session.id, summary, is_last=True)
    return len(due)


def _summary(record: Record, person_id: str, session: BreathingSession) -> SessionSummary | None:
    """What the beats of the session and around it say; None when there are none in it."""
    beats = record.beats.read(person_id, start=session.started_at - ASIDE, end=session.ended_at + ASIDE)
    summary = session_summary(
        beats,
        start_s=session.started_at.timestamp(),
        end_s=session.ended_at.timestamp(),
        breaks=[(each.start_s, each.end_s) for each in session.breaks],
        paces=[(step.at_s, step.per_minute) for step in session.paces],
    )
    return summary if summary.during else None
