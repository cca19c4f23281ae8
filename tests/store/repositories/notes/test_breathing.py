from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hrv.breath.session import CurvePoint, Estimate, SessionPart, SessionSummary
from store import NotHere
from store.models import Break, BreakReason, BreathingMode, BreathingSession, PaceStep, Purpose

MINUTE = timedelta(minutes=1)
ID = "6d0f9a52-8f3b-4d2c-9c57-2f6f3f0f8a11"


@pytest.fixture
def session(world):
    """Five minutes at six breaths, slower from the third on, with a pause."""
    return BreathingSession(
        id=ID,
        started_at=world.now,
        ended_at=world.now + 5 * MINUTE,
        mode=BreathingMode.PACED,
        chosen_s=300.0,
        paces=(PaceStep(0.0, 6.0, 0.4, 0.0, 0.0), PaceStep(120.0, 5.5, 0.5, 1.0, 0.5)),
        breaks=(Break(60.0, 75.5, BreakReason.PAUSED), Break(90.0, 100.0, BreakReason.STRAP_OFF)),
    )


@pytest.fixture
def agreed(world):
    for person in (world.alice, world.bob):
        world.agree(person, Purpose.STORE)
    return world


def keep(world, person, session):
    with world.as_(person) as record:
        return record.breathing.keep(person.person_id, session, summary_due_at=session.ended_at)


def test_a_session_comes_back_as_it_was_kept(agreed, session):
    assert keep(agreed, agreed.alice, session)
    with agreed.as_(agreed.alice) as record:
        assert record.breathing.get(ID) == session
        assert record.breathing.list(agreed.alice.person_id) == (session,)


def test_a_session_sent_twice_is_kept_once_as_it_was(agreed, session):
    assert keep(agreed, agreed.alice, session)
    assert keep(agreed, agreed.alice, replace(session, chosen_s=None))
    with agreed.as_(agreed.alice) as record:
        assert record.breathing.list(agreed.alice.person_id) == (session,)


def test_the_id_of_anothers_session_is_refused(agreed, session):
    keep(agreed, agreed.alice, session)
    with pytest.raises(NotHere):
        keep(agreed, agreed.bob, session)


def test_without_agreeing_to_storing_no_session_is_kept(world, session):
    assert not keep(world, world.alice, session)
    with world.as_(world.alice) as record:
        assert record.breathing.get(ID) is None


def test_sessions_are_listed_newest_first_page_by_page(agreed, session):
    for back in range(3):
        begun = session.started_at - back * 10 * MINUTE
        keep(agreed, agreed.alice, replace(session, id=str(back), started_at=begun, ended_at=begun + MINUTE))
    with agreed.as_(agreed.alice) as record:
        page = record.breathing.list(agreed.alice.person_id, limit=2)
        rest = record.breathing.list(agreed.alice.person_id, before=page[-1].started_at)
        latest = record.breathing.list(agreed.alice.person_id, since=page[-1].started_at)
    assert [each.id for each in (*page, *rest)] == ["0", "1", "2"]
    assert latest == page


def test_a_summary_is_due_once_and_comes_back_as_it_was(agreed, session):
    keep(agreed, agreed.alice, session)
    rate = Estimate(61.5, 60.0, 63.0)
    summary = SessionSummary(
        (CurvePoint(0.0, 58.1, 66.2),), 2.5, None, SessionPart(None, rate), None, Estimate(0.5, 0.2, 0.8)
    )
    with agreed.engine() as record:
        assert record.breathing.due(limit=9) == ()
    with agreed.engine(later=6 * MINUTE) as record:
        (due,) = record.breathing.due(limit=9)
        assert (due.person_id, due.session) == (agreed.alice.person_id, session)
        assert record.breathing.due(limit=9) == ()
        assert record.breathing.summarise(ID, summary, is_last=True)
    with agreed.engine(later=60 * MINUTE) as record:
        assert record.breathing.due(limit=9) == ()
    with agreed.as_(agreed.alice) as record:
        assert record.breathing.get(ID) == replace(session, summary=summary)


def test_a_removed_session_is_gone(agreed, session):
    keep(agreed, agreed.alice, session)
    with agreed.as_(agreed.alice) as record:
        assert record.breathing.remove(ID)
        assert not record.breathing.remove(ID)
        assert record.breathing.list(agreed.alice.person_id) == ()
