from __future__ import annotations

from datetime import timedelta

from store.models import ServiceCounts
from store.subjects import Anonymous, Role

MINUTE = timedelta(minutes=1)


def test_an_idle_service_counts_its_accounts_and_nothing_due(world):
    with world.as_(world.olga) as record:
        record.accounts.close(world.nils.account_id)
        assert record.upkeep.counts() == ServiceCounts(
            accounts={Role.EMPLOYEE: 2, Role.NURSE: 1, Role.OPERATOR: 1},
            active_devices=0,
            due_analyses=0,
            due_evaluations=0,
            due_prompts=0,
            oldest_due_at=None,
        )


def test_due_work_is_counted_with_its_age(world):
    world.measured(world.alice)
    with world.engine() as record:
        record.lights.schedule(world.bob.person_id, at=world.now - MINUTE)
    with world.engine() as record:
        counts = record.upkeep.counts()
    assert (counts.active_devices, counts.due_analyses, counts.due_evaluations) == (1, 1, 1)
    assert counts.oldest_due_at == world.now - MINUTE


def test_counts_are_hidden_from_everybody_else(world):
    for subject in (world.alice, world.nora, Anonymous()):
        with world.as_(subject) as record:
            assert record.upkeep.counts() is None
