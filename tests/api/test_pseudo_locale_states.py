"""The states of pages that one full day of one person does not meet, read under the pseudo-locale."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import product

import pytest

from alerts.actions.catalogue import CATALOGUE
from alerts.prompts.answers import BUSY_OFTEN
from hrv import Colour, HeartRateArm, Kind, Light, Reason, RuledOut, Tag, TagShare, UsualRange
from store.models import Answer, AnswerKind, Away, PromptWishes, StoredLight
from store.repositories.lights.lights import Lights
from store.repositories.lights.prompts import Prompts
from store.subjects import Employee
from tests.api.pages.conftest import Life, at_pages
from tests.api.test_pseudo_locale import exempt_from, full, house, show  # noqa: F401 - the fixtures of the pages

COLOURS = {
    Reason.WITHIN: Colour.GREEN,
    Reason.RECOVERED: Colour.GREEN,
    Reason.MOVED: Colour.GREEN,
    Reason.BELOW: Colour.YELLOW,
    Reason.CLEARLY_BELOW: Colour.RED,
}
"""The colour that goes with a reason; any other reason leaves the light grey."""


def light_for(reason, day):
    """A light with everything that can stand beside it."""
    colour = COLOURS.get(reason, Colour.GREY)
    fallen = colour in {Colour.YELLOW, Colour.RED}
    day_of = {name: day - timedelta(days=ago) if fallen else None for name, ago in FELL.items()}
    sizes = {name: value if fallen else None for name, value in SIZES.items()}
    rise = {"since": day, "shift_bpm": 6.0, "shift_bpm_lo": 2.0, "shift_bpm_hi": 9.0} if fallen else {}
    return Light(
        colour=colour,
        day=day,
        **day_of,
        **sizes,
        n_days=1 if reason is Reason.RECOVERED else 9,
        false_alarms_per_year=4.0 if colour is Colour.YELLOW else 0.2,
        reason=reason,
        ruled_out=tuple(RuledOut),
        explained_by=tuple(TagShare(tag=tag, n_days=3, **EFFECT) for tag in Tag),
        usual_range=UsualRange(**USUAL, kind=Kind.CHECK, on=day),
        resting_hr=HeartRateArm(colour=Colour.RED if fallen else Colour.GREEN, usual_bpm=60.0, **rise),
    )


FELL = {"since": 9, "since_lo": 12, "since_hi": 7}
USUAL = {"centre_ln": 3.7, "centre_se": 0.1, "sd_ln": 0.2, "phi": 0.3, "n_days": 12, "provisional": True}
EFFECT = {"effect_sd": -0.4, "effect_sd_lo": -0.8, "effect_sd_hi": 0.0}
SIZES = {
    "shift_sd": -1.2,
    "shift_sd_lo": -1.7,
    "shift_sd_hi": -0.7,
    "shift_ms": -9.0,
    "shift_ms_lo": -13.0,
    "shift_ms_hi": -5.0,
}


@pytest.fixture
def browsers(house, anna, nora):  # noqa: F811 - as above
    return at_pages(house.signed_in(anna)), at_pages(house.signed_in(nora))


@pytest.mark.nightly
def test_every_light_is_told_in_messages(house, full, browsers, monkeypatch):  # noqa: F811 - as above
    annas, noras = browsers
    answers = {}
    for reason in (*Reason, None):
        light = light_for(reason, house.now.date()) if reason else None
        monkeypatch.setattr(Lights, "current", lambda _, person, light=light: StoredLight(person, 1, light, None))
        answers[f"/today, {reason}"] = annas.get("/today")
        answers[f"/people, {reason}"] = noras.get(f"/people/{full['person']}")

    show("exempt beside lights", exempt_from(answers))


def test_every_prompt_and_answer_is_told_in_messages(full, browsers, monkeypatch):  # noqa: F811 - as above
    own, listed = Prompts.get, Prompts.open_for
    answers = {}
    for colour, kind in product(Colour, (None, *AnswerKind)):
        actions = tuple(action.key for action in CATALOGUE) if kind is AnswerKind.ACTION else ()
        given = Answer(kind, actions, ("travel",), "Trains") if kind else None
        told = partial(_told, colour=colour, answer=given)
        monkeypatch.setattr(Prompts, "get", lambda self, prompt, told=told: told(own(self, prompt)))
        monkeypatch.setattr(Prompts, "open_for", lambda self, person, told=told: tuple(map(told, listed(self, person))))
        monkeypatch.setattr("alerts.prompts.answers.times_busy", lambda *_: BUSY_OFTEN)
        answers[f"/prompts, {colour}, {kind}"] = browsers[0].get(f"/prompts/{full['prompt']}")
        if kind is None:
            answers[f"/today, {colour}"] = browsers[0].get("/today")

    show("exempt beside prompts", exempt_from(answers))


def _told(prompt, *, colour, answer):
    return replace(prompt, content=replace(prompt.content, colour=colour), answer=answer)


@pytest.mark.parametrize("flipped", [True, False])
def test_week_in_short_is_told_in_messages(house, anna, flipped):  # noqa: F811 - as above
    life = Life(house, anna)
    if flipped:
        life.prompted()
    yesterday = (house.now - timedelta(days=1)).weekday()
    away = Away(life.today + timedelta(days=3), life.today + timedelta(days=9))
    quiet = frozenset(range(7)) - {yesterday}
    with house.store.begin(life.subject, now=house.now) as record:
        record.wishes.set(anna.id, PromptWishes(digest_on=yesterday, away=away, quiet_weekdays=quiet, holidays_of="DK"))
    browser = at_pages(house.signed_in(anna))
    answers = {address: browser.get(address) for address in ("/today", "/account/asking", "/account")}

    assert 'id="week"' in answers["/today"].text
    show("exempt in a week in short", exempt_from(answers))


def test_looks_of_every_kind_are_told_in_messages(house, full, browsers):  # noqa: F811 - as above
    annas, noras = browsers
    for address in (f"/people/{full['person']}", f"/cases/{full['case']}", "/worklist"):
        assert noras.get(address).status_code == 200
    with house.store.reading(Employee(full["person"]), now=house.now) as record:
        seen = {what for look in record.audit.reads_of(full["person"]) for what in look.what}

    assert seen == {"light", "days", "ratings", "notes", "case", "writing"}
    show("exempt beside looks", exempt_from({"/sharing": annas.get("/sharing")}))


def test_devices_in_every_state_are_told_in_messages(house, anna, full):  # noqa: F811 - as above
    late = house.sender(anna)
    late.send(clock={"offset_s": 7200.0, "round_trip_s": 0.1, "shift_s": 7200.0})
    browser = at_pages(house.signed_in(anna))
    answers = {"code waits": browser.get(f"/sharing/devices/codes/{full['code']}")}
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        gone, *_ = record.devices.list(anna.id)
        record.devices.revoke(gone.id)
        shown = record.devices.create_code(anna.id, name="tablet", lifetime=timedelta(minutes=10))
    house.visitor().post("/api/v1/pairing", json={"code": shown.code})
    answers["code used"] = browser.get(f"/sharing/devices/codes/{shown.id}")
    answers["devices"] = browser.get("/sharing")
    house.wall.forward(minutes=11)
    answers["code run out"] = browser.get(f"/sharing/devices/codes/{full['code']}")

    show("exempt beside devices", exempt_from(answers))


STEPS = (
    ("take", {"next_on": 3}),
    ("meet", {"next_on": 7}),
    (
        "plan",
        {
            "problem": "Night shifts on the ward leave no time to rest",
            "text": "Two nights off",
            "level": "leader",
            "review_on": 14,
        },
    ),
    ("follow-up", {"next_on": 20}),
    ("step-down", {"next_on": 30}),
    ("close", {"note": "Better"}),
)
"""What a nurse does from the wish to the end; days are counted from today."""


def test_conversation_is_told_in_messages_to_its_end(house, anna, nora, full):  # noqa: F811 - as above
    browsers = {"person": at_pages(house.signed_in(anna)), "nurse": at_pages(house.signed_in(nora))}
    answers = {}
    for step, form in STEPS:
        filled = {
            name: str(house.now.date() + timedelta(days=value)) if isinstance(value, int) else value
            for name, value in form.items()
        }
        assert browsers["nurse"].post(f"/cases/{full['case']}/{step}", data=filled).status_code == 303, step
        for who, browser in browsers.items():
            answers[f"{who} after {step}"] = browser.get(f"/cases/{full['case']}")
        answers[f"worklist after {step}"] = browsers["nurse"].get("/worklist")
        if step == "step-down":
            house.wall.forward(days=40)
            browsers = {"person": at_pages(house.signed_in(anna)), "nurse": at_pages(house.signed_in(nora))}
            answers["nurse, late"] = browsers["nurse"].get(f"/cases/{full['case']}")
            answers["worklist, late"] = browsers["nurse"].get("/worklist")

    show("exempt on the way to an end", exempt_from(answers))


@pytest.mark.nightly
def test_withdrawn_conversation_is_told_in_messages(anna, full, browsers):  # noqa: F811 - as above
    annas, noras = browsers
    assert annas.post(f"/cases/{full['case']}/withdraw").status_code == 303
    answers = {address: annas.get(address) for address in ("/today", "/talk", "/sharing", f"/cases/{full['case']}")}
    answers["/worklist"] = noras.get("/worklist")
    assert noras.get(f"/people/{anna.id}").status_code == 404

    show("exempt after a withdrawal", exempt_from(answers))


def test_conversation_without_a_trend_is_told_in_messages(house, anna, nora):  # noqa: F811 - as above
    case = Life(house, anna).asks(nora, shows=False, message="")
    noras = at_pages(house.signed_in(nora))
    answers = {address: noras.get(address) for address in ("/worklist", f"/people/{anna.id}", f"/cases/{case}")}
    answers["person"] = at_pages(house.signed_in(anna)).get(f"/cases/{case}")

    show("exempt where little is shared", exempt_from(answers))
