"""Every door is tried by everybody. A new door without a line in the table fails."""

from __future__ import annotations

import enum
import itertools
import shutil
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

import hrv
from alerts.care import workflow
from alerts.care.consent_text import agreed
from api.credentials.cookies import PLAIN_NAME
from api.credentials.rate_limits import PairingLimits, SignInLimits
from store import Store
from store.models import BreathingMode, BreathingSession, PromptContent, Purpose
from store.subjects import Anonymous, Device, Employee, Engine, Nurse, Operator, Role
from tests.sampling import sampled


class For(enum.Enum):
    """Whom a door is for. To everybody else it looks as if it were not there, or they are asked to sign in."""

    EVERYBODY = "everybody, signed in or not"
    SIGNED_IN = "whoever is signed in"
    EMPLOYEES = "any employee, about their own things"
    OWNER = "the one person whose thing the address names"
    NURSES = "any nurse"
    SHARING = "the nurse with whom the person shares"
    PARTIES = "the person and the nurse of the conversation"
    THEIR_NURSE = "the nurse of the conversation, not the person"
    OPERATORS = "any operator"
    DEVICES = "a paired device"


VISITORS = ("owner", "another employee", "nurse with a share", "nurse without", "operator", "device", "signed out")
LET_IN = {
    For.EVERYBODY: set(VISITORS),
    For.SIGNED_IN: set(VISITORS) - {"device", "signed out"},
    For.EMPLOYEES: {"owner", "another employee"},
    For.OWNER: {"owner"},
    For.NURSES: {"nurse with a share", "nurse without"},
    For.SHARING: {"nurse with a share"},
    For.PARTIES: {"owner", "nurse with a share"},
    For.THEIR_NURSE: {"nurse with a share"},
    For.OPERATORS: {"operator"},
    For.DEVICES: {"device"},
}

