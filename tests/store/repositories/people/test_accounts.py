from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from store import NotHere
from store.errors import Taken
from store.models import Purpose
from store.subjects import Anonymous, Device, Engine, Role


def test_an_account_is_read_back_as_it_was_made(world):
    with world.as_(world.olga) as record:
        made = record.accounts.create(role=Role.NURSE, name="Nina", email=" Nina@Example.org ")
    with world.as_(world.olga) as record:
        assert record.accounts.get(made.id) == made
        assert made.email == "nina@example.org"


@pytest.mark.parametrize("who", ["alice", "nora"])
def test_only_the_operator_and_the_program_open_accounts(world, who):
    with pytest.raises(NotHere), world.as_(getattr(world, who)) as record:
        record.accounts.create(role=Role.OPERATOR, name="Eve", email="eve@example.org")


def test_an_address_belongs_to_one_account_however_it_is_written(world):
    with pytest.raises(Taken, match=r"alice@example\.org is in use"), world.engine() as record:
        record.accounts.create(role=Role.EMPLOYEE, name="Other", email="ALICE@example.org")


def test_each_person_finds_only_their_own_account(world):
    for own, other in ((world.alice.person_id, world.bob.person_id), (world.nora.account_id, world.alice.person_id)):
        subject = world.alice if own == world.alice.person_id else world.nora
        with world.as_(subject) as record:
            assert record.accounts.get(own).id == own
            assert record.accounts.get(other) is None
            assert [account.id for account in record.accounts.everyone()] == [own]


def test_the_operator_lists_open_accounts_by_role_and_name(world):
    with world.as_(world.olga) as record:
        record.accounts.close(world.nils.account_id)
        assert [account.name for account in record.accounts.everyone()] == ["Alice", "Bob", "Nora", "Olga"]
        assert [account.name for account in record.accounts.everyone(Role.EMPLOYEE)] == ["Alice", "Bob"]


def test_a_stranger_and_a_device_see_no_account(world):
    for subject in (Anonymous(), Device("d", world.alice.person_id)):
        with world.as_(subject) as record:
            assert record.accounts.get(world.alice.person_id) is None
            assert record.accounts.everyone() == ()
            assert record.accounts.nurses() == ()
            assert record.accounts.name_of(world.alice.person_id) is None


def test_only_a_stranger_may_look_up_an_address_to_sign_in(world):
    with world.as_(world.alice) as record:
        record.accounts.set_password_hash(world.alice.person_id, "hash")
    with world.as_(Anonymous()) as record:
        found = record.accounts.by_email("Alice@example.org ")
        assert (found.account_id, found.role, found.password_hash) == (world.alice.person_id, Role.EMPLOYEE, "hash")
        assert record.accounts.by_email("nobody@example.org") is None
    with world.as_(world.nora) as record:
        assert record.accounts.by_email("alice@example.org") is None


def test_an_employee_chooses_from_open_nurses(world):
    with world.as_(world.olga) as record:
        record.accounts.close(world.nils.account_id)
    with world.as_(world.alice) as record:
        assert [(nurse.id, nurse.name) for nurse in record.accounts.nurses()] == [(world.nora.account_id, "Nora")]
    with world.as_(world.nora) as record:
        assert record.accounts.nurses() == ()


@pytest.mark.parametrize("purpose", [Purpose.TREND, Purpose.CASE])
def test_nurse_knows_a_name_only_while_it_is_shared(world, purpose):
    consent = world.agree(world.alice, purpose, nurse=world.nora)
    with world.as_(world.nora) as record:
        assert record.accounts.name_of(world.alice.person_id) == "Alice"
        assert record.accounts.name_of(world.bob.person_id) is None
    with world.as_(world.nils) as record:
        assert record.accounts.name_of(world.alice.person_id) is None
    with world.as_(world.alice) as record:
        record.consents.withdraw(consent.id)
    with world.as_(world.nora) as record:
        assert record.accounts.name_of(world.alice.person_id) is None


def test_person_changes_own_language_and_time_zone(world):
    wishes = {"language": "da", "time_zone": "Europe/Oslo"}
    with world.as_(world.alice) as record:
        record.accounts.set_preferences(world.alice.person_id, **wishes)
        account = record.accounts.get(world.alice.person_id)
    assert {name: getattr(account, name) for name in wishes} == wishes
    with pytest.raises(NotHere), world.as_(world.olga) as record:
        record.accounts.set_preferences(world.alice.person_id, **wishes)


def test_password_hash_is_private_and_set_by_holder_or_program(world):
    with world.engine() as record:
        record.accounts.set_password_hash(world.alice.person_id, "first")
        assert record.accounts.password_hash(world.alice.person_id) is None
    with world.as_(world.alice) as record:
        assert record.accounts.password_hash(world.alice.person_id) == "first"
    for thief in (world.bob, world.olga):
        with pytest.raises(NotHere), world.as_(thief) as record:
            record.accounts.set_password_hash(world.alice.person_id, "stolen")


def test_closing_an_account_ends_all_access_and_shares(world):
    strap = world.strap(world.alice)
    world.share_trend(world.alice, world.nora)
    with world.as_(world.alice) as record:
        record.accounts.close(world.alice.person_id)
    with world.engine() as record:
        assert record.consents.live(world.alice.person_id) == ()
        assert record.devices.list(world.alice.person_id)[0].revoked_at == world.now
        assert record.accounts.get(world.alice.person_id).closed_at == world.now
    with pytest.raises(NotHere), world.as_(strap) as record:
        record.beats.open_source("5f0d6a6c-0000-4000-8000-000000000001", kind="workday")


def test_share_of_a_closed_account_ends_then_in_every_time_zone(world):
    world.share_trend(world.alice, world.nora)
    oslo = world.now.astimezone(ZoneInfo("Europe/Oslo"))
    with world.store.begin(world.alice, now=oslo) as record:
        record.accounts.close(world.alice.person_id)
        assert [consent.withdrawn_at for consent in record.consents.ledger(world.alice.person_id)] == [world.now]


def test_an_account_is_closed_once_and_not_by_a_stranger(world):
    with pytest.raises(NotHere), world.as_(world.bob) as record:
        record.accounts.close(world.alice.person_id)
    with world.as_(world.olga) as record:
        record.accounts.close(world.alice.person_id)
    with pytest.raises(NotHere), world.as_(world.olga) as record:
        record.accounts.close(world.alice.person_id)


def test_closed_nurse_sees_nothing_through_shares(world):
    world.share_trend(world.alice, world.nora)
    with world.as_(world.olga) as record:
        record.accounts.close(world.nora.account_id)
    with world.as_(world.nora) as record:
        assert record.accounts.name_of(world.alice.person_id) is None
    with world.as_(Engine()) as record:
        assert record.accounts.get(world.nora.account_id).closed_at == world.now
