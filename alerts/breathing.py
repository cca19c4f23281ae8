"""Sessions of slow breathing: keeping them, and what the beats say of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.batches import together
from alerts.log import log, trouble
from alerts.refusals import NotNow
from hrv.breath.pace_search import kept_to_pacer, lead_softly, search_pace
from hrv.breath.session import ASIDE_S, session_summary
from store.models import BreathingMode
from store.subjects import Engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hrv import BeatSeries
    from hrv.breath.pace_search import PaceSearch
    from hrv.breath.session import SessionSummary
    from store import Record, Store
    from store.models import Break, BreathingSession, SessionToSummarise
    from store.subjects import Employee

ASIDE: Final = timedelta(seconds=ASIDE_S)
LATE_BEATS: Final = timedelta(minutes=1)
"""What a lost link held back comes within this time, mostly."""

AT_ONCE: Final = 20
LOOKED_BACK: Final = 200
"""Sessions among which the newest found pace is looked for."""
RETEST_AFTER: Final = timedelta(weeks=6)
"""So long after a search another one may be worthwhile: a pace can change (Capdevila et al. 2021, Sci Rep 11:8400)."""


def keep(
    store: Store,
    *,
    person: Employee,
    session: BreathingSession,
    now: datetime,
    breathed: Sequence[float | None] = (),
) -> None:
    """Keep a session of the person, with what its beats say so far; the same id again changes nothing.

    Of `breathed`, the measured breaths a minute of each pace, only whether they kept to the pacer is kept.

    Raises `NotNow` without consent to storing.
    """
    session = replace(session, followed=_followed(session, breathed))
    due_at = session.ended_at + ASIDE + LATE_BEATS
    with store.begin(person, now=now) as record:
        if not record.breathing.keep(person.person_id, session, summary_due_at=due_at):
            raise NotNow(texts.AGREE_TO_KEEPING())
        kept = record.breathing.get(session.id)
        if kept and kept.summary is None:
            summary, found = _told_by_beats(record, person.person_id, kept)
            record.breathing.summarise(kept.id, summary, search=found, is_last=False)


@dataclass(frozen=True, slots=True)
class SoFar:
    """A session that goes on: its paces, each from a moment on, and the end of the newest, in seconds.

    `breathed` is the measured breaths a minute of each pace, None where the breath was not seen.
    """

    began: datetime
    steps: tuple[tuple[float, float], ...]
    at_s: float
    breathed: tuple[float | None, ...] = ()
    breaks: tuple[Break, ...] = ()


def search(store: Store, *, person: Employee, so_far: SoFar, now: datetime) -> PaceSearch:
    """What the beats of a search for the person's own pace say so far, and the pace to breathe next."""
    with store.reading(person, now=now) as record:
        beats = record.beats.read(person.person_id, start=so_far.began, end=now)
    return search_pace(
        beats,
        so_far.steps,
        start_s=so_far.began.timestamp(),
        now_s=so_far.at_s,
        breathed=so_far.breathed,
        breaks=_away(so_far.breaks),
    )


def lead(store: Store, *, person: Employee, so_far: SoFar, now: datetime) -> float:
    """The pace from now on, where a session is led softly: it moves only towards what is very likely better."""
    with store.reading(person, now=now) as record:
        beats = record.beats.read(person.person_id, start=so_far.began, end=now)
        newest = newest_search(record, person.person_id)
    found = newest.search if newest else None
    known = None
    if found and found.low_per_min is not None and found.high_per_min is not None:
        known = (found.low_per_min, found.high_per_min)
    return lead_softly(
        beats,
        so_far.steps,
        start_s=so_far.began.timestamp(),
        now_s=so_far.at_s,
        known=known,
        breaks=_away(so_far.breaks),
    )


def newest_search(record: Record, person_id: str, *, before: datetime | None = None) -> BreathingSession | None:
    """The newest session, of those before a moment, that found the person's own pace; None when there is none."""
    sessions = record.breathing.list(person_id, before=before, limit=LOOKED_BACK)
    return next((each for each in sessions if each.search and each.search.per_min is not None), None)


def search_to_repeat(record: Record, person_id: str, *, now: datetime) -> BreathingSession | None:
    """The newest session that found a pace, if no search was made for weeks; None when nothing is to be suggested."""
    lately = record.breathing.list(person_id, since=now - RETEST_AFTER, limit=LOOKED_BACK)
    if any(each.mode is BreathingMode.FIND_PACE for each in lately):
        return None
    return newest_search(record, person_id)


def summarise_due(store: Store, *, now: datetime) -> int:
    """Look once more at sessions when the beats after them are in; says how many."""
    with store.begin(Engine(), now=now) as record:
        due = record.breathing.due(limit=AT_ONCE)
    return len(together(due, partial(_summarise, store, now=now), failed=_tell_failure))


def _summarise(store: Store, due: Sequence[SessionToSummarise], *, now: datetime) -> list[str]:
    with store.begin(Engine(), now=now) as record:
        for each in due:
            summary, found = _told_by_beats(record, each.person_id, each.session)
            record.breathing.summarise(each.session.id, summary, search=found, is_last=True)
    return [each.session.id for each in due]


def _tell_failure(due: SessionToSummarise, error: Exception) -> None:
    log.error("session_not_summarised", session_id=due.session.id, **trouble(error))


def _told_by_beats(
    record: Record, person_id: str, session: BreathingSession
) -> tuple[SessionSummary | None, PaceSearch | None]:
    """What the beats of the session and around it say, None without any; and what a search for a pace came to."""
    beats = record.beats.read(person_id, start=session.started_at - ASIDE, end=session.ended_at + ASIDE)
    summary = session_summary(
        beats,
        start_s=session.started_at.timestamp(),
        end_s=session.ended_at.timestamp(),
        breaks=_away(session.breaks),
        paces=[(step.at_s, step.per_minute) for step in session.paces],
    )
    if summary.during is None:
        return None, None
    return summary, _found(beats, session) if session.mode is BreathingMode.FIND_PACE else None


def _found(beats: BeatSeries, session: BreathingSession) -> PaceSearch:
    steps = [(step.at_s, step.per_minute) for step in session.paces if step.per_minute is not None]
    start_s, end_s = session.started_at.timestamp(), session.ended_at.timestamp()
    found = search_pace(
        beats.between(start_s, end_s), steps, start_s=start_s, now_s=end_s - start_s, breaks=_away(session.breaks)
    )
    return replace(found, followed=session.followed)


def _away(breaks: Iterable[Break]) -> list[tuple[float, float]]:
    """From and until; where only the page heard no beats the person breathed on, and what came another way counts."""
    return [(each.start_s, each.end_s) for each in breaks if each.reason.is_away]


def _followed(session: BreathingSession, breathed: Sequence[float | None]) -> bool | None:
    seen = [(step, rate) for step, rate in zip(session.paces, breathed, strict=False) if step.per_minute is not None]
    return kept_to_pacer([(step.at_s, step.per_minute or 0.0) for step, _ in seen], [rate for _, rate in seen])
