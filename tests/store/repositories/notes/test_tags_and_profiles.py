"""What people note about days and say of themselves: the program may use it, and nobody else learns of it unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hrv import AgeBand, Colour, Kind, Reason, RuledOut, Sex, Tag, TagShare
from hrv.light.checkpoint import Remembered
from hrv.light.prior import ANYBODY
from hrv.sources.source import STRAP
from store import NotHere
from store.models import DayTags, Profile, Purpose, Scope
from store.subjects import Anonymous, Engine

DAY = timedelta(days=1)
SHARE = TagShare(tag=Tag.ALCOHOL, n_days=5, effect_sd=-1.0, effect_sd_lo=-1.5, effect_sd_hi=-0.5)
TODAY = date(2026, 11, 21)
KEPT = Remembered(Kind.CHECK, TODAY, TODAY, "", "", "", ANYBODY, STRAP, None, "")
REST = (RuledOut.RHYTHM, RuledOut.TAGS)


@pytest.fixture
def agreed(world):
    world.agree(world.alice, Purpose.STORE)
    return world


def note(world, *tags, day=None, subject=None):
    with world.as_(subject or world.alice) as record:
        return record.tags.set(world.alice.person_id, DayTags(day or world.now.date(), tags))


def noted(world, subject, **span):
    with world.as_(subject) as record:
        return record.tags.list(world.alice.person_id, **span)


def looks(world):
    with world.as_(world.alice) as record:
        return [look.what for look in record.audit.reads_of(world.alice.person_id)]


def test_tags_come_back_once_each_and_in_one_order(agreed):
    assert note(agreed, Tag.TRAVEL, Tag.ALCOHOL, Tag.TRAVEL)
    assert noted(agreed, agreed.alice) == (DayTags(agreed.now.date(), (Tag.ALCOHOL, Tag.TRAVEL)),)


def test_day_keeps_one_set_of_tags_and_an_empty_one_deletes_it(agreed):
    note(agreed, Tag.TRAVEL)
    note(agreed, Tag.ILLNESS)
    assert [day.tags for day in noted(agreed, agreed.alice)] == [(Tag.ILLNESS,)]
    note(agreed)
    assert noted(agreed, agreed.alice) == ()


def test_tags_are_listed_by_span_in_order(agreed):
    today = agreed.now.date()
    for day in (today, today - DAY):
        note(agreed, Tag.TRAVEL, day=day)
    assert [each.day for each in noted(agreed, agreed.alice)] == [today - DAY, today]
    assert [each.day for each in noted(agreed, agreed.alice, since=today)] == [today]
    assert [each.day for each in noted(agreed, agreed.alice, until=today - DAY)] == [today - DAY]


def test_withdrawn_storing_consent_blocks_new_notes_not_deletion(agreed):
    note(agreed, Tag.TRAVEL)
    with agreed.as_(agreed.alice) as record:
        record.consents.withdraw(record.consents.live(agreed.alice.person_id)[0].id)
    assert not note(agreed, Tag.ALCOHOL)
    assert [day.tags for day in noted(agreed, agreed.alice)] == [(Tag.TRAVEL,)]
    assert note(agreed)
    assert noted(agreed, agreed.alice) == ()


def test_changed_notes_make_the_light_due_and_equal_ones_do_not(agreed):
    def due():
        with agreed.engine() as record:
            return [claimed.person_id for claimed in record.lights.due(limit=9)]

    note(agreed, Tag.TRAVEL)
    assert due() == [agreed.alice.person_id]
    note(agreed, Tag.TRAVEL)
    assert due() == []
    note(agreed)
    assert due() == [agreed.alice.person_id]
    with agreed.as_(agreed.alice) as record:
        record.profiles.set(agreed.alice.person_id, Profile(AgeBand.FROM_30))
    with agreed.engine(later=DAY) as record:
        assert [claimed.person_id for claimed in record.lights.due(limit=9)] == [agreed.alice.person_id]


def test_the_program_reads_tags_and_no_ratings(agreed):
    note(agreed, Tag.ALCOHOL)
    assert noted(agreed, Engine()) == noted(agreed, agreed.alice)
    assert looks(agreed) == []


def test_tags_are_private_unless_shared(agreed):
    note(agreed, Tag.ALCOHOL)
    agreed.share_trend(agreed.alice, agreed.nora, scope=Scope.TREND | Scope.RATINGS)
    for subject in (agreed.bob, agreed.nora, agreed.nils, agreed.olga, Anonymous()):
        assert noted(agreed, subject) == ()
    for subject in (agreed.bob, agreed.nora, agreed.olga, Engine(), Anonymous()):
        with pytest.raises(NotHere):
            note(agreed, Tag.TRAVEL, subject=subject)
    assert looks(agreed) == []


def test_tags_are_shared_only_if_named_and_the_look_is_listed(agreed):
    note(agreed, Tag.ALCOHOL)
    agreed.share_trend(agreed.alice, agreed.nora, scope=Scope.TREND | Scope.NOTES)
    assert noted(agreed, agreed.nora) == noted(agreed, agreed.alice)
    assert looks(agreed) == [("notes",)]


@pytest.fixture
def explained(agreed, make):
    """A light that tags explain, after one that began a new range; both remember something."""
    new_range = replace(make.light(Colour.GREY), reason=Reason.NEW_RANGE, memory=KEPT)
    yellow = replace(make.light(Colour.YELLOW), explained_by=(SHARE,), ruled_out=REST, memory=KEPT)
    for light in (new_range, yellow):
        with agreed.engine() as record:
            record.lights.schedule(agreed.alice.person_id, at=agreed.now)
            (claimed,) = record.lights.due(limit=9)
            record.lights.flip(agreed.alice.person_id, revision=claimed.revision, light=light, next_evaluation_at=None)
    return agreed


def lights_of(world, subject):
    with world.as_(subject) as record:
        flips = record.lights.flips(world.alice.person_id)
        current = record.lights.current(world.alice.person_id)
    return [light for flip in flips for light in (flip.before, flip.after) if light] + [current.light]


def test_nurse_without_notes_sees_no_trace_of_tags(explained):
    explained.share_trend(explained.alice, explained.nora, scope=Scope.TREND | Scope.RATINGS)
    seen = lights_of(explained, explained.nora)
    assert len(seen) == 4
    for light in seen:
        assert (light.explained_by, light.memory) == ((), None)
        assert RuledOut.TAGS not in light.ruled_out
        assert light.reason is not Reason.NEW_RANGE
    assert looks(explained) == [("light",)]


def test_nurse_with_notes_sees_explanations_but_no_memory(explained):
    explained.share_trend(explained.alice, explained.nora, scope=Scope.TREND | Scope.NOTES)
    seen = lights_of(explained, explained.nora)
    assert seen[-1].explained_by == (SHARE,)
    assert seen[0].reason is Reason.NEW_RANGE
    assert {light.memory for light in seen} == {None}
    assert looks(explained) == [("light", "notes")]


@pytest.mark.parametrize("who", ["alice", "program"])
def test_person_and_program_read_the_complete_light(explained, who):
    current = lights_of(explained, explained.alice if who == "alice" else Engine())[-1]
    assert current.explained_by == (SHARE,)
    assert current.memory == KEPT


def test_tags_are_never_kept_among_the_daily_values(agreed, make):
    tagged = replace(make.value(), tags=(Tag.PREGNANCY,))
    with agreed.engine() as record:
        record.days.upsert(agreed.alice.person_id, tagged)
    for subject in (agreed.alice, Engine()):
        with agreed.as_(subject) as record:
            assert record.days.list(agreed.alice.person_id) == (make.value(),)


def profile_of(world, subject):
    with world.as_(subject) as record:
        return record.profiles.of(world.alice.person_id)


def say(world, profile, *, subject=None):
    with world.as_(subject or world.alice) as record:
        record.profiles.set(world.alice.person_id, profile)


@pytest.mark.parametrize(
    "profile", [Profile(AgeBand.UNDER_30), Profile(sex=Sex.MAN), Profile(AgeBand.FROM_60, Sex.WOMAN)]
)
def test_profile_reads_back_for_the_person_and_the_program(world, profile):
    assert profile_of(world, world.alice) is None
    say(world, profile)
    assert profile_of(world, world.alice) == profile_of(world, Engine()) == profile


def test_profile_can_be_changed_and_removed(world):
    say(world, Profile(AgeBand.FROM_30))
    say(world, Profile(AgeBand.FROM_40))
    assert profile_of(world, world.alice) == Profile(AgeBand.FROM_40)
    say(world, Profile())
    assert profile_of(world, world.alice) is None


def test_profile_is_never_shown_to_another_human(world):
    say(world, Profile(AgeBand.FROM_30, Sex.WOMAN))
    world.share_trend(world.alice, world.nora, scope=Scope.TREND | Scope.RATINGS | Scope.NOTES)
    for subject in (world.bob, world.nora, world.olga, Anonymous()):
        assert profile_of(world, subject) is None
        with pytest.raises(NotHere):
            say(world, Profile(), subject=subject)


def test_tags_and_profiles_are_sealed(agreed):
    note(agreed, Tag.ALCOHOL)
    say(agreed, Profile(AgeBand.FROM_30, Sex.WOMAN))
    with agreed.engine() as record:
        connection = record.context.connection
        for table in ("day_tags", "profiles"):
            (content,) = connection.exec_driver_sql(f"SELECT content FROM {table}").scalars()
            assert all(word not in bytes(content) for word in (b"alcohol", b"from_30", b"woman"))