TABLE = {
    # the service
    "GET /healthz": For.EVERYBODY,
    "GET /metrics": For.OPERATORS,
    "GET /call": For.EVERYBODY,
    "GET /help": For.EVERYBODY,
    "GET /service-worker.js": For.EVERYBODY,
    "GET /offline/exercises": For.EVERYBODY,
    "GET /offline/breathe": For.EVERYBODY,
    # signing in
    "GET /": For.EVERYBODY,
    "GET /sign-in": For.EVERYBODY,
    "POST /sign-in": For.EVERYBODY,
    "GET /sign-in/link/{token}": For.EVERYBODY,
    "POST /sign-in/link": For.EVERYBODY,
    "POST /sign-out": For.EVERYBODY,
    "POST /language": For.EVERYBODY,
    "GET /account": For.SIGNED_IN,
    "POST /account/sessions/{session_id}/end": For.OWNER,
    "POST /account/password": For.SIGNED_IN,
    "POST /account/language": For.SIGNED_IN,
    "POST /account/profile": For.EMPLOYEES,
    # beats
    "POST /api/v1/beats": For.DEVICES,
    "POST /api/v1/imports": For.DEVICES,
    "GET /api/v1/live": For.EMPLOYEES,
    "POST /api/v1/live/pacer": For.EMPLOYEES,
    # one's own things
    "GET /api/v1/me": For.SIGNED_IN,
    "GET /api/v1/light": For.OWNER,
    "GET /api/v1/days": For.EMPLOYEES,
    "GET /api/v1/tags": For.EMPLOYEES,
    "GET /api/v1/tags/effects": For.EMPLOYEES,
    "PUT /api/v1/tags/{day}": For.EMPLOYEES,
    "GET /api/v1/recordings": For.EMPLOYEES,
    "GET /api/v1/recordings/{recording_id}": For.OWNER,
    "GET /api/v1/recordings/{recording_id}/next-reading": For.OWNER,
    "GET /api/v1/recordings/{recording_id}/windows": For.OWNER,
    "POST /api/v1/sittings": For.EMPLOYEES,
    "GET /api/v1/sittings/{sitting_id}": For.OWNER,
    "POST /api/v1/sittings/{sitting_id}/finish": For.OWNER,
    "POST /api/v1/sittings/{sitting_id}/cancel": For.OWNER,
    "GET /api/v1/breathing": For.EMPLOYEES,
    "PUT /api/v1/breathing/{breathing_id}": For.EMPLOYEES,
    "POST /api/v1/breathing/pace": For.EMPLOYEES,
    "GET /api/v1/devices": For.EMPLOYEES,
    "POST /api/v1/devices": For.EMPLOYEES,
    "POST /api/v1/devices/codes": For.EMPLOYEES,
    "DELETE /api/v1/devices/{device_id}": For.OWNER,
    "POST /api/v1/pairing": For.EVERYBODY,
    "POST /api/v1/browsers": For.EMPLOYEES,
    "GET /api/v1/browsers/{device_id}": For.OWNER,
    "GET /api/v1/consents": For.EMPLOYEES,
    "POST /api/v1/consents/storing": For.EMPLOYEES,
    "POST /api/v1/consents/{consent_id}/withdraw": For.OWNER,
    "GET /api/v1/nurses": For.EMPLOYEES,
    "GET /api/v1/looks": For.EMPLOYEES,
    "GET /api/v1/conversations": For.EMPLOYEES,
    "POST /api/v1/conversations": For.EMPLOYEES,
    "POST /api/v1/export": For.EMPLOYEES,
    "POST /api/v1/exports": For.EMPLOYEES,
    # a nurse's things
    "GET /api/v1/worklist": For.NURSES,
    "GET /api/v1/people/{person_id}/trend": For.SHARING,
    # an operator's things
    "GET /api/v1/accounts": For.OPERATORS,
    "POST /api/v1/accounts": For.OPERATORS,
    "POST /api/v1/accounts/{account_id}/links": For.OPERATORS,
    "POST /api/v1/accounts/{account_id}/close": For.OPERATORS,
    "GET /api/v1/accounts/{account_id}/devices": For.OPERATORS,
    "GET /api/v1/counts": For.OPERATORS,
    # pages of an employee
    "GET /account/forget": For.EMPLOYEES,
    "POST /account/forget": For.EMPLOYEES,
    "GET /today": For.EMPLOYEES,
    "GET /today/do/{action_key}": For.EMPLOYEES,
    "POST /today/rating": For.EMPLOYEES,
    "POST /today/away": For.EMPLOYEES,
    "POST /today/back": For.EMPLOYEES,
    "GET /welcome": For.EMPLOYEES,
    "GET /welcome/measuring": For.EMPLOYEES,
    "POST /welcome/measuring": For.EMPLOYEES,
    "GET /welcome/how": For.EMPLOYEES,
    "GET /check": For.EMPLOYEES,
    "POST /check": For.EMPLOYEES,
    "GET /check/{sitting_id}": For.OWNER,
    "POST /check/{sitting_id}/finish": For.OWNER,
    "POST /check/{sitting_id}/cancel": For.OWNER,
    "GET /breathe": For.EMPLOYEES,
    "POST /breathe/noticed": For.EMPLOYEES,
    "GET /actions": For.EMPLOYEES,
    "GET /other-doors": For.EMPLOYEES,
    "GET /exercises": For.EMPLOYEES,
    "GET /exercises/{key}": For.EMPLOYEES,
    "POST /exercises/{key}/noticed": For.EMPLOYEES,
    "GET /breathe/sessions": For.EMPLOYEES,
    "GET /breathe/sessions/{breathing_id}": For.OWNER,
    "POST /breathe/sessions/{breathing_id}/remove": For.OWNER,
    "POST /exercises/{key}/writings": For.EMPLOYEES,
    "GET /writings/{writing_id}": For.OWNER,
    "POST /writings/{writing_id}": For.OWNER,
    "GET /writings/{writing_id}/print": For.OWNER,
    "POST /writings/{writing_id}/delete": For.OWNER,
    "POST /writings/{writing_id}/show": For.OWNER,
    "GET /trends": For.EMPLOYEES,
    "GET /trends/recordings": For.EMPLOYEES,
    "GET /trends/days": For.EMPLOYEES,
    "GET /strap": For.EMPLOYEES,
    "POST /strap/agree": For.EMPLOYEES,
    "GET /diary": For.EMPLOYEES,
    "POST /diary/{day}": For.EMPLOYEES,
    "POST /diary/{day}/about": For.EMPLOYEES,
    "GET /diary/look-back": For.EMPLOYEES,
    "POST /diary/look-back/added": For.EMPLOYEES,
    "GET /account/asking": For.EMPLOYEES,
    "POST /account/asking": For.EMPLOYEES,
    "GET /prompts/{prompt_id}": For.OWNER,
    "POST /prompts/{prompt_id}/answer": For.OWNER,
    "POST /prompts/{prompt_id}/snooze": For.OWNER,
    "GET /talk": For.EMPLOYEES,
    "POST /talk": For.EMPLOYEES,
    "GET /sharing": For.EMPLOYEES,
    "POST /sharing/measuring": For.EMPLOYEES,
    "POST /sharing/consents/{consent_id}/withdraw": For.OWNER,
    "POST /sharing/devices": For.EMPLOYEES,
    "GET /sharing/devices/codes/{code_id}": For.OWNER,
    "POST /sharing/devices/{device_id}/revoke": For.OWNER,
    "POST /sharing/export": For.EMPLOYEES,
    "GET /files": For.EMPLOYEES,
    "POST /files/import": For.EMPLOYEES,
    "POST /files/export": For.EMPLOYEES,
    "GET /sharing/erase": For.EMPLOYEES,
    "POST /sharing/erase": For.EMPLOYEES,
    # pages of a nurse
    "GET /worklist": For.NURSES,
    "GET /people/{person_id}": For.SHARING,
    "GET /cases/{case_id}": For.PARTIES,
    "POST /cases/{case_id}/take": For.THEIR_NURSE,
    "POST /cases/{case_id}/meet": For.THEIR_NURSE,
    "POST /cases/{case_id}/plan": For.THEIR_NURSE,
    "POST /cases/{case_id}/follow-up": For.THEIR_NURSE,
    "POST /cases/{case_id}/step-down": For.THEIR_NURSE,
    "POST /cases/{case_id}/close": For.PARTIES,
    "POST /cases/{case_id}/share": For.OWNER,
    "POST /cases/{case_id}/withdraw": For.OWNER,
    # pages of an operator
    "GET /service": For.OPERATORS,
    "GET /service/languages/{language}": For.OPERATORS,
    "POST /service/accounts": For.OPERATORS,
    "POST /service/accounts/{account_id}/link": For.OPERATORS,
    "POST /service/accounts/{account_id}/close": For.OPERATORS,
    "POST /service/devices/{device_id}/revoke": For.OPERATORS,
    "POST /service/boxes": For.OPERATORS,
    "POST /service/boxes/{box_id}": For.OPERATORS,
    "POST /service/boxes/{box_id}/remove": For.OPERATORS,
}

