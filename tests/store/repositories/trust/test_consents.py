from __future__ import annotations

from datetime import timedelta

import pytest

from store import NotHere
from store.models import AuditKind, CaseState, Purpose, Scope
from store.subjects import Anonymous, Device, Engine

DAY = timedelta(days=1)


def test_a_consent_is_live_until_it_is_withdrawn(world):
    given = world.agree(world.alice, Purpose.STORE)
    with world.as_(world.alice) as record:
        assert record.consents.live(world.alice.person_id) == (given,)
        assert given.is_live(world.now)
        assert record.consents.withdraw(given.id)
        assert record.consents.live(world.alice.person_id) == ()


def test_expired_consent_is_not_live(world):
    given = world.share_trend(world.alice, world.nora, until=world.now + DAY)
    with world.as_(world.alice, later=DAY - timedelta(seconds=1)) as record:
        assert record.consents.live(world.alice.person_id) == (given,)
    with world.as_(world.alice, later=DAY) as record:
        assert record.consents.live(world.alice.person_id) == ()
    assert not given.is_live(world.now + DAY)


def test_a_consent_is_not_live_before_it_was_given(world):
    world.agree(world.alice, Purpose.STORE, later=DAY)
    with world.as_(world.alice) as record:
        assert record.consents.live(world.alice.person_id) == ()


def test_ending_a_case_ends_shares_dated_later_by_a_fast_clock(world):
    world.agree(world.alice, Purpose.CASE, nurse=world.nora, later=DAY)
    with world.as_(world.alice) as record:
        case = record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id)
        record.cases.move(case.id, revision=case.revision, to=CaseState.WITHDRAWN)
    with world.as_(world.nora, later=2 * DAY) as record:
        assert record.cases.get(case.id) is None


def test_ledger_keeps_given_and_withdrawn_consents(world, make):
    given = world.share_trend(world.alice, world.nora, scope=Scope.TREND | Scope.RATINGS, until=world.now + DAY)
    with world.as_(world.alice, later=DAY / 2) as record:
        record.consents.withdraw(given.id)
        (line,) = record.consents.ledger(world.alice.person_id)
    assert (line.text, line.scope, line.until) == (make.text, Scope.TREND | Scope.RATINGS, world.now + DAY)
    assert (line.withdrawn_at, line.withdrawn_by) == (world.now + DAY / 2, world.alice.person_id)
    assert not line.is_live(world.now + DAY / 2)


def test_consent_can_be_withdrawn_once(world):
    given = world.agree(world.alice, Purpose.STORE)
    with world.as_(world.alice) as record:
        assert record.consents.withdraw(given.id)
        assert not record.consents.withdraw(given.id)
        assert not record.consents.withdraw("nothing")


def test_consent_belongs_to_its_person_alone(world, make):
    given = world.share_trend(world.alice, world.nora)
    for subject in (world.bob, world.nora, world.olga, Engine(), Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            record.consents.give(world.alice.person_id, purpose=Purpose.STORE, text=make.text)
        with world.as_(subject) as record:
            assert not record.consents.withdraw(given.id)
    with world.as_(world.alice) as record:
        assert record.consents.live(world.alice.person_id) == (given,)


def test_sharing_names_a_nurse_and_storing_names_nobody(world, make):
    for purpose, grantee_id in (
        (Purpose.TREND, None),
        (Purpose.CASE, world.bob.person_id),
        (Purpose.TREND, world.olga.account_id),
        (Purpose.STORE, world.nora.account_id),
    ):
        with pytest.raises(NotHere), world.as_(world.alice) as record:
            record.consents.give(world.alice.person_id, purpose=purpose, text=make.text, grantee_id=grantee_id)


def test_nothing_can_be_shared_with_a_nurse_who_left(world):
    with world.as_(world.olga) as record:
        record.accounts.close(world.nora.account_id)
    with pytest.raises(NotHere):
        world.share_trend(world.alice, world.nora)


def test_a_nurse_knows_of_the_live_consents_that_name_this_nurse(world):
    given = world.share_trend(world.alice, world.nora)
    world.agree(world.alice, Purpose.STORE)
    with world.as_(world.nora) as record:
        assert record.consents.live(world.alice.person_id) == (given,)
        assert record.consents.ledger(world.alice.person_id) == ()
    with world.as_(world.nils) as record:
        assert record.consents.live(world.alice.person_id) == ()


def test_only_the_program_reads_all_live_consents(world):
    given = world.agree(world.alice, Purpose.STORE)
    with world.engine() as record:
        assert record.consents.live(world.alice.person_id, purpose=Purpose.STORE) == (given,)
        assert record.consents.live(world.alice.person_id, purpose=Purpose.TREND) == ()
        assert record.consents.ledger(world.alice.person_id) == ()
    for subject in (world.bob, world.olga, Device("d", world.alice.person_id), Anonymous()):
        with world.as_(subject) as record:
            assert record.consents.live(world.alice.person_id) == ()
            assert record.consents.ledger(world.alice.person_id) == ()


def test_giving_and_withdrawing_consent_are_audited(world):
    given = world.share_trend(world.alice, world.nora)
    with world.as_(world.alice) as record:
        record.consents.withdraw(given.id)
    with world.as_(world.alice) as record:
        events = record.audit.of_person(world.alice.person_id)[-2:]
    assert [event.kind for event in events] == [AuditKind.CONSENT_GIVEN, AuditKind.CONSENT_WITHDRAWN]
    assert {event.detail for event in events} == {f"purpose=trend scope=3 grantee={world.nora.account_id}"}


def test_nurse_counts_people_who_share_their_light_with_them(world):
    def counted(nurse, *, later=timedelta()):
        with world.as_(nurse, later=later) as record:
            return record.consents.people_showing(Scope.LIGHT)

    assert counted(world.nora) == 0
    world.share_trend(world.alice, world.nora, until=world.now + timedelta(days=2))
    world.share_trend(world.alice, world.nora)
    world.share_trend(world.bob, world.nora, until=world.now + timedelta(days=2))
    world.share_trend(world.bob, world.nils, scope=Scope.DAYS)
    assert (counted(world.nora), counted(world.nils)) == (2, 0)
    assert counted(world.nora, later=timedelta(days=3)) == 1
