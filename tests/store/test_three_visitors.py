"""Every method of every repository, tried by everybody who could come along, against a table of who may.

A method without a line in the table fails, so nobody adds a door without saying who may use it.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from hrv import AgeBand, BeatSeries, Colour, Tag
from store import NotHere
from store.errors import SignedInBefore
from store.models import (
    Answer,
    AnswerKind,
    AuditKind,
    Box,
    BreathingMode,
    BreathingSession,
    CaseState,
    DayTags,
    KeptLight,
    OverdueReview,
    PlanLevel,
    PlanStatus,
    Profile,
    PromptContent,
    PromptWishes,
    Purpose,
    RecordingKind,
    Scope,
    SelfRating,
    Trouble,
)
from store.subjects import Anonymous, Engine, Nurse, Role
from tests.store.shelves import methods_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
VISIT = timedelta(hours=2)
KINDS = tuple(RecordingKind)
CONTENT = PromptContent("yellow", "below", ("walk",))

EVERYBODY = {
    "owner",
    "colleague",
    "nurse with a share",
    "nurse without",
    "nurse whose share ran out",
    "nurse whose share was withdrawn",
    "nurse of a colleague",
    "operator",
    "strap",
    "program",
    "stranger",
}
OWNER = {"owner"}
PROGRAM = {"program"}
STRANGER = {"stranger"}
STRAP = {"strap"}
SHARED = {"nurse with a share"}
KEEPERS = {"operator", "program"}
OWN = OWNER | PROGRAM
HEALTH = OWN | SHARED
TALK = OWNER | SHARED


@dataclass(frozen=True)
class Line:
    """One method: how it is called about Alice, and who gets something."""

    call: object
    may: set[str]


TABLE = {
    "accounts": {
        "create": Line(lambda r, s: r.create(role=Role.NURSE, name="N", email="n@example.org"), KEEPERS),
        "get": Line(lambda r, s: r.get(s.alice), OWNER | KEEPERS),
        "everyone": Line(lambda r, s: [each for each in r.everyone() if each.id == s.alice], OWNER | KEEPERS),
        "by_email": Line(lambda r, s: r.by_email("alice@example.org"), STRANGER),
        "nurses": Line(lambda r, s: r.nurses(), OWNER | {"colleague"} | KEEPERS),
        "name_of": Line(lambda r, s: r.name_of(s.alice), OWNER | SHARED | KEEPERS),
        "set_preferences": Line(lambda r, s: r.set_preferences(s.alice, language="en", time_zone="UTC"), OWNER),
        "password_hash": Line(lambda r, s: r.password_hash(s.alice), OWNER),
        "set_password_hash": Line(lambda r, s: r.set_password_hash(s.alice, "hash"), OWNER | PROGRAM),
        "close": Line(lambda r, s: r.close(s.alice), OWNER | KEEPERS),
    },
    "sign_in": {
        "create_link": Line(lambda r, s: r.create_link(s.alice, lifetime=HOUR), PROGRAM),
        "use_link": Line(lambda r, s: r.use_link(s.link), EVERYBODY),
        "open_session": Line(lambda r, s: r.open_session(s.alice, idle=HOUR, absolute=HOUR), OWNER | STRANGER),
        "read_session": Line(lambda r, s: r.read_session(s.session.token), EVERYBODY),
        "touch": Line(lambda r, s: r.touch(s.session.token), EVERYBODY),
        "end_session": Line(lambda r, s: r.end_session(s.session.token), EVERYBODY),
        "end": Line(lambda r, s: r.end(s.session.session.id), OWNER),
        "end_all": Line(lambda r, s: r.end_all(s.alice), OWNER | KEEPERS),
        "mine": Line(lambda r, s: [each for each in r.mine() if each.account_id == s.alice], OWNER),
        "refused": Line(lambda r, s: r.refused(None), EVERYBODY),
    },
    "devices": {
        "pair": Line(lambda r, s: r.pair(s.alice, name="Gateway"), OWNER | KEEPERS),
        "create_code": Line(lambda r, s: r.create_code(s.alice, name="Gateway", lifetime=DAY), OWNER),
        "read_code": Line(lambda r, s: r.read_code(s.pairing_code.id), OWNER),
        "use_code": Line(lambda r, s: r.use_code(s.pairing_code.code), EVERYBODY),
        "note_clock": Line(lambda r, s: r.note_clock(offset_s=7.5, round_trip_s=0.1), STRAP),
        "by_token": Line(lambda r, s: r.by_token(s.device_token), EVERYBODY),
        "list": Line(lambda r, s: r.list(s.alice), OWNER | KEEPERS),
        "revoke": Line(lambda r, s: r.revoke(s.device_id), OWNER | KEEPERS),
    },
    "boxes": {
        "list": Line(lambda r, s: r.list(), OWNER | {"colleague"} | KEEPERS),
        "add": Line(lambda r, s: r.add(place="Rest room", contact="Ida"), {"operator"}),
        "change": Line(lambda r, s: r.change(Box(s.box_id, "Hall", "Ida")), {"operator"}),
        "remove": Line(lambda r, s: r.remove(s.box_id), {"operator"}),
    },
    "browsers": {
        "admit": Line(lambda r, s: r.admit(s.alice, name="Chrome"), OWNER),
        "get": Line(lambda r, s: r.get(s.device_id), OWNER),
    },
    "beats": {
        "open_source": Line(lambda r, s: r.open_source(s.source_id, kind=RecordingKind.WORKDAY), STRAP),
        "append": Line(lambda r, s: r.append(s.source_id, sequence=1, series=s.later_beats), STRAP),
        "append_all": Line(lambda r, s: r.append_all(s.source_id, [(1, s.later_beats)]), STRAP),
        "read": Line(lambda r, s: r.read(s.alice, start=s.now, end=s.now + DAY), OWN),
        "begins_after": Line(lambda r, s: r.begins_after(s.alice, source_id=s.source_id, moment=s.now), OWN),
        "read_after": Line(lambda r, s: r.read_after(s.alice, cursor=0), OWN),
        "cursor_before": Line(lambda r, s: r.cursor_before(s.alice, s.now + 9 * HOUR), OWN),
        "latest_cursor": Line(lambda r, s: r.latest_cursor(s.alice), OWN),
        "latest_moment": Line(lambda r, s: r.latest_moment(s.alice), OWN),
        "sources": Line(lambda r, s: r.sources(s.alice), OWN),
    },
    "recordings": {
        "begin_check": Line(lambda r, s: r.begin_check(s.alice, started_at=s.now), OWN),
        "begin_breathing": Line(lambda r, s: r.begin_breathing(s.alice, started_at=s.now), OWN),
        "finish": Line(lambda r, s: r.finish(s.check.id, ended_at=s.now), OWN),
        "get": Line(lambda r, s: r.get(s.recording.id), OWN),
        "list": Line(lambda r, s: r.list(s.alice), OWN),
        "newest": Line(lambda r, s: r.newest(s.alice, limit=9), OWN),
        "due": Line(lambda r, s: r.due(limit=9), PROGRAM),
        "mark_analysed": Line(lambda r, s: r.mark_analysed(s.claimed, until=s.now), PROGRAM),
        "put_off": Line(lambda r, s: r.put_off(s.claimed, until=s.now), PROGRAM),
        "failed": Line(lambda r, s: r.failed(s.claimed, Trouble.LOST, retry_at=None), PROGRAM),
    },
    "windows": {
        "replace": Line(lambda r, s: r.replace(s.recording.id, start=s.now, windows=[s.window]), PROGRAM),
        "of_recording": Line(lambda r, s: r.of_recording(s.recording.id), OWN),
        "of_recordings": Line(lambda r, s: any(r.of_recordings([s.recording.id]).values()), OWN),
        "list": Line(lambda r, s: r.list(s.alice, start=s.now, end=s.now + DAY), OWN),
        "by_source": Line(
            lambda r, s: any(r.by_source(s.alice, start=s.now, end=s.now + DAY, kinds=KINDS).values()), OWN
        ),
    },
    "days": {
        "upsert": Line(lambda r, s: r.upsert(s.alice, s.value), PROGRAM),
        "list": Line(lambda r, s: r.list(s.alice), HEALTH),
    },
    "lights": {
        "current": Line(lambda r, s: r.current(s.alice), HEALTH),
        "flips": Line(lambda r, s: r.flips(s.alice), HEALTH),
        "schedule": Line(lambda r, s: r.schedule(s.alice, at=s.now), PROGRAM),
        "due": Line(lambda r, s: r.due(limit=9), PROGRAM),
        "put_off": Line(lambda r, s: r.put_off(s.claimed_light, until=s.now), PROGRAM),
        "flip": Line(lambda r, s: r.flip(s.alice, **s.next_light), PROGRAM),
        "keep": Line(lambda r, s: r.keep(s.alice, **s.next_light), PROGRAM),
    },
    "evaluations": {
        "begin": Line(lambda r, s: r.begin([s.claimed_light]), PROGRAM),
        "days": Line(lambda r, s: any(r.days({s.alice: (s.today, s.today)}).values()), PROGRAM),
        "kinds": Line(lambda r, s: r.kinds({s.alice: (s.today, s.today)})[s.alice], PROGRAM),
        "tags": Line(lambda r, s: any(r.tags({s.alice: (s.today, s.today)}).values()), PROGRAM),
        "keep": Line(lambda r, s: r.keep([KeptLight(s.alice, **s.next_light)]), PROGRAM),
    },
    "wishes": {
        "set": Line(lambda r, s: r.set(s.alice, PromptWishes()), OWNER),
        "of": Line(lambda r, s: r.of(s.alice), OWN),
    },
    "prompts": {
        "flips_to_follow": Line(lambda r, s: r.flips_to_follow(limit=9), PROGRAM),
        "create_for_flip": Line(lambda r, s: r.create_for_flip(s.flip.id, due_at=s.now, content=CONTENT), PROGRAM),
        "pass_over": Line(lambda r, s: r.pass_over(s.flip.id), PROGRAM),
        "due": Line(lambda r, s: r.due(limit=9), PROGRAM),
        "deliver": Line(lambda r, s: r.deliver(s.waiting.id), PROGRAM),
        "put_off": Line(lambda r, s: r.put_off(s.waiting.id, due_at=s.now), PROGRAM),
        "supersede": Line(lambda r, s: r.supersede(s.waiting.id), PROGRAM),
        "undelivered": Line(lambda r, s: r.undelivered(s.alice), PROGRAM),
        "get": Line(lambda r, s: r.get(s.prompt.id), OWN),
        "list": Line(lambda r, s: r.list(s.alice), OWN),
        "open_for": Line(lambda r, s: r.open_for(s.alice), OWN),
        "answer": Line(lambda r, s: r.answer(s.prompt.id, Answer(AnswerKind.TALK)), OWNER),
        "snooze": Line(lambda r, s: r.snooze(s.prompt.id, until=s.now + DAY), OWNER),
    },
    "consents": {
        "give": Line(lambda r, s: r.give(s.alice, purpose=Purpose.STORE, text=s.text), OWNER),
        "withdraw": Line(lambda r, s: r.withdraw(s.consent.id), OWNER),
        "live": Line(lambda r, s: r.live(s.alice), HEALTH),
        "people_showing": Line(lambda r, s: r.people_showing(Scope.LIGHT), SHARED | {"nurse of a colleague"}),
        "who_agreed": Line(lambda r, s: r.who_agreed([s.alice], purpose=Purpose.STORE), PROGRAM),
        "ledger": Line(lambda r, s: r.ledger(s.alice), OWNER),
    },
    "cases": {
        "open": Line(lambda r, s: r.open(s.alice, nurse_id=s.nurse_id), OWNER),
        "get": Line(lambda r, s: r.get(s.case.id), TALK),
        "of_person": Line(lambda r, s: r.of_person(s.alice), TALK),
        "worklist": Line(lambda r, s: [row for row in r.worklist() if row.case.person_id == s.alice], SHARED),
        "count_steps": Line(lambda r, s: r.count_steps(to=list(CaseState), since=s.now), SHARED),
        "steps": Line(lambda r, s: r.steps(s.case.id), TALK),
        "move": Line(lambda r, s: r.move(s.case.id, revision=s.case.revision, to=CaseState.MET), TALK),
        "add_item": Line(lambda r, s: r.add_item(s.case.id, level=PlanLevel.GROUP, text="x", review_on=s.today), TALK),
        "set_item": Line(lambda r, s: r.set_item(s.item.id, status=PlanStatus.DONE, review_on=s.today), TALK),
        "items": Line(lambda r, s: r.items(s.case.id), TALK),
        "overdue": Line(lambda r, s: r.overdue(on=s.today + DAY), TALK | PROGRAM),
        "mark_reminded": Line(lambda r, s: r.mark_reminded(s.review), PROGRAM),
    },
    "ratings": {
        "set": Line(lambda r, s: r.set(s.alice, SelfRating(s.today, "green")), OWNER),
        "set_about": Line(lambda r, s: r.set_about(s.alice, s.today, ("demands",)), OWNER),
        "remove": Line(lambda r, s: r.remove(s.alice, s.today), OWNER),
        "list": Line(lambda r, s: r.list(s.alice), TALK),
    },
    "tags": {
        "set": Line(lambda r, s: r.set(s.alice, DayTags(s.today, (Tag.TRAVEL,))), OWNER),
        "list": Line(lambda r, s: r.list(s.alice), HEALTH),
    },
    "writings": {
        "add": Line(lambda r, s: r.add(s.alice, exercise="stop-card", words={}), OWNER),
        "set": Line(lambda r, s: r.set(s.card.id, {"own": "x"}), OWNER),
        "remove": Line(lambda r, s: r.remove(s.card.id), OWNER),
        "show": Line(lambda r, s: r.show(s.card.id, consent_id=s.card_consent.id), OWNER),
        "get": Line(lambda r, s: r.get(s.card.id), TALK),
        "list": Line(lambda r, s: r.list(s.alice), TALK),
    },
    "profiles": {
        "set": Line(lambda r, s: r.set(s.alice, Profile()), OWNER),
        "of": Line(lambda r, s: r.of(s.alice), OWN),
    },
    "breathing": {
        "keep": Line(lambda r, s: r.keep(s.alice, replace(s.breathing, id="b"), summary_due_at=s.now), OWNER),
        "due": Line(lambda r, s: r.due(limit=9), PROGRAM),
        "summarise": Line(lambda r, s: r.summarise(s.breathing.id, None, is_last=True), OWN),
        "get": Line(lambda r, s: r.get(s.breathing.id), OWN),
        "list": Line(lambda r, s: r.list(s.alice), OWN),
        "remove": Line(lambda r, s: r.remove(s.breathing.id), OWNER),
    },
    "audit": {
        "record": Line(lambda r, s: r.record(AuditKind.EXPORTED, person_id=None), EVERYBODY),
        "reads_of": Line(lambda r, s: r.reads_of(s.alice), OWNER),
        "of_person": Line(lambda r, s: r.of_person(s.alice), OWNER),
        "verify": Line(lambda r, s: r.verify(), KEEPERS),
    },
    "upkeep": {"counts": Line(lambda r, s: r.counts(), KEEPERS)},
}


@pytest.fixture
def scene(world, make):
    """Alice has something everywhere, and shares it in all the ways there are."""
    measured = measure(world, make)
    shared = share(world)
    return SimpleNamespace(
        now=world.now,
        today=world.now.date(),
        alice=world.alice.person_id,
        nurse_id=world.nora.account_id,
        text=make.text,
        window=make.window(),
        value=make.value(),
        later_beats=make.beats(start=world.now + VISIT),
        **measured,
        **shared,
        **write(world, shared["nurses"]),
        **talk(world),
        **follow(world, make),
        **enter(world),
    )


def measure(world, make):
    world.agree(world.alice, Purpose.STORE)
    breathing = BreathingSession("breathing", world.now, world.now + VISIT, BreathingMode.OWN_PACE, None, (), ())
    with world.as_(world.alice) as record:
        paired = record.devices.pair(world.alice.person_id, name="Strap")
        pairing_code = record.devices.create_code(world.alice.person_id, name="Gateway", lifetime=DAY)
    strap = type(world.strap(world.bob))(paired.device.id, world.alice.person_id)
    source_id = world.source(strap)
    world.send(strap, source_id, sequence=0, series=make.beats())
    with world.engine() as record:
        (claimed,) = record.recordings.due(limit=9)
        record.windows.replace(claimed.recording.id, start=world.now, windows=[make.window()])
        record.days.upsert(world.alice.person_id, make.value())
    with world.as_(world.olga) as record:
        box = record.boxes.add(place="Rest room", contact="Ida")
    with world.as_(world.alice) as record:
        check = record.recordings.begin_check(world.alice.person_id, started_at=world.now - DAY)
        record.ratings.set(world.alice.person_id, SelfRating(world.now.date(), "yellow"))
        record.tags.set(world.alice.person_id, DayTags(world.now.date(), (Tag.ALCOHOL,)))
        record.profiles.set(world.alice.person_id, Profile(AgeBand.FROM_40))
        record.breathing.keep(world.alice.person_id, breathing, summary_due_at=world.now)
        record.wishes.set(world.alice.person_id, PromptWishes(digest_on=0))
        record.accounts.set_password_hash(world.alice.person_id, "hash")
    return {
        "strap": strap,
        "source_id": source_id,
        "device_id": paired.device.id,
        "device_token": paired.token,
        "box_id": box.id,
        "pairing_code": pairing_code,
        "claimed": claimed,
        "recording": claimed.recording,
        "check": check,
        "breathing": breathing,
    }


def share(world):
    everything = Scope.TREND | Scope.RATINGS | Scope.NOTES
    nurses = {}
    for name in ("expired", "withdrawn", "elsewhere"):
        with world.engine() as record:
            address = f"{name}@example.org"
            nurses[name] = Nurse(record.accounts.create(role=Role.NURSE, name=name, email=address).id)
    for person, nurse in (
        (world.alice, world.nora),
        (world.alice, nurses["expired"]),
        (world.alice, nurses["withdrawn"]),
        (world.bob, nurses["elsewhere"]),
    ):
        until = world.now + HOUR if nurse == nurses["expired"] else world.now + DAY
        consent = world.share_trend(person, nurse, scope=everything, until=until)
        world.share_case(person, nurse, until=until)
        if nurse == world.nora:
            kept = consent
    with world.as_(world.alice) as record:
        for consent in record.consents.live(world.alice.person_id):
            if consent.grantee_id == nurses["withdrawn"].account_id:
                record.consents.withdraw(consent.id)
    return {"nurses": nurses, "consent": kept}


def write(world, nurses):
    """A card that the nurse sees, and steps whose shares ended; what must stay private lies beside them."""
    until = world.now + DAY
    card, card_consent = show(world, "stop-card", world.nora, until=until)
    show(world, "plan-step", nurses["expired"], until=world.now + HOUR)
    _, ended = show(world, "plan-step", nurses["withdrawn"], until=until)
    with world.as_(world.alice) as record:
        record.consents.withdraw(ended.id)
        record.writings.add(world.alice.person_id, exercise="trigger-note", words={"what": "x"})
    return {"card": card, "card_consent": card_consent}


def show(world, exercise, nurse, *, until):
    consent = world.agree(world.alice, Purpose.WRITTEN, nurse=nurse, until=until)
    with world.as_(world.alice) as record:
        card = record.writings.add(world.alice.person_id, exercise=exercise, words={"own": "x"})
        assert record.writings.show(card.id, consent_id=consent.id)
    return card, consent


def talk(world):
    today = world.now.date()
    with world.as_(world.alice) as record:
        case = record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id)
    with world.as_(world.nora) as record:
        case = record.cases.move(case.id, revision=0, to=CaseState.SHARED, next_review_on=today)
        item = record.cases.add_item(case.id, level=PlanLevel.GROUP, text="A break", review_on=today)
    review = OverdueReview(case.id, world.alice.person_id, world.nora.account_id, today)
    return {"case": case, "item": item, "review": review}


def follow(world, make):
    """Three flips: one was answered by a delivered prompt, one has a prompt that waits, one nobody has looked at."""
    flips = []
    for colour in (Colour.YELLOW, Colour.GREEN, Colour.RED):
        with world.engine() as record:
            record.lights.schedule(world.alice.person_id, at=world.now)
            (claimed,) = record.lights.due(limit=9)
            light = {"light": make.light(colour), "next_evaluation_at": world.now}
            flips.append(record.lights.flip(world.alice.person_id, revision=claimed.revision, **light))
    with world.engine() as record:
        delivered, waiting = (
            record.prompts.create_for_flip(flip.id, due_at=world.now, content=CONTENT) for flip in flips[:2]
        )
        record.prompts.deliver(delivered.id)
        (claimed,) = record.lights.due(limit=9)
    next_light = {"revision": claimed.revision, "light": make.light(Colour.GREEN), "next_evaluation_at": None}
    return {
        "flip": flips[2],
        "prompt": delivered,
        "waiting": waiting,
        "claimed_light": claimed,
        "next_light": next_light,
    }


def enter(world):
    with world.engine() as record:
        link = record.sign_in.create_link(world.alice.person_id, lifetime=DAY)
    with world.as_(Anonymous()) as record:
        session = record.sign_in.open_session(world.alice.person_id, idle=DAY, absolute=DAY)
    return {"link": link.token, "session": session}


def visitors(world, scene):
    return {
        "owner": world.alice,
        "colleague": world.bob,
        "nurse with a share": world.nora,
        "nurse without": world.nils,
        "nurse whose share ran out": scene.nurses["expired"],
        "nurse whose share was withdrawn": scene.nurses["withdrawn"],
        "nurse of a colleague": scene.nurses["elsewhere"],
        "operator": world.olga,
        "strap": scene.strap,
        "program": Engine(),
        "stranger": Anonymous(),
    }


class UndoError(Exception):
    """Raised at the end of every visit, so that it leaves nothing behind."""


def undo():
    raise UndoError


def gets_something(world, subject, shelf, method, line, scene, *, later):
    """Whether a visit gave something or changed something; it is undone either way."""
    found = []
    try:
        with world.as_(subject, later=later) as record:
            repository = getattr(record, shelf)
            found.append(line.call(repository, scene))
            undo()
    except (NotHere, SignedInBefore):
        return False
    except UndoError:
        pass
    answers_nothing = inspect.signature(getattr(repository, method)).return_annotation == "None"
    return answers_nothing or something(found[0])


def something(found):
    return len(found) > 0 if isinstance(found, BeatSeries) else bool(found)


def who_may(world, scene, shelf, *, later):
    return {
        method: {
            name
            for name, subject in visitors(world, scene).items()
            if gets_something(world, subject, shelf, method, line, scene, later=later)
        }
        for method, line in TABLE[shelf].items()
    }


@pytest.mark.both_engines
@pytest.mark.parametrize("shelf", TABLE)
def test_each_visitor_gets_exactly_what_the_table_allows(world, scene, shelf):
    # a look comes first, so that there is one to list
    with world.as_(world.nora) as record:
        record.days.list(world.alice.person_id)
    expected = {method: line.may for method, line in TABLE[shelf].items()}
    assert who_may(world, scene, shelf, later=VISIT) == expected


@pytest.mark.parametrize("shelf", ["accounts", "days", "lights", "consents", "cases", "ratings", "tags", "writings"])
def test_nurse_gets_nothing_right_after_full_withdrawal(world, scene, shelf):
    with world.as_(world.alice) as record:
        for consent in record.consents.live(world.alice.person_id):
            if consent.purpose is not Purpose.STORE:
                assert record.consents.withdraw(consent.id)
    expected = {method: line.may - SHARED for method, line in TABLE[shelf].items()} | {
        "withdraw": set(),  # it is withdrawn already
        "count_steps": SHARED,  # the nurse's own work, as a number
    }
    assert who_may(world, scene, shelf, later=VISIT) == {method: expected[method] for method in TABLE[shelf]}


@pytest.mark.parametrize("shelf", ["days", "lights", "cases", "ratings", "tags", "writings"])
def test_nurse_gets_nothing_right_after_a_share_expires(world, scene, shelf):
    expected = {method: line.may - SHARED for method, line in TABLE[shelf].items() if method != "count_steps"}
    found = who_may(world, scene, shelf, later=DAY)
    assert {method: names - OWNER - PROGRAM for method, names in found.items() if method in expected} == {
        method: names - OWNER - PROGRAM for method, names in expected.items()
    }


def test_access_table_covers_every_repository_method(world):
    with world.engine() as record:
        methods = methods_of(record)
    assert methods == {shelf: set(lines) for shelf, lines in TABLE.items()}