FORM = {
    "POST /prompts/{prompt_id}/answer": {"kind": "just_busy"},
    "POST /prompts/{prompt_id}/snooze": {"days": "1"},
    "POST /service/boxes": {"place": "Rest room", "contact": "Ida"},
    "POST /service/boxes/{box_id}": {"place": "Hall", "contact": "Ida"},
    "POST /cases/{case_id}/take": {"contact_by": "2026-12-01"},
    "POST /cases/{case_id}/meet": {"met_on": "2026-11-21", "next_on": "2026-12-01"},
    "POST /cases/{case_id}/follow-up": {"next_on": "2026-12-01"},
    "POST /cases/{case_id}/step-down": {"next_on": "2026-12-01"},
    "POST /cases/{case_id}/share": {"until": "2026-12-01"},
}


@dataclass(frozen=True)
class World:
    """One person with everything that can be theirs, the people around, and the ids that addresses name."""

    file: object
    people: dict[str, str]
    ids: dict[str, str]
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def world(sqlite_template, keyring, tmp_path_factory, start):
    """Made once; every door is tried in a copy."""
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("world") / "world.db")
    store = Store(f"sqlite:///{file}", keyring)
    people = _people(store, start)
    ids = _things(store, people, start) | {
        "account_id": people["bystander"],
        "day": start.date().isoformat(),
        "key": "stop-card",
        "language": "da",
    }
    sessions = {name: _session(store, person, start) for name, person in people.items()}
    ids["session_id"] = _session(store, people["owner"], start).session.id
    with store.begin(Employee(people["owner"]), now=start) as record:
        gateway = record.devices.pair(people["owner"], name="gateway").token
    store.close()
    return World(file, people, ids, {name: opened.token for name, opened in sessions.items()} | {"device": gateway})


def _people(store, now):
    roles = {
        "owner": Role.EMPLOYEE,
        "another employee": Role.EMPLOYEE,
        "bystander": Role.EMPLOYEE,
        "nurse with a share": Role.NURSE,
        "nurse without": Role.NURSE,
        "operator": Role.OPERATOR,
    }
    with store.begin(Engine(), now=now) as record:
        return {
            name: record.accounts.create(role=role, name=name, email=f"{place}@example.org").id
            for place, (name, role) in enumerate(roles.items())
        }


