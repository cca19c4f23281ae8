"""Every text that a person can read is a message: under the pseudo-locale each one comes out as `[!! … !!]`."""

from __future__ import annotations

import re
import sys
from datetime import timedelta

import pytest

import store.texts  # noqa: F401 - the texts of each room are there once it is imported
from alerts.care import showing
from api.problems import Problem, Refusal
from hrv import Tag
from messages import Message, Reader
from messages.catalogues import PSEUDO
from messages.message import TEXTS
from store.models import DayTags, Scope, SelfRating
from store.subjects import Role
from tests.api.pages.conftest import Life, at_pages
from tests.api.pseudo_locale import Spoken, is_message
from tests.api.test_every_route import TABLE

PLACE = re.compile(r"%\((\w+)\)")
READER = Reader(PSEUDO)
FILE = {"files": ("today.txt", "\n".join(["800"] * 400).encode())}


@pytest.fixture
def house(house):
    """The application in the pseudo-locale, for everybody."""
    house.speak(PSEUDO)
    return house


@pytest.fixture
def full(house, anna, nora):
    """Anna has something on every page, and shows it to Nora."""
    life = Life(house, anna)
    prompt = life.prompted()
    sender = house.sender(anna)
    sender.send()
    case = life.asks(nora, also=Scope.RATINGS | Scope.NOTES)
    with house.store.begin(life.subject, now=house.now) as record:
        record.ratings.set(anna.id, SelfRating(life.today, "yellow", "Three trains"))
        for ago in range(20):
            tags = (Tag.TRAVEL, Tag.PREGNANCY) if ago % 3 == 0 else (Tag.ALCOHOL,)
            record.tags.set(anna.id, DayTags(life.today - timedelta(days=ago), tags))
        check = record.recordings.begin_check(anna.id, started_at=house.now - timedelta(minutes=3))
        record.recordings.finish(check.id, ended_at=house.now)
        card = record.writings.add(anna.id, exercise="stop-card", words={"body": "tense", "others": "Three trains"})
        record.ratings.set_about(anna.id, life.today, ("demands", "private"))
        code = record.devices.create_code(anna.id, name="laptop", lifetime=timedelta(minutes=10))
        running = record.recordings.begin_check(anna.id, started_at=house.now)
    until = house.now + timedelta(days=7)
    showing.show(house.store, person=life.subject, writing_id=card.id, until=until, now=house.now)
    life.evaluate()
    return {
        "person": anna.id,
        "prompt": prompt,
        "case": case,
        "check": check.id,
        "running": running.id,
        "code": code.id,
        "card": card.id,
    }


EMPLOYEE = (
    *("/welcome", "/welcome/measuring", "/welcome/how"),
    *("/today", "/today/do/leader-feedback", "/call", "/help", "/check", "/breathe", "/breathe?kept=true"),
    *("/trends?period=365", "/trends/recordings", "/trends/days", "/strap", "/diary?saved=true", "/talk"),
    *("/exercises", "/exercises/gravity?kept=true", "/exercises/stop-card", "/actions", "/other-doors"),
    *("/actions?q=none", "/diary/look-back"),
    *("/sharing", "/sharing?done=stopped", "/sharing/erase", "/files"),
    *("/account", "/account/asking", "/account/asking?done=1", "/account/forget"),
)
OF_THINGS = (
    "/writings/{card}?done=shown",
    "/writings/{card}/print",
    "/prompts/{prompt}",
    "/cases/{case}",
    "/check/{running}",
    "/check/{check}",
    "/sharing/devices/codes/{code}",
)
NURSE = ("/worklist", "/people/{person}", "/cases/{case}", "/account")
REFUSED = {
    "/today/rating": {"colour": "blue"},
    "/talk": {"nurse": "", "share": "no"},
    "/account/asking": {"time_zone": "Nowhere"},
    "/exercises/values-compass/writings": {"work_weight": "11"},
    "/writings/{card}/show": {"until": ""},
    "/account/password": {"password": "short", "repeated": "short"},
    "/sharing/erase": {"proof": "no"},
    "/files/export": {"since": "2026-01-02", "until": "2026-01-01"},
    "/prompts/{prompt}/snooze": {"days": "300"},
    "/prompts/{prompt}/answer": {"kind": "action"},
    "/sharing/devices": {"name": "Laptop"},
    "/files/import": {},
}
STEPS = {
    "/cases/{case}/take": {"next_on": "2026-11-30"},
    "/cases/{case}/meet": {"note": "We talked", "next_on": "2026-12-01"},
    "/cases/{case}/plan": {
        "problem": "Night shifts on the ward leave no time to rest",
        "text": "Two nights off in a row",
        "level": "leader",
        "review_on": "2026-12-10",
    },
    "/cases/{case}/follow-up": {"next_on": "2026-12-20"},
}  # fmt: skip


def exempt_from(answers) -> list[str]:
    """What the pages say without a message, where they may; fails where they may not."""
    faults, exempt = {}, set()
    for address, answer in answers.items():
        assert "<html" in answer.text or "code" in address, (address, answer.status_code, answer.text[:200])
        spoken = Spoken(answer.text)
        exempt.update(spoken.exempt)
        if spoken.faults:
            faults[address] = sorted(set(spoken.faults))
    assert not faults, "\n".join(f"{address}: {said}" for address, said in faults.items())
    return sorted(exempt)


