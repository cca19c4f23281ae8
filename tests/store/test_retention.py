from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hrv import Colour
from store import NotHere
from store.models import CaseState, PlanLevel, PromptContent
from store.retention import HALF_A_YEAR, RETENTION, YEAR, purge
from store.subjects import Anonymous
from store.tables import metadata, sessions

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def purged(world, *, later):
    with world.engine(later=later) as record:
        return {one.table: one.n_rows for one in purge(record) if one.n_rows}


def test_every_table_has_one_retention_rule_with_a_reason():
    assert sorted(line.table.name for line in RETENTION) == sorted(metadata.tables)
    assert all(line.what and line.why for line in RETENTION)


def test_fresh_data_stays(world):
    world.measured(world.alice)
    assert purged(world, later=DAY) == {}


def test_raw_beats_expire_before_their_results(world, make):
    recording = world.measured(world.alice)
    with world.engine() as record:
        record.windows.replace(recording.id, start=world.now, windows=[make.window()])
        record.days.upsert(world.alice.person_id, make.value())
    assert purged(world, later=HALF_A_YEAR + DAY) == {"beat_blocks": 1}
    assert purged(world, later=2 * YEAR + DAY) == {"windows": 1, "recordings": 1, "sources": 1}
    with world.as_(world.alice) as record:
        assert len(record.days.list(world.alice.person_id)) == 1


def test_rows_still_referenced_are_kept(world, make):
    strap = world.strap(world.alice)
    source_id = world.source(strap)
    with world.as_(world.alice) as record:
        record.devices.revoke(strap.device_id)
    assert purged(world, later=2 * YEAR - HOUR) == {}
    assert purged(world, later=2 * YEAR + DAY) == {"sources": 1, "devices": 1}
    with world.as_(world.alice) as record:
        assert record.devices.list(world.alice.person_id) == ()
        assert record.beats.sources(world.alice.person_id) == ()
    assert source_id


def test_device_in_use_is_never_purged(world):
    world.strap(world.alice)
    assert purged(world, later=50 * YEAR) == {}


def test_flips_wait_for_their_prompts(world, make):
    with world.engine() as record:
        record.lights.schedule(world.alice.person_id, at=world.now)
        (claimed,) = record.lights.due(limit=1)
        light = make.light(Colour.YELLOW)
        flip = record.lights.flip(
            world.alice.person_id, revision=claimed.revision, light=light, next_evaluation_at=None
        )
    with world.engine(later=DAY) as record:
        content = PromptContent("yellow", "below", ())
        record.prompts.create_for_flip(flip.id, due_at=world.now, content=content)
    assert purged(world, later=3 * YEAR + HOUR) == {}
    assert purged(world, later=3 * YEAR + 2 * DAY) == {"prompts": 1, "flips": 1}


def test_only_closed_conversations_are_purged_as_a_whole(world):
    world.share_case(world.alice, world.nora)
    with world.as_(world.alice) as record:
        case = record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id)
        record.cases.add_item(case.id, level=PlanLevel.GROUP, text="A break", review_on=world.now.date())
    assert purged(world, later=20 * YEAR) == {}
    with world.as_(world.alice, later=20 * YEAR) as record:
        record.cases.move(case.id, revision=0, to=CaseState.CLOSED)
    assert purged(world, later=25 * YEAR + DAY) == {"cases": 1, "case_steps": 2, "plan_items": 1}


def test_old_sign_ins_are_purged(world):
    with world.engine() as record:
        record.sign_in.create_link(world.alice.person_id, lifetime=HOUR)
    with world.as_(Anonymous()) as record:
        record.sign_in.open_session(world.alice.person_id, idle=HOUR, absolute=HOUR)
    assert purged(world, later=8 * DAY) == {"sign_in_links": 1}
    assert purged(world, later=31 * DAY) == {"sessions": 1}
    with world.engine() as record:
        assert record.context.connection.scalar(select(func.count()).select_from(sessions)) == 0


def test_purge_is_audited_as_counts(world):
    world.measured(world.alice)
    purged(world, later=YEAR)
    with world.engine() as record:
        report = record.audit.verify()
    assert report.broken_at is None
    assert purged(world, later=YEAR) == {}
    with world.engine() as record:
        assert record.audit.verify() == report


def test_only_the_program_purges(world):
    for subject in (world.alice, world.nora, world.olga, Anonymous()):
        with pytest.raises(NotHere), world.as_(subject) as record:
            purge(record)