def _things(store, people, now):
    """One of everything that belongs to the owner, and beats that just came in from both employees' straps."""
    owner = people["owner"]
    for person in (owner, people["another employee"]):
        with store.begin(Employee(person), now=now) as record:
            given = record.consents.give(person, purpose=Purpose.STORE, text=agreed(Purpose.STORE))
            paired = record.devices.pair(person, name="strap")
            code = record.devices.create_code(person, name="laptop", lifetime=timedelta(minutes=10))
        with store.begin(Device(paired.device.id, person), now=now) as record:
            source = record.beats.open_source(str(uuid.uuid4()), kind=hrv.Kind.WORKDAY)
            record.beats.append(source.id, sequence=0, series=hrv.BeatSeries.from_rr([1000.0] * 5, now.timestamp() - 5))
        if person == owner:
            consent, device, pairing_code = given, paired.device, code
    case = workflow.ask(
        store,
        person=Employee(owner),
        nurse_id=people["nurse with a share"],
        share_until=now + timedelta(days=14),
        now=now,
    )
    with store.begin(Employee(owner), now=now) as record:
        (recording,) = record.recordings.list(owner)
        sitting = record.recordings.begin_check(owner, started_at=now)
        breathing = BreathingSession(str(uuid.uuid4()), now, now, BreathingMode.OWN_PACE, None, (), ())
        record.breathing.keep(owner, breathing, summary_due_at=now)
        writing = record.writings.add(owner, exercise="stop-card", words={"own": "x"})
    with store.begin(Operator(people["operator"]), now=now) as record:
        box = record.boxes.add(place="Rest room", contact="Ida")
    return {
        "box_id": box.id,
        "person_id": owner,
        "consent_id": consent.id,
        "device_id": device.id,
        "code_id": pairing_code.id,
        "case_id": case.id,
        "recording_id": recording.id,
        "sitting_id": sitting.id,
        "breathing_id": breathing.id,
        "writing_id": writing.id,
        "action_key": "leader-feedback",
        "prompt_id": _prompt(store, owner, now),
        "token": "made-up",
    }


def _prompt(store, person_id, now):
    """A light, its flip, and the prompt that followed."""
    days = [
        hrv.DailyValue(now.date() - timedelta(days=back), hrv.Kind.CHECK, 3.7 + 0.01 * (back % 7), 0.1, 58.0,
                       hrv.Quality.GOOD, hrv.Rhythm.REGULAR, 1)
        for back in range(30)
    ]  # fmt: skip
    light = hrv.evaluate(days, on=now.date())
    with store.begin(Engine(), now=now) as record:
        for day in days:
            record.days.upsert(person_id, day)
        record.lights.schedule(person_id, at=now)
    with store.begin(Engine(), now=now) as record:
        (claimed,) = record.lights.due(limit=5)
        flip = record.lights.flip(person_id, revision=claimed.revision, light=light, next_evaluation_at=None)
        prompt = record.prompts.create_for_flip(flip.id, due_at=now, content=PromptContent("green", light.reason, ()))
        record.prompts.deliver(prompt.id)
    return prompt.id


def _session(store, person_id, now):
    with store.begin(Anonymous(), now=now) as record:
        return record.sign_in.open_session(person_id, idle=timedelta(hours=1), absolute=timedelta(hours=1))


@pytest.fixture(scope="module")
def opened():
    """The one application whose record is exchanged, because making its doors anew takes longer than using them."""
    return []


@pytest.fixture
def copies(opened, world, house_over, keyring, tmp_path):
    """Opens the application over a fresh copy of the world, as often as one likes; the newest copy counts."""
    with ExitStack() as stack:

        def copy():
            file = shutil.copy(world.file, tmp_path / f"{uuid.uuid4()}.db")
            store = Store(f"sqlite:///{file}", keyring)
            stack.callback(store.close)
            if not opened:
                opened.append(house_over(store))
            house = replace(opened[0], store=store)
            house.app.state.context = replace(
                house.app.state.context, store=store, limits=SignInLimits(), pairing_limits=PairingLimits()
            )
            return house

        yield copy


def _visit(house, world, visitor):
    """The browser, or the device, of one of the visitors."""
    if visitor == "device":
        return house.visitor(Authorization=f"Bearer {world.tokens['device']}")
    browser = house.visitor()
    if visitor != "signed out":
        browser.cookies.set(PLAIN_NAME, world.tokens[visitor])
    return browser


