from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from store import NotHere
from store.errors import SignedInBefore
from store.models import AuditKind
from store.retention import purge
from store.subjects import Anonymous
from store.tables import sessions, sign_in_links

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def link(world):
    with world.as_(world.olga) as record:
        return record.sign_in.create_link(world.alice.person_id, lifetime=HOUR)


@pytest.fixture
def signed_in(world):
    return open_session(world)


def open_session(world, *, account_id=None, idle=HOUR, absolute=DAY, later=timedelta()):
    with world.as_(Anonymous(), later=later) as record:
        return record.sign_in.open_session(account_id or world.alice.person_id, idle=idle, absolute=absolute)


def read(world, token, *, later=timedelta()):
    with world.as_(Anonymous(), later=later) as record:
        return record.sign_in.read_session(token)


def test_a_link_opens_its_account_once(world, link):
    with world.as_(Anonymous()) as record:
        assert record.sign_in.use_link(link.token).account_id == world.alice.person_id
    with world.as_(Anonymous()) as record:
        assert record.sign_in.use_link(link.token) is None


def test_expired_link_opens_nothing(world, link):
    assert link.expires_at == world.now + HOUR
    with world.as_(Anonymous(), later=HOUR) as record:
        assert record.sign_in.use_link(link.token) is None


def test_unknown_link_opens_nothing(world, link):
    with world.as_(Anonymous()) as record:
        assert record.sign_in.use_link(link.token[:-1]) is None


def test_a_link_to_an_account_that_was_closed_opens_nothing(world, link):
    with world.as_(world.olga) as record:
        record.accounts.close(world.alice.person_id)
    with world.as_(Anonymous()) as record:
        assert record.sign_in.use_link(link.token) is None
    with pytest.raises(NotHere), world.as_(world.olga) as record:
        record.sign_in.create_link(world.alice.person_id, lifetime=HOUR)


def test_only_operator_and_program_make_links(world):
    for subject in (world.alice, world.nora, Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.sign_in.create_link(world.alice.person_id, lifetime=HOUR)


def test_operator_makes_no_link_after_the_first_sign_in(world, link):
    open_session(world)
    with world.engine(later=400 * DAY) as record:
        purge(record)
    with pytest.raises(SignedInBefore), world.as_(world.olga, later=400 * DAY) as record:
        record.sign_in.create_link(world.alice.person_id, lifetime=HOUR)
    with world.engine(later=400 * DAY) as record:
        assert record.sign_in.create_link(world.alice.person_id, lifetime=HOUR)


def test_unused_link_is_void_once_another_was_used(world, link):
    with world.as_(world.olga) as record:
        kept_back = record.sign_in.create_link(world.alice.person_id, lifetime=HOUR)
        bobs = record.sign_in.create_link(world.bob.person_id, lifetime=HOUR)
    with world.as_(Anonymous()) as record:
        assert record.sign_in.use_link(link.token) is not None
    with world.as_(Anonymous()) as record:
        assert record.sign_in.use_link(kept_back.token) is None
        assert record.sign_in.use_link(bobs.token).account_id == world.bob.person_id


def test_using_a_link_ends_the_accounts_earlier_sessions(world, link, signed_in):
    bobs = open_session(world, account_id=world.bob.person_id)
    with world.as_(Anonymous()) as record:
        record.sign_in.use_link(link.token)
    assert read(world, signed_in.token) is None
    assert read(world, bobs.token) is not None


def test_a_session_is_found_by_its_token_alone(world, signed_in):
    assert read(world, signed_in.token) == signed_in.session
    assert signed_in.session.account_id == world.alice.person_id
    assert read(world, signed_in.token + "x") is None


def test_no_token_is_stored(world, link, signed_in):
    with world.engine() as record:
        kept = [record.context.connection.scalar(select(table.c.token_hash)) for table in (sessions, sign_in_links)]
    assert {link.token, signed_in.token}.isdisjoint(kept)


def test_a_session_ends_when_it_was_not_used(world, signed_in):
    assert read(world, signed_in.token, later=HOUR - MINUTE) is not None
    assert read(world, signed_in.token, later=HOUR) is None


def test_touch_renews_the_idle_time_but_not_the_end(world):
    session = open_session(world, idle=HOUR, absolute=HOUR + MINUTE)
    with world.as_(Anonymous(), later=HOUR - MINUTE) as record:
        assert record.sign_in.touch(session.token)
    touched = read(world, session.token, later=HOUR)
    assert (touched.last_seen_at, touched.idle_expires_at) == (world.now + HOUR - MINUTE, world.now + HOUR + MINUTE)
    assert read(world, session.token, later=HOUR + MINUTE) is None


def test_ended_session_cannot_be_revived(world, signed_in):
    with world.as_(Anonymous(), later=HOUR) as record:
        assert not record.sign_in.touch(signed_in.token)
    assert read(world, signed_in.token, later=HOUR) is None


def test_signing_out_ends_the_session_once(world, signed_in):
    with world.as_(Anonymous()) as record:
        assert record.sign_in.end_session(signed_in.token)
        assert not record.sign_in.end_session(signed_in.token)
    assert read(world, signed_in.token) is None


def test_a_person_lists_and_ends_their_own_browsers(world, signed_in):
    newer = open_session(world, later=MINUTE)
    foreign = open_session(world, account_id=world.bob.person_id)
    with world.as_(world.alice, later=MINUTE) as record:
        assert [session.id for session in record.sign_in.mine()] == [newer.session.id, signed_in.session.id]
        assert record.sign_in.end(signed_in.session.id)
        assert not record.sign_in.end(foreign.session.id)
    with world.as_(Anonymous()) as record:
        assert record.sign_in.mine() == ()
    assert read(world, foreign.token) is not None


def test_all_browsers_but_this_one_can_be_signed_out(world, signed_in):
    other = open_session(world)
    with world.as_(world.alice) as record:
        assert record.sign_in.end_all(world.alice.person_id, except_session_id=other.session.id) == 1
    assert read(world, signed_in.token) is None
    assert read(world, other.token) is not None
    with world.as_(world.olga) as record:
        assert record.sign_in.end_all(world.alice.person_id) == 1
    with pytest.raises(NotHere), world.as_(world.bob) as record:
        record.sign_in.end_all(world.alice.person_id)


def test_session_of_a_closed_account_ends_and_none_opens(world, signed_in):
    with world.as_(world.olga) as record:
        record.accounts.close(world.alice.person_id)
    assert read(world, signed_in.token) is None
    with pytest.raises(NotHere):
        open_session(world)


def test_session_cannot_be_opened_for_another_person(world):
    with pytest.raises(NotHere), world.as_(world.bob) as record:
        record.sign_in.open_session(world.alice.person_id, idle=HOUR, absolute=DAY)
    with world.as_(world.alice) as record:
        assert record.sign_in.open_session(world.alice.person_id, idle=HOUR, absolute=DAY).session.role == "employee"


def test_sign_ins_and_refusals_are_audited(world, link, signed_in):
    with world.as_(Anonymous()) as record:
        record.sign_in.refused(world.alice.person_id)
        record.sign_in.end_session(signed_in.token)
    with world.as_(world.alice) as record:
        kinds = [event.kind for event in record.audit.of_person(world.alice.person_id)]
    expected = [AuditKind.SIGN_IN_REFUSED, AuditKind.LINK_CREATED, AuditKind.SIGNED_IN, AuditKind.SIGNED_OUT]
    assert sorted(kinds) == sorted([AuditKind.ACCOUNT_CREATED, *expected])