def show(where, exempt) -> None:
    """For whoever runs the tests with -s."""
    sys.stdout.write(f"{where}: {exempt}\n")


def test_employee_reads_only_messages(house, anna, full):
    browser = at_pages(house.signed_in(anna))
    answers = {address: browser.get(address.format(**full)) for address in (*EMPLOYEE, *OF_THINGS)}
    for address, form in REFUSED.items():
        answers[f"POST {address}"] = browser.post(address.format(**full), data=form)
    answers["POST files"] = browser.post("/files/import", files=FILE)
    answers["POST old files"] = browser.post("/files/import", files=FILE, data={"began_at": "2026-02-03 07:00"})
    answers["POST no files"] = browser.post("/files/import", files={"files": ("x", b"nothing")})
    show("exempt on an employee's pages", exempt_from(answers))


def test_newcomer_reads_only_messages(house, anna):
    browser = at_pages(house.signed_in(anna))
    show("exempt on a newcomer's pages", exempt_from({address: browser.get(address) for address in EMPLOYEE}))


def test_nurse_reads_only_messages(house, nora, full):
    browser = at_pages(house.signed_in(nora))
    answers = {address: browser.get(address.format(**full)) for address in NURSE}
    answers["refused"] = browser.post(f"/cases/{full['case']}/plan", data={"problem": "Work"})
    for address, form in STEPS.items():
        assert browser.post(address.format(**full), data=form).status_code == 303, address
        answers[f"after {address}"] = browser.get(f"/cases/{full['case']}")
    show("exempt on a nurse's pages", exempt_from(answers))


def test_nurse_without_work_reads_only_messages(house, nora):
    browser = at_pages(house.signed_in(nora))
    show("exempt on empty pages of a nurse", exempt_from({"/worklist": browser.get("/worklist")}))


def test_operator_reads_only_messages(house, olga, full):
    browser = at_pages(house.signed_in(olga))
    answers = {address: browser.get(address) for address in ("/service", "/account")}
    answers["new"] = browser.post("/service/accounts", data={"name": "Per", "email": "per@x.org", "role": "nurse"})
    answers["taken"] = browser.post("/service/accounts", data={"name": "Per", "email": "per@x.org", "role": "nurse"})
    answers["own"] = browser.post(f"/service/accounts/{olga.id}/close")
    show("exempt on an operator's pages", exempt_from(answers))


def test_stranger_reads_only_messages(house):
    browser = at_pages(house.visitor())
    addresses = ("/sign-in", "/sign-in/link/token", "/nowhere", "/offline/exercises", "/offline/breathe")
    answers = {address: browser.get(address) for address in addresses}
    answers["wrong"] = browser.post("/sign-in", data={"email": "a@b", "password": "c"})
    answers["stale"] = browser.post("/sign-in/link", data={"token": "t"})
    answers["missing"] = browser.post("/sign-in", data={"email": "a@b"})
    show("exempt on pages for strangers", exempt_from(answers))


# ---------------------------------------------------------------------------- the API
@pytest.mark.parametrize("who", ["nobody", Role.EMPLOYEE, Role.NURSE, Role.OPERATOR])
def test_each_refusal_of_the_api_is_a_message(house, who):
    browser = house.visitor() if who == "nobody" else house.signed_in(house.account(who))
    refused = 0
    for door in TABLE:
        method, path = door.split(" ", 1)
        if path.startswith("/api/") and path != "/api/v1/live":
            answer = browser.request(method, re.sub(r"{\w+}", "none", path), json={"nonsense": 1})
            if answer.status_code >= 400:
                told = answer.json()
                assert [is_message(told[name]) for name in ("title", "detail")] == [True, True], (door, told)
                refused += 1
    assert refused > 20


@pytest.mark.parametrize("code", sorted(code for code in TEXTS if not code.startswith("test.")))
def test_each_code_is_told_as_a_message(code):
    text = TEXTS[code]
    places = dict.fromkeys(PLACE.findall(text.one + text.many), 1) | ({text.by: 2} if text.many else {})
    assert is_message(Problem.of(Refusal(422, Message(code, places)), READER).detail)


def test_light_and_windows_are_told_as_messages(house, anna, full):
    browser = house.signed_in(anna)
    light = browser.get("/api/v1/light").json()
    assert is_message(light["reason"])
    assert all(is_message(each) for each in light["ruled_out"])
    assert light["reason_code"].isidentifier()
    for recording in browser.get("/api/v1/recordings").json():
        for window in browser.get(f"/api/v1/recordings/{recording['id']}/windows").json():
            assert all(is_message(why) for why in window["why"].values())


def test_refused_block_and_wrong_clock_are_told_as_messages(house, anna):
    sender = house.sender(anna)
    (refused,) = sender.send(sender.block() | {"rr_ms": [0.0] * 5}).json()["refused"]
    assert (is_message(refused["reason"]), refused["code"]) == (True, "block.interval")
    late = sender.send(sent_at=(house.now - timedelta(hours=1)).isoformat()).json()
    assert (is_message(late["kept_out"]), late["kept_out_code"]) == (True, "clock.behind")


def test_report_of_an_import_is_told_as_messages(house, anna):
    sender = house.sender(anna)
    told = sender.client.post("/api/v1/imports?began_at=2026-11-01T07:00:00Z", content=FILE["files"][1]).json()
    assert told["sentences"]
    assert all(is_message(each) for each in told["sentences"])
    assert [each["text"] for each in told["messages"]] == told["sentences"]