def _try_door(house, world, door, visitor):
    """What happens to a visitor at a door: let in, nothing there, or asked to sign in."""
    method, path = door.split(" ", 1)
    headers = {} if path.startswith("/api/") else {"accept": "text/html"}
    address = path.format(**world.ids)
    body = {"data": FORM[door]} if door in FORM else {}
    with _visit(house, world, visitor).stream(method, address, headers=headers, **body) as answer:
        leads_to_sign_in = answer.headers.get("location", "").startswith("/sign-in?")
        if answer.status_code == 401 or leads_to_sign_in:
            return "asked to sign in"
        if answer.status_code == 404:
            return "nothing there"
        assert answer.status_code < 400 or answer.status_code in {409, 422}, (visitor, answer.status_code)
        return "let in"


def _doors(app):
    found = set()
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            found |= {f"{method} {context.path}" for method in context.methods}
    return found


def test_every_route_is_in_the_access_table(house):
    assert _doors(house.app) == set(TABLE)


def test_only_files_and_description_answer_outside_the_table(house):
    others = {
        context.path
        for context in iter_route_contexts(house.app.routes)
        if not isinstance(context.original_route, APIRoute)
    }
    assert others == {"/static", "/api/openapi.json"}


def _kind_of_door(door):
    """Whom it is for, whether it only looks, and whether a person or a program stands before it."""
    method, path = door.split(" ", 1)
    return TABLE[door], method == "GET", path.startswith("/api/")


def test_every_door_is_closed_to_one_whom_it_is_not_for(copies, world):
    house, turn = copies(), itertools.count()
    for door, audience in TABLE.items():
        if outsiders := sorted(set(VISITORS) - LET_IN[audience]):
            visitor = outsiders[next(turn) % len(outsiders)]
            assert _try_door(house, world, door, visitor) in {"asked to sign in", "nothing there"}, (door, visitor)


@pytest.mark.parametrize("door", sampled(TABLE, kind=_kind_of_door))
def test_route_refuses_visitors_outside_its_audience(copies, world, door):
    house, audience = copies(), TABLE[door]
    for visitor in set(VISITORS) - LET_IN[audience]:
        outcome = _try_door(house, world, door, visitor)
        if audience is For.DEVICES or visitor in {"device", "signed out"}:
            assert outcome in {"asked to sign in", "nothing there"}, visitor
        else:
            assert outcome == "nothing there", visitor


@pytest.mark.parametrize("door", sampled(TABLE, kind=_kind_of_door))
def test_route_accepts_its_audience(copies, world, door):
    house = copies()
    for visitor in sorted(LET_IN[TABLE[door]]):
        assert _try_door(house, world, door, visitor) == "let in", visitor
        if TABLE[door] is For.PARTIES:  # what one of them does may end it for the other
            house = copies()


CLOSED_BY_WITHDRAWAL = [door for door, whom in TABLE.items() if whom in {For.SHARING, For.PARTIES, For.THEIR_NURSE}]


@pytest.mark.parametrize("door", sampled(CLOSED_BY_WITHDRAWAL, kind=_kind_of_door))
def test_route_refuses_the_nurse_right_after_withdrawal(copies, world, door):
    house, owner, nurse = copies(), Employee(world.people["owner"]), "nurse with a share"
    workflow.withdraw(house.store, person=owner, case_id=world.ids["case_id"], now=house.now)
    assert _try_door(house, world, door, nurse) == "nothing there"
    with house.store.begin(Nurse(world.people[nurse]), now=house.now) as record:
        assert record.days.list(owner.person_id) == ()


def test_cross_site_requests_change_nothing(house):
    browser = house.visitor(**{"sec-fetch-site": "cross-site"})
    for door in TABLE:
        method, path = door.split(" ", 1)
        if method != "GET":
            answer = browser.request(method, path)
            assert (answer.status_code, "another site" in answer.text) == (403, True), door


def test_get_requests_change_nothing(copies, world):
    house = copies()
    before = _kept(house, world)
    for door in TABLE:
        if door.startswith("GET "):
            _try_door(house, world, door, "owner")
            assert _kept(house, world) == before, door


def _kept(house, world):
    owner = world.people["owner"]
    with house.store.begin(Employee(owner), now=house.now) as record:
        return (
            record.consents.ledger(owner),
            record.recordings.list(owner),
            record.prompts.list(owner),
            record.cases.of_person(owner),
            record.devices.list(owner),
            record.ratings.list(owner),
            record.breathing.list(owner),
            record.writings.list(owner),
            record.accounts.get(owner),
            len(record.sign_in.mine()),
        )
