"""Keeping a session of slow breathing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts import texts
from alerts.refusals import NotNow

if TYPE_CHECKING:
    from datetime import datetime

    from store import Store
    from store.models import BreathingSession
    from store.subjects import Employee


def keep(store: Store, *, person: Employee, session: BreathingSession, now: datetime) -> None:
    """Keep a session of the person; the same again is harmless. Raises `NotNow` without consent to storing."""
    with store.begin(person, now=now) as record:
        if not record.breathing.keep(person.person_id, session):
            raise NotNow(texts.AGREE_TO_KEEPING())
